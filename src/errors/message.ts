/** The words of every refusal: one line, whatever names and values it is about. */

/** `what: expected wanted, got got`. */
export function refusal(what: string, wanted: string, got: string): string {
  return oneLine(`${what}: expected ${wanted}, got ${got}`);
}

/** Control characters of hostile names must not reach a terminal or break the one-line promise. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is being removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");
}
