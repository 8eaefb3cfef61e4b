/** Parquet tables of numeric columns. Decoding happens in `parquet-sandbox.ts`. */
import type { FileMetaData } from "hyparquet";
import { withFile } from "./byte-source.ts";
import { InputError, quoted } from "./input-error.ts";
import { type ColumnPlan, decodeParquet } from "./parquet-sandbox.ts";
import { allocate, type NumericArray } from "./read-elements.ts";
import { countEntries } from "./shape.ts";

type SchemaElement = FileMetaData["schema"][number];

const NUMERIC = new Set(["BOOLEAN", "INT32", "INT64", "FLOAT", "DOUBLE"]);
const INTEGER = /^U?INT_(8|16|32|64)$/;

/**
 * Reads all columns of a table but those that hold a pandas index.
 * @param timeLimit milliseconds after which a file counts as hostile; the default grows with its size
 * @throws {InputError} where the file is damaged, a column is not numeric, or a cell is empty
 */
export async function readParquet(path: string, timeLimit?: number): Promise<NumericArray> {
  const size = await withFile(path, async (source) => source.size);
  const limits = timeLimit === undefined ? { size } : { size, timeLimit };
  const { out, columns } = await decodeParquet(path, limits, (metadata) => planColumns(path, size, metadata));
  return { data: out, shape: [out.length / columns.length, columns.length] };
}

function planColumns(name: string, size: number, metadata: FileMetaData): ColumnPlan {
  const columns = numericColumns(name, metadata);
  const rows = countRows(name, size, metadata);
  if (rows === 0) throw new InputError(name, "at least one row", "none");
  return { columns, out: allocate(name, countEntries(name, [rows, columns.length])) };
}

function numericColumns(name: string, { schema }: FileMetaData): string[] {
  const [root, ...rest] = schema;
  const columns = rest.filter((element) => !/^__index_level_\d+__$/.test(element.name));
  const names = columns.map((element) => element.name);
  if (!root || root.num_children !== rest.length || columns.length === 0)
    throw new InputError(name, "a Parquet table of plain columns", "nested columns or none");
  const wrong = columns.find((element) => !isNumeric(element));
  if (wrong)
    throw new InputError(name, "numeric columns", `${quoted(wrong.name)} of type ${describe(wrong)}`);
  if (new Set(names).size !== names.length)
    throw new InputError(name, "distinct column names", "one name twice");
  return names;
}

function isNumeric({ type, repetition_type, converted_type, logical_type }: SchemaElement): boolean {
  if (repetition_type === "REPEATED") return false;
  if (logical_type?.type === "FLOAT16") return true;
  const plain = logical_type === undefined || logical_type.type === "INTEGER";
  return plain && NUMERIC.has(type ?? "") && (converted_type === undefined || INTEGER.test(converted_type));
}

function describe({ type, converted_type, logical_type, num_children }: SchemaElement): string {
  return logical_type?.type ?? converted_type ?? type ?? (num_children ? "group" : "unknown");
}

function countRows(
  name: string,
  size: number,
  { row_groups: groups, num_rows, schema }: FileMetaData,
): number {
  const rows = groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (!Number.isSafeInteger(rows) || groups.some((group) => !(group.num_rows >= 0n)))
    throw new InputError(name, "row groups of a size >= 0", `${rows} rows`);
  if (Number(num_rows) !== rows) throw new InputError(name, `${rows} rows`, `${num_rows}`);
  const limit = Math.max(2 ** 25, 1000 * size);
  if (rows * (schema.length - 1) > limit)
    throw new InputError(name, `at most ${limit} numbers in ${size} bytes`, `${rows} rows`);
  return rows;
}
