/** Numbers in text: .csv (commas) and .tsv (tabs), with or without a header line. A cell holds no line break. */
import { present } from "../arrays/present.ts";
import { InputError } from "../errors/input-error.ts";
import type { ByteSource } from "./byte-source.ts";
import { chunksOf } from "./byte-stream.ts";
import { parseColumnChoice } from "./column-choice.ts";
import { NumberTable } from "./number-table.ts";
import type { NumericArray } from "./read-elements.ts";

/** No honest line is longer (characters). */
const MAX_LINE = 1 << 24;
const CHUNK = 1 << 18;

/**
 * Reads a table of numbers. Blank lines and comments, which begin with `# `, are skipped; the first line is a header when
 * no cell of it is a number. No other row and no column is left out unless `columns` says so.
 * @param columns as {@link parseColumnChoice} reads them
 * @throws {InputError} where a row is ragged, a cell is no number, there is no row, or the first row or a column may be no data
 */
export async function readDelimitedSource(
  source: ByteSource,
  delimiter: "," | "\t",
  columns?: string,
): Promise<NumericArray> {
  const table = new NumberTable({ source: source.name, delimiter, choice: parseColumnChoice(columns) });
  for await (const line of lines(source)) table.add(line);
  return table.finish();
}

async function* lines(source: ByteSource): AsyncGenerator<string> {
  const { name } = source;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const bytes of chunksOf(source, CHUNK)) {
    const parts = (rest + decode(name, decoder, bytes)).split(/\r\n|\n|\r(?!$)/);
    rest = present(parts.pop());
    if (rest.length > MAX_LINE)
      throw new InputError(name, `lines of at most ${MAX_LINE} characters`, "a longer one");
    yield* parts;
  }
  yield rest + decode(name, decoder, undefined);
}

function decode(path: string, decoder: TextDecoder, bytes: Uint8Array | undefined): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw new InputError(path, "UTF-8 text", "other bytes").because(cause);
  }
}
