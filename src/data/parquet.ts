/** Parquet tables of numeric columns on disk. Decoding happens in `parquet-sandbox.ts`. */
import { withFile } from "./node-file.ts";
import { planColumns, plannedArray } from "./parquet-plan.ts";
import { decodeParquet } from "./parquet-sandbox.ts";
import type { NumericArray } from "./read-elements.ts";

/**
 * Reads the columns of a table, but those that hold a pandas index.
 * @param columns as `parseColumnChoice` reads them
 * @param timeLimit milliseconds after which a file counts as hostile; the default grows with its size
 * @throws {InputError} where the file is damaged, a column is not numeric or may be no coordinate, or a cell is empty
 */
export async function readParquet(
  path: string,
  { columns, timeLimit }: { columns?: string | undefined; timeLimit?: number } = {},
): Promise<NumericArray> {
  const size = await withFile(path, async (source) => source.size);
  const limits = timeLimit === undefined ? { size } : { size, timeLimit };
  const plan = await decodeParquet(path, limits, (metadata) =>
    planColumns({ name: path, size, columns }, metadata),
  );
  return plannedArray(plan, columns);
}
