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
  /** Whether it ends at the number of training points where that is below `max`. */
  readonly ofPoints?: boolean;
  /** What a link may hold, where that is more than the slider offers. */
  readonly link?: { readonly min: number; readonly max: number };
}

/** A box of the lab that takes a number: what it accepts, and its label, in which "_" lowers what follows. */
export interface Box {
  readonly label: string;
  readonly min: number;
  readonly max: number;
}

/** A menu of the lab: its label, and what each word is called in it. */
export interface Menu<C extends string> {
  readonly label: string;
  readonly names: Readonly<Record<C, string>>;
}

/** A number, or one of a few words that stand in its place ("auto", "inf", "none"). */
export interface NumberSetting<T> extends SettingBase<T>, Bounds {
  readonly kind: "number" | "whole";
  readonly words: readonly string[];
  readonly slider?: Slider;
  readonly box?: Box;
}

/** A number that the lab's slider sets. */
export type SliderSetting = NumberSetting<number> & { readonly slider: Slider };

/** One of a few words. */
export interface ChoiceSetting<T> extends SettingBase<T> {
  readonly kind: "choice";
  readonly of: readonly string[];
  readonly menu?: Menu<T & string>;
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

type Options<Row> = Omit<Row, "kind" | "default" | "meaning" | "words" | "of" | "item">;
type NumberOptions = Options<NumberSetting<number>>;
type Worded<W extends string> = NumberOptions & { readonly words: readonly W[] };

/** A number within bounds that the lab's slider sets. */
export function number(
  value: number,
  meaning: string,
  options: NumberOptions & { readonly slider: Slider },
): SliderSetting;
/**
 * A number within bounds; `value` is the default.
 * @example
 * typeText(number(0.5, "time", { above: 0, unit: "OU time" })); // → a number above 0
 */
export function number(value: number, meaning: string, options?: NumberOptions): NumberSetting<number>;
/** A number within bounds, or one of `words`. */
export function number<const W extends string>(
  value: number | NoInfer<W>,
  meaning: string,
  options: Worded<W>,
): NumberSetting<number | W>;
/** All of these. */
export function number<T>(
  value: T,
  meaning: string,
  { words = [], ...options }: NumberOptions & { readonly words?: readonly string[] } = {},
): NumberSetting<T> {
  return { kind: "number", default: value, meaning, words, ...options };
}

/** A whole number within bounds that the lab's slider sets. */
export function whole(
  value: number,
  meaning: string,
  options: NumberOptions & { readonly slider: Slider },
): SliderSetting;
/**
 * A whole number within bounds; `value` is the default.
 * @example
 * typeText(whole("auto", "dimension", { min: 0, words: ["auto"] })); // → a whole number at least 0, or auto
 */
export function whole(value: number, meaning: string, options?: NumberOptions): NumberSetting<number>;
/** A whole number within bounds, or one of `words`. */
export function whole<const W extends string>(
  value: number | NoInfer<W>,
  meaning: string,
  options: Worded<W>,
): NumberSetting<number | W>;
/** All of these. */
export function whole<T>(
  value: T,
  meaning: string,
  { words = [], ...options }: NumberOptions & { readonly words?: readonly string[] } = {},
): NumberSetting<T> {
  return { kind: "whole", default: value, meaning, words, ...options };
}

/**
 * One of the words `of`; the default is among them.
 * @example
 * typeText(choice({ of: ["euler", "heun"], default: "euler" }, "solver")); // → euler or heun
 */
export function choice<const C extends string>(
  words: { readonly of: readonly C[]; readonly default: NoInfer<C> },
  meaning: string,
  options: { readonly menu?: Menu<NoInfer<C>>; readonly unit?: string } = {},
): ChoiceSetting<C> {
  return { kind: "choice", ...words, meaning, ...options };
}

/**
 * True or false; `value` is the default.
 * @example
 * typeText(flag(false, "whether samples are finished")); // → true or false
 */
export function flag(value: boolean, meaning: string): FlagSetting<boolean> {
  return { kind: "flag", default: value, meaning };
}

/**
 * Text of a certain form; `value` is the default.
 * @example
 * typeText(text("pca:16", "latents", { pattern: /^pca:/, expected: "pca:k" })); // → pca:k
 */
export function text(
  value: string,
  meaning: string,
  options: Options<TextSetting<string>> = {},
): TextSetting<string> {
  return { kind: "text", default: value, meaning, ...options };
}

/**
 * A word that is always the same, e.g. the name of the experiment.
 * @example
 * typeText(constant("stage", "name of the preset")); // → stage
 */
export function constant<const C extends string>(word: C, meaning: string): ChoiceSetting<C> {
  return { kind: "choice", of: [word], default: word, meaning };
}

type ListOptions = Options<ListSetting<unknown>>;
type Items<W extends string> = Bounds & { readonly words: readonly W[] };

/**
 * A list of numbers, each within the bounds of `item`; `value` is the default.
 * @example
 * typeText(numbers([1, 2], "times", { item: { above: 0 } })); // → a list; each a number above 0
 */
export function numbers(
  value: number[],
  meaning: string,
  options?: ListOptions & { readonly item?: Bounds },
): ListSetting<number[]>;
/** A list of numbers, each within the bounds of `item` or one of its words. */
export function numbers<const W extends string>(
  value: (number | NoInfer<W>)[],
  meaning: string,
  options: ListOptions & { readonly item: Items<W> },
): ListSetting<(number | W)[]>;
/** Both of these. */
export function numbers<T>(
  value: T[],
  meaning: string,
  { item, ...options }: ListOptions & { readonly item?: Bounds } = {},
): ListSetting<T[]> {
  return { kind: "list", default: value, meaning, item: itemOf("number", item), ...options };
}

/**
 * A list of whole numbers, each within the bounds of `item`; `value` is the default.
 * @example
 * typeText(wholes([256, 256], "widths", { least: 1, item: { min: 1 } })); // → a list of at least 1; each a whole number at least 1
 */
export function wholes(
  value: number[],
  meaning: string,
  options?: ListOptions & { readonly item?: Bounds },
): ListSetting<number[]>;
/** A list of whole numbers, each within the bounds of `item` or one of its words. */
export function wholes<const W extends string>(
  value: (number | NoInfer<W>)[],
  meaning: string,
  options: ListOptions & { readonly item: Items<W> },
): ListSetting<(number | W)[]>;
/** Both of these. */
export function wholes<T>(
  value: T[],
  meaning: string,
  { item, ...options }: ListOptions & { readonly item?: Bounds } = {},
): ListSetting<T[]> {
  return { kind: "list", default: value, meaning, item: itemOf("whole", item), ...options };
}

function itemOf(kind: "number" | "whole", bounds: Bounds | undefined): NumberSetting<unknown> {
  return { words: [], ...bounds, kind, default: 0, meaning: "" };
}

/**
 * A list of words out of `of`.
 * @example
 * typeText(choices({ of: ["1", "h"], default: ["h"] }, "weights", { least: 1 })); // → a list of at least 1; each 1 or h
 */
export function choices<const C extends string>(
  words: { readonly of: readonly C[]; readonly default: NoInfer<C>[] },
  meaning: string,
  options: ListOptions = {},
): ListSetting<C[]> {
  const { of, default: value } = words;
  const item: ChoiceSetting<string> = { kind: "choice", of, default: of[0], meaning: "" };
  return { kind: "list", default: value, meaning, item, ...options };
}

/**
 * A list of rows of `width` numbers each; `value` is the default.
 * @example
 * typeText(points([], "places in the plane", { width: 2 })); // → a list; each a list of 2; each a number
 */
export function points(
  value: number[][],
  meaning: string,
  { width }: { readonly width: number },
): ListSetting<number[][]> {
  return { kind: "list", default: value, meaning, item: numbers([], "", { length: width }) };
}

/**
 * A part whose schema is `check`; T is what it lets through.
 * @example
 * typeText(part<object>({ default: {}, check: null, expected: "a model" }, "what is analysed")); // → a model
 */
export function part<T>(
  row: { readonly default: T; readonly check: unknown; readonly expected: string },
  meaning: string,
): PartSetting<T> {
  return { kind: "part", ...row, meaning };
}
