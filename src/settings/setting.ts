/**
 * One row a setting: its default, bounds, unit and meaning, written once. Types (`config.ts`), checks (`check.ts`), `--set`
 * (`paths.ts`), documentation (`describe.ts`) and the lab's controls follow from the rows. Needs no Node.
 */

/** What every row says of its setting; T is what a configuration holds for it. */
interface SettingBase<T> {
  readonly default: T;
  /** One line, lower case, without a full stop. */
  readonly meaning: string;
  /** Of the numbers, e.g. "OU time", "data units". */
  readonly unit?: string;
}

/** Bounds of numbers: `min` and `max` belong to what is allowed, `above` and `below` do not. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
  readonly multipleOf?: number;
}

/** What the lab's slider offers of the allowed numbers, and what stands beside it. */
export interface Slider {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly log?: boolean;
  readonly help?: string;
}

/** A number, or one of a few words that stand in its place ("auto", "inf", "none"). */
export interface NumberSetting<T> extends SettingBase<T>, Bounds {
  readonly kind: "number" | "whole";
  readonly words: readonly string[];
  readonly slider?: Slider;
}

/** One of a few words. */
export interface ChoiceSetting<T> extends SettingBase<T> {
  readonly kind: "choice";
  readonly of: readonly string[];
}

/** True or false. */
export interface FlagSetting<T> extends SettingBase<T> {
  readonly kind: "flag";
}

/** Text; `pattern` is what it must look like, `expected` that in words. */
export interface TextSetting<T> extends SettingBase<T> {
  readonly kind: "text";
  readonly pattern?: RegExp;
  readonly expected?: string;
}

/** A list whose items are as `item` says, at least `least` of them and `length` where that is fixed. */
export interface ListSetting<T> extends SettingBase<T> {
  readonly kind: "list";
  readonly item: Setting<unknown>;
  readonly least?: number;
  readonly length?: number;
}

/** A part that another module checks; `check` is its zod schema. */
export interface PartSetting<T> extends SettingBase<T> {
  readonly kind: "part";
  /** What it is, for the documentation. */
  readonly expected: string;
  readonly check: unknown;
}

/** A row. */
export type Setting<T> =
  | NumberSetting<T>
  | ChoiceSetting<T>
  | FlagSetting<T>
  | TextSetting<T>
  | ListSetting<T>
  | PartSetting<T>;

type NumberRow<T> = Omit<NumberSetting<T>, "kind" | "words">;
type WordedRow<W extends string> = NumberRow<number | NoInfer<W>> & { readonly words: readonly W[] };

/**
 * A number within bounds.
 * @example
 * typeText(number({ default: 0.5, above: 0, meaning: "time", unit: "OU time" })); // → a number above 0
 */
export function number(row: NumberRow<number>): NumberSetting<number>;
/** A number within bounds, or one of `words`. */
export function number<const W extends string>(row: WordedRow<W>): NumberSetting<number | W>;
/** Both of these. */
export function number<T>(row: NumberRow<T> & { readonly words?: readonly string[] }): NumberSetting<T> {
  return { ...row, kind: "number", words: row.words ?? [] };
}

/**
 * A whole number within bounds.
 * @example
 * typeText(whole({ default: "auto", min: 0, words: ["auto"], meaning: "dimension" })); // → a whole number at least 0, or auto
 */
export function whole(row: NumberRow<number>): NumberSetting<number>;
/** A whole number within bounds, or one of `words`. */
export function whole<const W extends string>(row: WordedRow<W>): NumberSetting<number | W>;
/** Both of these. */
export function whole<T>(row: NumberRow<T> & { readonly words?: readonly string[] }): NumberSetting<T> {
  return { ...row, kind: "whole", words: row.words ?? [] };
}

/**
 * One of the words `of`.
 * @example
 * typeText(choice({ of: ["euler", "heun"], default: "euler", meaning: "solver" })); // → euler or heun
 */
export function choice<const C extends string>(
  row: SettingBase<NoInfer<C>> & { readonly of: readonly C[] },
): ChoiceSetting<C> {
  return { ...row, kind: "choice" };
}

/**
 * True or false.
 * @example
 * typeText(flag({ default: true, meaning: "whether to draw pictures" })); // → true or false
 */
