/** Tables as CSV. */

/** A line of a table, with its end; words with commas, quotes or line ends are quoted. */
export function csvLine(cells: readonly (number | string)[]): string {
  return `${cells.map(cell).join(",")}\n`;
}

function cell(value: number | string): string {
  if (typeof value === "number" || !/[",\n\r]/.test(value)) return String(value);
  return `"${value.replaceAll('"', '""')}"`;
}

/** A column of a table. */
export interface CsvColumn {
  readonly name: string;
  readonly values: ArrayLike<number | string>;
}

/** A table of columns; shorter ones are filled up with empty cells. */
export function columnsCsv(columns: readonly CsvColumn[]): string {
  const rows = Math.max(0, ...columns.map(({ values }) => values.length));
  const lines = Array.from({ length: rows }, (_, i) => csvLine(columns.map(({ values }) => values[i] ?? "")));
  return csvLine(columns.map(({ name }) => name)) + lines.join("");
}
