/**
 * Decodes columns of a Parquet table. One function that names nothing outside itself, as it also runs as text in a worker
 * of its own (`parquet-sandbox.ts`), where nothing can be imported.
 */
import type { AsyncBuffer, Compressors, FileMetaData } from "hyparquet";

/** Which columns go where: column j of row i to `out[i · columns.length + j]`. */
export interface ColumnPlan {
  readonly columns: readonly string[];
  /** In shared memory, rows × columns. */
  readonly out: Float64Array;
}

/** What a table is decoded with. */
export interface ColumnMeans {
  readonly parquetScan: typeof import("hyparquet").parquetScan;
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly compressors: Compressors;
}

/**
 * Fills the plan's array, a row group after another.
 * @throws {Error} with a property `expected` where a cell is no number or rows are missing; anything where it is damaged
 */
export async function fillColumns(means: ColumnMeans, { columns, out }: ColumnPlan): Promise<void> {
  const { parquetScan, metadata, ...rest } = means;
  const refused = (expected: string, got: string) => Object.assign(new Error(got), { expected });
  const place = (values: ArrayLike<unknown>, column: number, rowStart: number): void => {
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      const kind = value === null || value === undefined ? "none" : typeof value;
      if (kind !== "number" && kind !== "bigint" && kind !== "boolean") {
        const where = `row ${rowStart + i}, column ${JSON.stringify(columns[column])}`;
        throw refused("a number in every cell", `${kind} in ${where}`);
      }
      out[(rowStart + i) * columns.length + column] = Number(value);
    }
  };
  const scan = await parquetScan({ ...rest, metadata, columns: [...columns] });
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    for (const [index, column] of rowEnd > rowStart ? columns.entries() : []) {
      const values = await scan.readColumn({ column, rowStart, rowEnd });
      if (values.length !== rowEnd - rowStart)
        throw refused(`${rowEnd - rowStart} rows in ${JSON.stringify(column)}`, String(values.length));
      place(values, index, rowStart);
    }
    rowStart = rowEnd;
  }
}
