/** Text files and JSON, with errors that name them. */
import { readFile } from "node:fs/promises";
import { InputError, quoted, systemErrorCode } from "../errors/input-error.ts";

/**
 * Reads a file as UTF-8.
 * @param wanted said where it cannot be read
 * @throws {InputError} naming it
 */
export async function readText(file: string, wanted: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const code = systemErrorCode(cause);
    throw code === undefined ? cause : new InputError(file, wanted, code).because(cause);
  }
}

/**
 * A value from JSON.
 * @param what where the text comes from
 * @param wanted said where it is none
 * @throws {InputError} naming `what`
 */
export function parseJson(what: string, text: string, wanted = "JSON"): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(what, wanted, quoted(text)).because(cause);
  }
}
