/**
 * One row a setting: its default, bounds, unit and meaning, written once. Types (`config.ts`), checks (`check.ts`), `--set`
 * (`paths.ts`), documentation (`describe.ts`) and the lab's controls follow from the rows. Needs no Node.
 */
import type {
  Bounds,
  ChoiceSetting,
  FlagSetting,
  ListSetting,
  Menu,
  NumberSetting,
  PartSetting,
  Slider,
  SliderSetting,
  TextSetting,
} from "./kinds.ts";

export type * from "./kinds.ts";

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
