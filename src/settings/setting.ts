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

type NumberRow<T> = Omit<NumberSetting<T>, "kind" | "words">;
type SliderRow = NumberRow<number> & { readonly slider: Slider };
type WordedRow<W extends string> = NumberRow<number | NoInfer<W>> & { readonly words: readonly W[] };

/** A number within bounds that the lab's slider sets. */
export function number(row: SliderRow): SliderSetting;
/** A number within bounds. */
export function number(row: NumberRow<number>): NumberSetting<number>;
/** A number within bounds, or one of `words`. */
export function number<const W extends string>(row: WordedRow<W>): NumberSetting<number | W>;
/** All of these. */
export function number<T>(row: NumberRow<T> & { readonly words?: readonly string[] }): NumberSetting<T> {
  return { ...row, kind: "number", words: row.words ?? [] };
}

/** A whole number within bounds that the lab's slider sets. */
export function whole(row: SliderRow): SliderSetting;
/** A whole number within bounds. */
export function whole(row: NumberRow<number>): NumberSetting<number>;
/** A whole number within bounds, or one of `words`. */
export function whole<const W extends string>(row: WordedRow<W>): NumberSetting<number | W>;
/** All of these. */
export function whole<T>(row: NumberRow<T> & { readonly words?: readonly string[] }): NumberSetting<T> {
  return { ...row, kind: "whole", words: row.words ?? [] };
}

/** One of the words `of`. */
export function choice<const C extends string>(
  row: SettingBase<NoInfer<C>> & { readonly of: readonly C[]; readonly menu?: Menu<NoInfer<C>> },
): ChoiceSetting<C> {
  return { ...row, kind: "choice" };
}

/** True or false. */
export function flag(row: SettingBase<boolean>): FlagSetting<boolean> {
  return { ...row, kind: "flag" };
}

/** Text of a certain form. */
export function text(row: Omit<TextSetting<string>, "kind">): TextSetting<string> {
  return { ...row, kind: "text" };
}

/** A word that is always the same, e.g. the name of the experiment. */
export function constant<const C extends string>(word: C, meaning: string): ChoiceSetting<C> {
  return choice<C>({ of: [word], default: word as NoInfer<C>, meaning });
}

type ListRow<T> = Omit<ListSetting<T[]>, "kind" | "item">;
type Items<W extends string> = Bounds & { readonly words: readonly W[] };

/** A list of numbers, each within the bounds of `item`. */
export function numbers(row: ListRow<number> & { readonly item?: Bounds }): ListSetting<number[]>;
/** A list of numbers, each within the bounds of `item` or one of its words. */
export function numbers<const W extends string>(
  row: ListRow<number | NoInfer<W>> & { readonly item: Items<W> },
): ListSetting<(number | W)[]>;
/** Both of these. */
export function numbers<T>({ item, ...row }: ListRow<T> & { readonly item?: Bounds }): ListSetting<T[]> {
  return { ...row, kind: "list", item: { words: [], ...item, kind: "number", default: 0, meaning: "" } };
}

/** A list of whole numbers, each within the bounds of `item`. */
export function wholes(row: ListRow<number> & { readonly item?: Bounds }): ListSetting<number[]>;
/** A list of whole numbers, each within the bounds of `item` or one of its words. */
export function wholes<const W extends string>(
  row: ListRow<number | NoInfer<W>> & { readonly item: Items<W> },
): ListSetting<(number | W)[]>;
/** Both of these. */
export function wholes<T>({ item, ...row }: ListRow<T> & { readonly item?: Bounds }): ListSetting<T[]> {
  return { ...row, kind: "list", item: { words: [], ...item, kind: "whole", default: 0, meaning: "" } };
}

/** A list of words out of `of`. */
export function choices<const C extends string>({
  of,
  ...row
}: Omit<ListSetting<NoInfer<C>[]>, "kind" | "item"> & { readonly of: readonly C[] }): ListSetting<C[]> {
  const item: ChoiceSetting<string> = { kind: "choice", of, default: of[0], meaning: "" };
  return { ...row, kind: "list", item };
}

/** A list of rows of `width` numbers each. */
export function points({
  width,
  ...row
}: Omit<ListSetting<number[][]>, "kind" | "item"> & { readonly width: number }): ListSetting<number[][]> {
  return { ...row, kind: "list", item: numbers({ default: [], meaning: "", length: width }) };
}

/** A part whose schema is `check`; T is what it lets through. */
export function part<T>(row: Omit<PartSetting<T>, "kind">): PartSetting<T> {
  return { ...row, kind: "part" };
}
