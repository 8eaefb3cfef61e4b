/** Collects the rows of a table in text, line by line, in an array that grows. */
import { InputError, quoted } from "../errors/input-error.ts";
import { bare, isMissing, isName, isNumber, parseNumber, splitCells } from "./cells.ts";
import { type ColumnChoice, chooseColumns, namesRead, notCoordinates } from "./column-choice.ts";
import { ambiguous, areWhole, type FirstRow, isHeader } from "./first-row.ts";
import { allocate, type NumericArray } from "./read-elements.ts";

/** How a table is told apart from text. */
export interface TableOptions {
  readonly source: string;
  readonly delimiter: "," | "\t";
  readonly choice: ColumnChoice;
}

/** What the first row settles. */
interface Layout {
  /** Cells of every row. */
  readonly width: number;
  /** Of the columns, by the header or a comment; none: their numbers, from 0. */
  readonly names?: readonly string[];
  /** Columns that are read. */
  readonly chosen: readonly number[];
}

/** A comment: NumPy writes `# `. What else begins so, `#N/A` or `#DIV/0!`, is a cell. */
const COMMENT = /^#(?: |\s*$)/;
/** Fewer rows are counted by chance. */
const LEAST_COUNTED = 3;

/** Rows of numbers as they come in. */
export class NumberTable {
  readonly #options: TableOptions;
  #values: Float64Array = new Float64Array(1024);
  #rows = 0;
  #line = 0;
  #comment = "";
  /** The first blank line in a table of one column. */
  #blank: number | undefined;
  #layout: Layout | undefined;
  /** The first row, as long as it may be a header after all. */
  #doubtful: FirstRow | undefined;

  constructor(options: TableOptions) {
    this.#options = options;
  }

  /** Takes the next line. @throws {InputError} naming the line where it is no row of this table */
  add(line: string): void {
    this.#line++;
    const cells = splitCells(line, this.#options.delimiter);
    if (cells.length === 1 && line.trim() === "") this.#skipBlank();
    else if (COMMENT.test(line)) this.#comment = line.slice(1);
    else this.#layout ? this.#addRow(cells, this.#layout) : this.#begin(cells);
  }

  /** In a table of one column a blank line before another row is a missing number. */
  #skipBlank(): void {
    if (this.#layout?.width === 1) this.#blank ??= this.#line;
  }

  #begin(cells: readonly string[]): void {
    const { source, delimiter, choice } = this.#options;
    const said = this.#namesInComment(cells.length);
    const row = { source, delimiter, cells, line: this.#line };
    const header = choice.header ?? (said && cells.every(isNumber) ? false : isHeader(row));
    const names = header ? namesOf(cells) : said;
    const chosen = chooseColumns({ source, names: names ?? cells.map((_, column) => `${column}`) }, choice);
    this.#layout = { width: cells.length, chosen, ...(names ? { names } : {}) };
    if (header) return;
    if (choice.header === undefined && !said && areWhole(cells)) this.#doubtful = row;
    this.#addRow(cells, this.#layout);
  }

  /** The names that `numpy.savetxt(…, header="x,y")` writes above the first row. */
  #namesInComment(width: number): string[] | undefined {
    const cells = splitCells(this.#comment, this.#options.delimiter);
    return cells.length === width && cells.every(isName) ? cells.map(bare) : undefined;
  }

  #addRow(cells: readonly string[], { width, chosen }: Layout): void {
    if (cells.length !== width)
      throw this.#error(
        `as many cells in every row as in the first (${width})`,
        `${cells.length} in ${this.#place()}`,
      );
    if (this.#blank !== undefined)
      throw this.#error("a number in every row of the only column", `a blank line ${this.#blank}`);
    if (this.#rows > 0 && this.#doubtful && !cells.every(isDecimal)) this.#doubtful = undefined;
    const at = this.#rows * chosen.length;
    this.#grow(at + chosen.length);
    for (const [i, column] of chosen.entries()) this.#values[at + i] = this.#number(cells[column], column);
    this.#rows++;
  }

  #number(cell: string, column: number): number {
    const value = isNumber(cell) ? parseNumber(cell) : undefined;
    if (value !== undefined && Number.isFinite(value)) return value;
    const names = this.#layout?.names;
    const place = `${this.#place()}, column ${names ? quoted(names[column]) : `${column} (from 0)`}`;
    if (value !== undefined) throw this.#error("finite numbers", `${value} in ${place}`);
    const expected = isMissing(cell) ? "a number in every cell" : "numbers";
    throw this.#error(expected, `${quoted(bare(cell))} in ${place}`);
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
    return new InputError(this.#options.source, expected, got);
  }

  /** All rows. @throws {InputError} where there is none, or the first row or column may be no data */
  finish(): NumericArray {
    if (!this.#layout || this.#rows === 0) throw this.#error("at least one row of numbers", "none");
    if (this.#doubtful && this.#rows > 1) throw ambiguous(this.#doubtful);
    const { width, chosen, names } = this.#layout;
    const data = allocate(this.#options.source, this.#rows * chosen.length);
    data.set(this.#values.subarray(0, data.length));
    if (!names && width > 1) this.#requireNoIndex(data, chosen);
    const read = names && chosen.map((column) => names[column]);
    return {
      data,
      shape: [this.#rows, chosen.length],
      ...(read && namesRead(read, this.#options.choice)),
    };
  }

  /** A first column without a name that counts the rows, from 0 or 1, is an index that came along. */
  #requireNoIndex(data: Float64Array, chosen: readonly number[]): void {
    const { source, choice } = this.#options;
    const asked = choice.kind === "all" || choice.kind === "only";
    if (asked || chosen[0] !== 0 || this.#rows < LEAST_COUNTED) return;
    for (let i = 0; i < this.#rows; i++) if (data[i * chosen.length] - i !== data[0]) return;
    if (data[0] === 0 || data[0] === 1)
      throw notCoordinates({ source, names: ["0"] }, [0], ", which counts the rows");
  }
}

/** The names in a header, which some programs mark with a `#`. */
function namesOf(cells: readonly string[]): string[] {
  return cells.map((cell, column) => (column === 0 ? bare(cell).replace(/^#(?=\p{L})/u, "") : bare(cell)));
}

/** Whether a number is written with a point or an exponent, as programs write numbers that need not be whole. */
function isDecimal(cell: string): boolean {
  return /[.e]/i.test(cell);
}
