/** Numbers as typed on a command line: strict, and refused by the option's name. */
import { InputError, quoted } from "../errors/input-error.ts";

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Bounds of a number; `above` excludes the bound, `least` and `most` include it. */
export interface NumberRange {
  readonly above?: number;
  readonly least?: number;
  readonly most?: number;
}

/**
 * A parser of finite decimal numbers for the option `name` (with its dashes).
 * @throws {InputError} from the parser, naming the option
 */
export function numberParser(
  name: string,
  expected: string,
  range: NumberRange = {},
): (text: string) => number {
  const { above = -Infinity, least = -Infinity, most = Number.MAX_VALUE } = range;
  return (text) => {
    const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
    if (!(value > above && value >= least && value <= most))
      throw new InputError(name, expected, quoted(text));
    return value;
  };
}

/**
 * A parser of integers in plain digits from `least` to `most`.
 * @throws {InputError} from the parser, naming the option
 */
export function integerParser(
  name: string,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  const upper = most === Number.MAX_SAFE_INTEGER ? "2^53 - 1" : String(most);
  return (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw new InputError(name, `an integer from ${least} to ${upper}`, quoted(text));
    return value;
  };
}
