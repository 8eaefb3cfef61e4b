/** What an error means for the exit code, and the text that goes with it. */
import { inspect } from "node:util";
import { ArgumentError } from "../errors/argument-error.ts";
import { InputError } from "../errors/input-error.ts";

/** How to end after an error: exit code and text for standard error. */
export interface Ending {
  readonly code: number;
  readonly text: string;
}

/**
 * What was given cannot be used: 2 and one line. Anything else is a bug of ours: 1 and its stack. The class alone says
 * which: an error that looks alike is a bug.
 * @param debug adds the stacks of the error and of all that caused it
 */
export function endingOf(error: unknown, { debug = false }: { readonly debug?: boolean } = {}): Ending {
  const given = error instanceof InputError || error instanceof ArgumentError;
  const line = given ? error.message : "internal error, please report it";
  const trace = debug ? traceOf(error) : given ? "" : `${stackOf(error)}\n`;
  return { code: given ? 2 : 1, text: `ridgescope: ${line}\n${trace}` };
}

/** The stack of an error, then of each that caused it. */
function traceOf(error: unknown): string {
  const chain = new Set<unknown>();
  collectInto(chain, error);
  return `${[...chain].map(stackOf).join("\ncaused by: ")}\n`;
}

/** Every error once, also where they go in a circle. */
function collectInto(chain: Set<unknown>, error: unknown): void {
  if (chain.has(error)) return;
  chain.add(error);
  if (error instanceof AggregateError) for (const one of error.errors) collectInto(chain, one);
  if (error instanceof Error && error.cause !== undefined) collectInto(chain, error.cause);
}

/** Name, message and places. The engine's own text is older than the name that a class gives itself. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return printable(inspect(error));
  const places = (error.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line));
  return [printable(String(error)), ...places].join("\n");
}

/** Without characters that could steer a terminal; lines may break. */
function printable(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\u2028\u2029]/gu, " ");
}
