/** Kinds of fields of the state: how each is written in a link and read back. What cannot be read is left at its default. */

/** One field: its key in the link, its default, and its text. */
export interface Field<T> {
  readonly key: string;
  readonly fallback: T;
  /** The value, or undefined where the text is not one. */
  read(text: string): T | undefined;
  write(value: T): string;
}

/** Bounds of a number. */
export interface NumberBounds {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  /** Whether "inf" is allowed beyond `max`. */
  readonly infinite?: boolean;
}

/** A number field with the bounds that its control shows too. */
export type NumberField = Field<number> & NumberBounds;

/** A number within bounds; what is outside is not a value. */
export function numberField(key: string, fallback: number, bounds: NumberBounds): NumberField {
  const { min, max, integer = false, infinite = false } = bounds;
  return {
    key,
    fallback,
    ...bounds,
    read(text) {
      if (infinite && text === "inf") return Infinity;
      const value = text.trim() === "" ? Number.NaN : Number(text);
      if (!(value >= min && value <= max) || (integer && !Number.isInteger(value))) return undefined;
      return value;
    },
    write: (value) => (value === Infinity ? "inf" : String(value)),
  };
}

/** A field of one of some words. */
export type ChoiceField<T extends string> = Field<T> & { readonly choices: readonly T[] };

/** One of some words. */
export function choiceField<const T extends string>(
  key: string,
  fallback: T,
  choices: readonly T[],
): ChoiceField<T> {
  return {
    key,
    fallback,
    choices,
    read: (text) => choices.find((choice) => choice === text),
    write: (value) => value,
  };
}

/** Any of some words, in their order. */
export function setField<const T extends string>(
  key: string,
  fallback: readonly T[],
  choices: readonly T[],
): Field<readonly T[]> & { readonly choices: readonly T[] } {
  return {
    key,
    fallback,
    choices,
    read(text) {
      const words = text === "" ? [] : text.split(",");
      return words.every((word) => (choices as readonly string[]).includes(word))
        ? choices.filter((choice) => words.includes(choice))
        : undefined;
    },
    write: (value) => choices.filter((choice) => value.includes(choice)).join(","),
  };
}

/** Points of the plane, flat. */
export type FlatPoints = readonly number[];
/** More points than this make a link that some programs cut. */
export const MOST_LINKED = 1000;

/** Points as `x,y;x,y`, exactly; more than {@link MOST_LINKED} are not written. */
export function pointsField(key: string): Field<FlatPoints> {
  return {
    key,
    fallback: [],
    read(text) {
      if (text === "") return [];
      const rows = text.split(";").map((row) => row.split(",").map(readCoordinate));
      if (rows.length > MOST_LINKED || rows.some((row) => row.length !== 2 || row.includes(undefined)))
        return undefined;
      return rows.flat() as number[];
    },
    write: (value) =>
      value.length > 2 * MOST_LINKED
        ? ""
        : Array.from({ length: value.length / 2 }, (_, i) => `${value[2 * i]},${value[2 * i + 1]}`).join(";"),
  };
}

function readCoordinate(text: string): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return isLinked(value) ? value : undefined;
}

/** Whether a link may hold this coordinate. */
export function isLinked(value: number): boolean {
  return Math.abs(value) <= 1e6;
}

/** A name within a run directory or of one: no controls, at most 200 characters. */
export function nameField(key: string, fallback = ""): Field<string> {
  return {
    key,
    fallback,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a name with controls is refused
    read: (text) => (text.length <= 200 && !/[\u0000-\u001f\u007f]/.test(text) ? text : undefined),
    write: (value) => value,
  };
}

/** Numbers of rows, from 0, in increasing order. */
export type Rows = Int32Array;
/** More rows than this are not written into a link. */
export const MOST_ROWS_LINKED = 300;
const NO_ROWS: Rows = new Int32Array(0);

/** Rows as `3,17,18`; more than {@link MOST_ROWS_LINKED} are not written. */
export function rowsField(key: string): Field<Rows> {
  return {
    key,
    fallback: NO_ROWS,
    read(text) {
      if (text === "") return NO_ROWS;
      const words = text.split(",");
      if (words.length > MOST_ROWS_LINKED || words.some((word) => !/^\d{1,9}$/.test(word))) return undefined;
      return Int32Array.from(new Set(words.map(Number))).sort();
    },
    write: (value) => (value.length > MOST_ROWS_LINKED ? "" : value.join(",")),
  };
}
