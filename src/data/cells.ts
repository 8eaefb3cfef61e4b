/** Cells of a table in text: where one ends, and whether it holds a number, nothing, or a name. */

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL = /^[+-]?(?:nan|inf|infinity)$/i;
/** What NumPy, pandas, R and spreadsheets write where there is no number. */
const MISSING =
  /^(?:|n\/?a|<na>|nat|null|none|nil|missing|[-–—?.*]+|[+-]?(?:nan|inf|infinity)|-?1\.#\w+|#n\/?[av]( n\/?a)?|#.*[!?]|#getting_data|##+)$/i;

/** Takes a line apart; a delimiter between double quotes separates nothing. */
export function splitCells(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  const cells: string[] = [];
  let start = 0;
  let quotes = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') quotes++;
    if (line[at] !== delimiter || quotes % 2 === 1) continue;
    cells.push(line.slice(start, at));
    start = at + 1;
  }
  return [...cells, line.slice(start)];
}

/** Whether a cell is in quotes, which say nothing of what it holds. */
export function isQuoted(cell: string): boolean {
  const text = cell.trim();
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"');
}

/** A cell without its quotes and the blanks around it. */
export function bare(cell: string): string {
  const text = cell.trim();
  return isQuoted(text) ? text.slice(1, -1).replaceAll('""', '"').trim() : text;
}

/** Whether a cell holds a number; not-a-number and infinities are numbers here, to be refused as what they are. */
export function isNumber(cell: string): boolean {
  const text = bare(cell);
  return NUMBER.test(text) || SPECIAL.test(text);
}

/** The number in a cell that {@link isNumber}. */
export function parseNumber(cell: string): number {
  const text = bare(cell);
  if (!SPECIAL.test(text)) return Number(text);
  if (/nan$/i.test(text)) return Number.NaN;
  return text.startsWith("-") ? -Infinity : Infinity;
}

/** Whether a cell stands for a number that is not there: it is empty, or `NA`, `null`, `#N/A`, `#DIV/0!` and the like. */
export function isMissing(cell: string): boolean {
  return MISSING.test(bare(cell));
}

/**
 * Whether a cell can only be a name. What has a digit before its first letter may be a number with a slip in it, and what
 * stands for a missing number or a truth value may be one of a row of data.
 */
export function isName(cell: string): boolean {
  const text = bare(cell);
  return /\p{L}/u.test(text) && !/^[^\p{L}_]*\d|^(?:true|false)$|"/iu.test(text) && !isMissing(cell);
}
