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
    super(oneLine(`${what}: expected ${expected}, got ${got}`));
    this.what = what;
  }

  /** The same error with the one that it follows from, as the platform's `cause`. */
  because(cause: unknown): this {
    return Object.defineProperty(this, "cause", { value: cause, writable: true, configurable: true });
  }
}

/** Control characters of hostile names must not reach a terminal or break the one-line promise. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is being removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");
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
