import { refusal } from "./message.ts";

/** What the user gave cannot be used: a file, a flag, a setting. The command exits 2 with its one line. */
export class InputError extends Error {
  override readonly name = "InputError";
  /** The file or option at fault. */
  readonly what: string;

  /**
   * @param what the file, option or argument at fault
   * @param expected what would have been right
   * @param got what was found instead
   */
  constructor(what: string, expected: string, got: string) {
    super(refusal(what, expected, got));
    this.what = what;
  }

  /** The same error with the one that it follows from, as the platform's `cause`. */
  because(cause: unknown): this {
    return Object.defineProperty(this, "cause", { value: cause, writable: true, configurable: true });
  }
}

/** A string cut to a length that suits an error message, in quotes. */
export function quoted(text: string, limit = 60): string {
  return JSON.stringify(text.length > limit ? `${text.slice(0, limit)}…` : text);
}

/** The names there are, for a message that refuses one that is not; a long list is cut. */
export function listed(names: readonly string[], limit = 12): string {
  if (names.length === 0) return "none";
  const shown = names.slice(0, limit).map((name) => quoted(name, 40).slice(1, -1));
  return names.length > limit ? `${shown.join(", ")}, … (${names.length} in all)` : shown.join(", ");
}

/** The code of a system error (`ENOENT`), or undefined for any other value. */
export function systemErrorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return error instanceof Error && typeof code === "string" ? code : undefined;
}
