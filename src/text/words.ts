/** Words as file names and lists. */

/** A name in lower case with dashes, for file names: "inflated bandwidth" → "inflated-bandwidth". */
export function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

/** Rows of cells as lines of text with a line break each, columns aligned two spaces apart. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => [...row[column]].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell + " ".repeat(widths[i] - [...cell].length))
      .join("  ")
      .trimEnd();
  return `${rows.map(line).join("\n")}\n`;
}
