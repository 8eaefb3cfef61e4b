/** Which columns of a Parquet table are read, and where their numbers go. */
import type { FileMetaData } from "hyparquet";
import { InputError, quoted } from "../errors/input-error.ts";
import { type ColumnNames, chooseColumns, namesRead, parseColumnChoice, withKey } from "./column-choice.ts";
import type { ColumnPlan } from "./parquet-columns.ts";
import { allocate, type NumericArray } from "./read-elements.ts";
import { countEntries } from "./shape.ts";

type SchemaElement = FileMetaData["schema"][number];

const NUMERIC = new Set(["BOOLEAN", "INT32", "INT64", "FLOAT", "DOUBLE"]);
const INTEGER = /^U?INT_(8|16|32|64)$/;

/** A table, and what is asked of it. */
export interface TableFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** As {@link parseColumnChoice} reads them. */
  readonly columns?: string | undefined;
}

/**
 * The columns asked for; all but those that hold a pandas index where none is.
 * @throws {InputError} where a column is not numeric or may be no coordinate, or the metadata do not fit the file
 */
export function planColumns({ name, size, columns: wanted }: TableFile, metadata: FileMetaData): ColumnPlan {
  const columns = numericColumns(name, metadata, wanted);
  const rows = countRows(name, size, metadata);
  if (rows === 0) throw new InputError(name, "at least one row", "none");
  return { columns, out: allocate(name, countEntries(name, [rows, columns.length])) };
}

/** The array that a plan was filled into. */
export function plannedArray({ columns, out }: ColumnPlan, wanted?: string): NumericArray {
  return {
    data: out,
    shape: [out.length / columns.length, columns.length],
    ...namesRead(columns, parseColumnChoice(wanted)),
  };
}

function numericColumns(name: string, metadata: FileMetaData, wanted?: string): string[] {
  const columns = plainColumns(name, metadata);
  const chosen = chosenColumns(
    { source: name, names: columns.map((column) => column.name), indexes: pandasIndexes(metadata) },
    wanted,
  );
  const wrong = chosen.map((column) => columns[column]).find((element) => !isNumeric(element));
  if (wrong)
    throw new InputError(
      name,
      `numeric columns (${withKey(name, "x,y")} chooses some)`,
      `${quoted(wrong.name)} of type ${describe(wrong)}`,
    );
  return chosen.map((column) => columns[column].name);
}

function chosenColumns(table: ColumnNames, wanted: string | undefined): number[] {
  const choice = parseColumnChoice(wanted);
  if (choice.header !== undefined)
    throw new InputError(
      table.source,
      "columns, as a Parquet table has no header line",
      quoted(wanted ?? ""),
    );
  return chooseColumns(table, choice);
}

/** The columns that pandas wrote for an index with a name; one without is in `__index_level_0__`. */
function pandasIndexes({ key_value_metadata: entries = [] }: FileMetaData): string[] {
  try {
    const { index_columns: found } = JSON.parse(entries.find(({ key }) => key === "pandas")?.value ?? "{}");
    return Array.isArray(found) ? found.filter((column) => typeof column === "string") : [];
  } catch {
    return []; // a note that says nothing
  }
}

function plainColumns(name: string, { schema }: FileMetaData): SchemaElement[] {
  const [root, ...rest] = schema;
  const columns = rest.filter((element) => !/^__index_level_\d+__$/.test(element.name));
  if (!root || root.num_children !== rest.length || columns.length === 0)
    throw new InputError(name, "a Parquet table of plain columns", "nested columns or none");
  if (new Set(columns.map((element) => element.name)).size !== columns.length)
    throw new InputError(name, "distinct column names", "one name twice");
  return columns;
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
