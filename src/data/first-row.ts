/** Whether the first row of a table in text names the columns. Where it could be either, it is refused, never guessed. */
import { InputError, quoted } from "../errors/input-error.ts";
import { bare, isMissing, isName, isNumber, isQuoted } from "./cells.ts";
import { withKey } from "./column-choice.ts";

/** The first line of a table that is neither blank nor a comment. */
export interface FirstRow {
  /** The file. */
  readonly source: string;
  readonly delimiter: string;
  readonly cells: readonly string[];
  /** Its number, from 1. */
  readonly line: number;
}

/**
 * A header has a name in every cell or none there, a row of data a number in every cell.
 * @throws {InputError} naming the first cell that fits neither, or the option that says which it is
 */
export function isHeader(row: FirstRow): boolean {
  const { cells } = row;
  requireSeparateCells(row);
  if (cells.every(isNumber)) {
    if (countsColumns(cells) || cells.every(isQuoted)) throw ambiguous(row);
    return false;
  }
  const named = cells.some(isName);
  const odd = cells.findIndex((cell) => !(isName(cell) || (named && bare(cell) === "")));
  if (odd < 0) return true;
  throw unfit(row, cells.some(isNumber) ? cells.findIndex((cell) => !isNumber(cell)) : odd);
}

/** Semicolons separate columns where commas are decimal: `1,5;2` has two cells, `1`, `5;2` and the like are parts of them. */
function usesSemicolons(cells: readonly string[]): boolean {
  const parts = cells.join(",").split(";");
  return (
    parts.length > 1 &&
    parts.every(
      (part) => (isName(part) && !part.includes(",")) || /^[-+]?\d+(,\d+)?(e[-+]?\d+)?$/i.test(bare(part)),
    )
  );
}

function requireSeparateCells({ source, delimiter, cells, line }: FirstRow): void {
  const [only, second] = cells;
  if (delimiter === "," && usesSemicolons(cells))
    throw new InputError(
      source,
      'cells separated by "," with decimal points (";" separates columns here: write "." for a decimal comma, then "," for ";")',
      `${quoted(cells.join(","))} in line ${line}`,
    );
  if (second === undefined && (/[;|\t,]/.test(only) || /^\s*[-+.]?\d\S*\s+\S/.test(only)))
    throw new InputError(source, `cells separated by ${JSON.stringify(delimiter)}`, quoted(only));
  if (second === undefined && /^#.*\p{L}/u.test(only) && !isMissing(only))
    throw new InputError(source, 'comments that begin with "# "', `${quoted(only)} in line ${line}`);
}

/** 0, 1, …, as pandas numbers columns that have no names. */
function countsColumns(cells: readonly string[]): boolean {
  return cells.every((cell, column) => bare(cell) === String(column));
}

function unfit({ source, cells, line }: FirstRow, column: number): InputError {
  const place = `${quoted(bare(cells[column]))} in line ${line}, column ${column} (from 0)`;
  if (
    column === 0 &&
    bare(cells[0]) === "" &&
    cells.slice(1).every(isNumber) &&
    countsColumns(cells.slice(1))
  )
    return new InputError(
      source,
      `a name or a number in every cell (${withKey(source, "header:-")} leaves out an index of pandas)`,
      place,
    );
  if (isMissing(cells[column])) return new InputError(source, "a number in every cell", place);
  return new InputError(
    source,
    `a first row all of numbers or all of names (${withKey(source, "header")} or ${withKey(source, "no-header")} says which)`,
    place,
  );
}

/** The refusal of a row of numbers that may be a header. */
export function ambiguous({ source, cells, line }: FirstRow): InputError {
  return new InputError(
    source,
    `numbers or names in line ${line} (${withKey(source, "header")} says that it names columns, ${withKey(source, "no-header")} that it is a row)`,
    `${quoted(cells.map(bare).join(","))}, which may be either`,
  );
}

/** Whether distinct whole numbers make up the row, as years or sizes that name columns do. */
export function areWhole(cells: readonly string[]): boolean {
  return cells.every((cell) => /^\d+$/.test(bare(cell))) && new Set(cells.map(bare)).size === cells.length;
}
