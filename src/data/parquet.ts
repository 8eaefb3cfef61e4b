/** Parquet tables of numeric columns, through hyparquet, one column of one row group at a time. */

import * as zlib from "node:zlib";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  snappyUncompress,
} from "hyparquet";
import { type ByteSource, withFile } from "./byte-source.ts";
import { InputError, quoted } from "./input-error.ts";
import { allocate, type NumericArray } from "./read-elements.ts";
import { countEntries } from "./shape.ts";

type SchemaElement = FileMetaData["schema"][number];

/** Unpacked bytes of one page; writers aim at 1 MiB. */
const MAX_PAGE = 1 << 28;
const NUMERIC = new Set(["BOOLEAN", "INT32", "INT64", "FLOAT", "DOUBLE"]);
const INTEGER = /^U?INT_(8|16|32|64)$/;

/**
 * Reads all columns of a table but those that hold a pandas index.
 * @throws {InputError} where the file is damaged, a column is not numeric, or a cell is empty
 */
export function readParquet(path: string): Promise<NumericArray> {
  return withFile(path, readParquetSource);
}

/** As {@link readParquet}, from bytes that are open already. */
export async function readParquetSource(source: ByteSource): Promise<NumericArray> {
  const file = asyncBuffer(source);
  const metadata = await guarded(source.name, parquetMetadataAsync(file, { geoparquet: false }));
  const columns = numericColumns(source.name, metadata);
  const rows = countRows(source, metadata);
  const data = allocate(source.name, countEntries(source.name, [rows, columns.length]));
  await guarded(source.name, fill(data, { file, metadata, columns, name: source.name }));
  return { data, shape: [rows, columns.length] };
}

function asyncBuffer(source: ByteSource): AsyncBuffer {
  return {
    byteLength: source.size,
    async slice(start, end = source.size) {
      if (!(start >= 0 && end >= start && end <= source.size))
        throw new InputError(source.name, "pages inside the file", `bytes ${start} to ${end}`);
      const bytes = new Uint8Array(end - start);
      await source.readInto(bytes, start);
      return bytes.buffer;
    },
  };
}

/** hyparquet throws errors of many kinds on damaged files; all of them mean a file that cannot be used. */
async function guarded<T>(name: string, action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(name, "an intact Parquet file", (cause as Error).message, { cause });
  }
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

function countRows({ name, size }: ByteSource, metadata: FileMetaData): number {
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (!Number.isSafeInteger(rows) || metadata.row_groups.some((group) => group.num_rows < 0n))
    throw new InputError(name, "row groups of a size >= 0", `${rows} rows`);
  if (Number(metadata.num_rows) !== rows) throw new InputError(name, `${rows} rows`, `${metadata.num_rows}`);
  const limit = Math.max(2 ** 25, 1000 * size);
  if (rows * (metadata.schema.length - 1) > limit)
    throw new InputError(name, `at most ${limit} numbers in ${size} bytes`, `${rows} rows`);
  return rows;
}

interface Table {
  readonly name: string;
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly columns: readonly string[];
}

async function fill(out: Float64Array, { name, file, metadata, columns }: Table): Promise<void> {
  const scan = await parquetScan({ file, metadata, columns: [...columns], compressors: decompressors(name) });
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    for (const [column, columnName] of columns.entries()) {
      if (rowEnd === rowStart) continue;
      const values = await scan.readColumn({ column: columnName, rowStart, rowEnd });
      if (values.length !== rowEnd - rowStart)
        throw new InputError(name, `${rowEnd - rowStart} rows in ${quoted(columnName)}`, `${values.length}`);
      scatter(out, values, { name, columnName, column, columns: columns.length, rowStart });
    }
    rowStart = rowEnd;
  }
}

interface Place {
  name: string;
  columnName: string;
  column: number;
  columns: number;
  rowStart: number;
}

function scatter(out: Float64Array, values: ArrayLike<unknown>, place: Place): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const row = place.rowStart + i;
    if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "boolean")
      throw new InputError(
        place.name,
        "a number in every cell",
        `${value == null ? "none" : typeof value} in row ${row}, column ${quoted(place.columnName)}`,
      );
    out[row * place.columns + place.column] = Number(value);
  }
}

function decompressors(name: string): Compressors {
  const zstd = (zlib as { zstdDecompressSync?: typeof brotliDecompressSync }).zstdDecompressSync;
  const check = (length: number) => {
    if (!(length >= 0 && length <= MAX_PAGE))
      throw new InputError(name, `pages up to ${MAX_PAGE} bytes`, `${length}`);
    return { maxOutputLength: Math.max(1, length) };
  };
  return {
    SNAPPY: (input, length) => {
      check(length);
      const output = new Uint8Array(length);
      snappyUncompress(input, output);
      return output;
    },
    GZIP: (input, length) => gunzipSync(input, check(length)),
    BROTLI: (input, length) => brotliDecompressSync(input, check(length)),
    ZSTD: (input, length) => {
      if (!zstd)
        throw new InputError(
          name,
          "snappy, gzip, brotli or no compression",
          "zstd (needs Node 22.15 or later)",
        );
      return zstd(input, check(length));
    },
  };
}
