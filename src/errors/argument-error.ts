/** What callers of the library are told where an argument does not fit. */
import { refusal } from "./message.ts";

const made = new WeakSet<object>();

/**
 * An argument does not fit, and the caller is at fault. JavaScript has two classes for that, RangeError for a value and
 * TypeError for a kind of value, and such an error is one of these; `instanceof ArgumentError` holds for both where
 * `expected` or `expectedKind` made them, and for no other error, whatever its message says.
 */
export abstract class ArgumentError extends Error {
  /** The argument at fault. */
  declare readonly what: string;
  /** What would have been right. */
  declare readonly wanted: string;
  /** What was given instead. */
  declare readonly got: string;

  /** Whether an error was made here. */
  static override [Symbol.hasInstance](value: unknown): value is ArgumentError {
    return typeof value === "object" && value !== null && made.has(value);
  }
}

/** The error, to be thrown, of a value that does not fit: a RangeError `what: expected wanted, got got`. */
export function expected(what: string, wanted: string, got: unknown): RangeError & ArgumentError {
  const parts = { what, wanted, got: String(got) };
  return marked(new RangeError(refusal(what, wanted, parts.got)), parts);
}

/** As {@link expected}, of a value of the wrong kind: a TypeError. */
export function expectedKind(what: string, wanted: string, got: unknown): TypeError & ArgumentError {
  const parts = { what, wanted, got: String(got) };
  return marked(new TypeError(refusal(what, wanted, parts.got)), parts);
}

/** The parts are not enumerable, so that the error equals any other of its words. */
function marked<E extends Error>(
  error: E,
  parts: Pick<ArgumentError, "what" | "wanted" | "got">,
): E & ArgumentError {
  made.add(error);
  for (const [name, value] of Object.entries(parts)) Object.defineProperty(error, name, { value });
  return error as E & ArgumentError;
}
