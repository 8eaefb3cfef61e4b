/** Lists of numbers and choices among words as typed on a command line, refused by the option's name. */
import { InputError, listed, quoted } from "../errors/input-error.ts";
import { type NumberRange, numberParser } from "./numbers.ts";

/** Bounds of each number, and what the list as a whole may be. */
export interface NumberListOptions extends NumberRange {
  /** Whether `inf` stands for infinity. */
  readonly infinity?: boolean;
  /** Whether each number must be larger than the one before it. */
  readonly increasing?: boolean;
}

const INFINITE = /^\+?(inf|infinity)$/i;

/**
 * A parser of numbers separated by commas for the option `name` (with its dashes).
 * @throws {InputError} from the parser, naming the option and the entry at fault
 */
export function numberListParser(
  name: string,
  expected: string,
  { infinity = false, increasing = false, ...range }: NumberListOptions = {},
): (text: string) => number[] {
  const parse = numberParser(name, expected, range);
  return (text) => {
    const values = text
      .split(",")
      .map((entry) => entry.trim())
      .map((entry) => (infinity && INFINITE.test(entry) ? Infinity : parse(entry)));
    const at = increasing ? values.findIndex((value, i) => i > 0 && !(value > values[i - 1])) : -1;
    if (at > 0) throw new InputError(name, expected, `${values[at]} after ${values[at - 1]}`);
    return values;
  };
}

/**
 * A parser of one of a few words.
 * @throws {InputError} from the parser, naming the option and the words there are
 */
export function choiceParser<T extends string>(name: string, choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((word) => word === text);
    if (choice === undefined) throw new InputError(name, `one of ${listed(choices)}`, quoted(text));
    return choice;
  };
}