export function flag(row: SettingBase<boolean>): FlagSetting<boolean> {
  return { ...row, kind: "flag" };
}

/**
 * Text of a certain form.
 * @example
 * const rows = { name: text({ default: "mine", pattern: /^[a-z]+$/, expected: "lower case", meaning: "name" }) };
 * schemaOf(rows).safeParse({ name: "Mine" }).success; // → false
 */
export function text(row: Omit<TextSetting<string>, "kind">): TextSetting<string> {
  return { ...row, kind: "text" };
}

/**
 * A word that is always the same, e.g. the name of the experiment.
 * @example
 * configOf({ experiment: constant("two-modes", "the experiment") }); // → { experiment: "two-modes" }
 */
export function constant<const C extends string>(word: C, meaning: string): ChoiceSetting<C> {
  return choice<C>({ of: [word], default: word as NoInfer<C>, meaning });
}

type ListRow<T> = Omit<ListSetting<T[]>, "kind" | "item">;
type Items<W extends string> = Bounds & { readonly words: readonly W[] };

/**
 * A list of numbers, each within the bounds of `item`.
 * @example
 * typeText(numbers({ default: [0.5], item: { above: 0 }, least: 1, meaning: "times" })); // → a list, at least 1; each a number above 0
 */
export function numbers(row: ListRow<number> & { readonly item?: Bounds }): ListSetting<number[]>;
/** A list of numbers, each within the bounds of `item` or one of its words. */
export function numbers<const W extends string>(
  row: ListRow<number | NoInfer<W>> & { readonly item: Items<W> },
): ListSetting<(number | W)[]>;
/** Both of these. */
export function numbers<T>({ item, ...row }: ListRow<T> & { readonly item?: Bounds }): ListSetting<T[]> {
  return { ...row, kind: "list", item: { words: [], ...item, kind: "number", default: 0, meaning: "" } };
}

/**
 * A list of whole numbers, each within the bounds of `item`.
 * @example
 * typeText(wholes({ default: [8, 64], item: { min: 1 }, meaning: "sizes" })); // → a list; each a whole number at least 1
 */
export function wholes(row: ListRow<number> & { readonly item?: Bounds }): ListSetting<number[]>;
/** A list of whole numbers, each within the bounds of `item` or one of its words. */
export function wholes<const W extends string>(
  row: ListRow<number | NoInfer<W>> & { readonly item: Items<W> },
): ListSetting<(number | W)[]>;
/** Both of these. */
export function wholes<T>({ item, ...row }: ListRow<T> & { readonly item?: Bounds }): ListSetting<T[]> {
  return { ...row, kind: "list", item: { words: [], ...item, kind: "whole", default: 0, meaning: "" } };
}

/**
 * A list of words out of `of`.
 * @example
 * typeText(choices({ of: ["euler", "heun"], default: ["heun"], meaning: "solvers" })); // → a list; each euler or heun
 */
export function choices<const C extends string>({
  of,
  ...row
}: Omit<ListSetting<NoInfer<C>[]>, "kind" | "item"> & { readonly of: readonly C[] }): ListSetting<C[]> {
  const item: ChoiceSetting<string> = { kind: "choice", of, default: of[0], meaning: "" };
  return { ...row, kind: "list", item };
}

/**
 * A list of rows of `width` numbers each.
 * @example
 * typeText(points({ width: 2, default: [[0, 1]], meaning: "places" })); // → a list; each 2 in a list; each a number
 */
export function points({
  width,
  ...row
}: Omit<ListSetting<number[][]>, "kind" | "item"> & { readonly width: number }): ListSetting<number[][]> {
  return { ...row, kind: "list", item: numbers({ default: [], meaning: "", length: width }) };
}

/**
 * A part whose schema is `check`; T is what it lets through.
 * @example
 * const sampling = part({ default: { count: 3 }, expected: "how to sample", check: schemaOf(settingRows.sampling), meaning: "sampling" });
 * schemaOf({ sampling }).safeParse({ sampling: { count: 0 } }).success; // → false
 */
export function part<T>(row: Omit<PartSetting<T>, "kind">): PartSetting<T> {
  return { ...row, kind: "part" };
}
