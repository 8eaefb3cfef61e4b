/** Numbers in text: .csv (commas) and .tsv (tabs), with or without a header line. Not a general CSV reader. */
import { present } from "../arrays/present.ts";
import { InputError, quoted } from "../errors/input-error.ts";
import type { ByteSource } from "./byte-source.ts";
import { chunksOf } from "./byte-stream.ts";
import { allocate, type NumericArray } from "./read-elements.ts";

/** No honest line is longer (characters). */
const MAX_LINE = 1 << 24;
const CHUNK = 1 << 18;

/**
 * Reads a table of numbers. Blank lines and lines that begin with `#` are skipped; the first line is a
 * header when one of its cells is not a number.
 * @throws {InputError} where a row is ragged, a cell is no number, or there is no row
 */
export async function readDelimitedSource(source: ByteSource, delimiter: "," | "\t"): Promise<NumericArray> {
  const table = new Table(source.name, delimiter);
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

/** Collects rows in an array that grows. */
class Table {
  readonly #path: string;
  readonly #delimiter: string;
  #values: Float64Array = new Float64Array(1024);
  #rows = 0;
  #columns = 0;
  #line = 0;
  #sawFirst = false;

  constructor(path: string, delimiter: string) {
    this.#path = path;
    this.#delimiter = delimiter;
  }

  add(line: string): void {
    this.#line++;
    const text = line.trim() === "" ? "" : line;
    if (text === "" || text.startsWith("#")) return;
    const cells = text.split(this.#delimiter);
    if (!this.#sawFirst) {
      this.#sawFirst = true;
      this.#columns = cells.length;
      if (this.#isHeader(cells)) return;
    }
    this.#addRow(cells);
  }

  #isHeader(cells: readonly string[]): boolean {
    const filled = cells.filter((cell) => bare(cell) !== "");
    if (filled.length > 0 && filled.every(isNumber)) return false;
    if (filled.length < cells.length)
      throw this.#error(
        "a name for every column (a table index? leave it out)",
        "a header with an empty cell",
      );
    const [only] = cells;
    if (cells.length === 1 && /[;|\t,]/.test(only))
      throw this.#error(`cells separated by ${JSON.stringify(this.#delimiter)}`, quoted(only));
    return true;
  }

  #addRow(cells: readonly string[]): void {
    if (cells.length !== this.#columns)
      throw this.#error(`${this.#columns} numbers in every row`, `${cells.length} in ${this.#place()}`);
    const at = this.#rows * this.#columns;
    this.#grow(at + cells.length);
    for (const [column, cell] of cells.entries()) this.#values[at + column] = this.#number(cell, column);
    this.#rows++;
  }

  #number(cell: string, column: number): number {
    if (!isNumber(cell))
      throw this.#error("numbers", `${quoted(cell)} in ${this.#place()}, column ${column}`);
    return parseNumber(cell);
  }

  #grow(length: number): void {
    if (length <= this.#values.length) return;
    const larger = new Float64Array(Math.max(length, this.#values.length * 2));
    larger.set(this.#values);
    this.#values = larger;
  }

  #place(): string {
    return `row ${this.#rows} (line ${this.#line})`;
  }

  #error(expected: string, got: string): InputError {
    return new InputError(this.#path, expected, got);
  }

  finish(): NumericArray {
    if (this.#rows === 0) throw this.#error("at least one row of numbers", "none");
    const data = allocate(this.#path, this.#rows * this.#columns);
    data.set(this.#values.subarray(0, data.length));
    return { data, shape: [this.#rows, this.#columns] };
  }
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL = /^[+-]?(?:nan|inf|infinity)$/i;

function bare(cell: string): string {
  const text = cell.trim();
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text;
}

function isNumber(cell: string): boolean {
  const text = bare(cell);
  return NUMBER.test(text) || SPECIAL.test(text);
}

/** Not-a-number and infinities are numbers here, so that they are refused as such later, with their row. */
function parseNumber(cell: string): number {
  const text = bare(cell);
  if (!SPECIAL.test(text)) return Number(text);
  if (/nan$/i.test(text)) return Number.NaN;
  return text.startsWith("-") ? -Infinity : Infinity;
}
