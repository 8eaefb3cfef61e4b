/** The kinds of rows: what each holds of its setting. They are made by the functions of `setting.ts`. */

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
