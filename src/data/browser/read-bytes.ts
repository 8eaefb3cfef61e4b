/** The door through which arrays come in where there are bytes instead of paths. */

import { InputError, quoted } from "../../errors/input-error.ts";
import { type ByteSource, memorySource } from "../byte-source.ts";
import { archiveReaderOf, arrayNamesOf, FORMAT_LABELS, formatOf, readFormat } from "../formats.ts";
import { type Matrix, toMatrix } from "../matrix.ts";
import type { NumericArray } from "../read-elements.ts";

/** What to read of a file. */
export interface ArrayChoice {
  /** One of several arrays, as {@link arrayNames} lists them, or columns of a table: `x,y`. */
  readonly key?: string;
  /** A file of more rows is refused. */
  readonly maxRows?: number;
}

/**
 * Reads a matrix from a file's bytes; the end of `name` says which format they are of. Parquet is decoded where this is
 * called, so call it in a worker.
 * @returns finite numbers, rows × columns, row-major
 * @throws {InputError} in the words of the command, where there is nothing usable
 * @example
 * const { data } = await readMatrixBytes("points.csv", new TextEncoder().encode("1,2\n3,4\n"));
 * data; // → [1, 2, 3, 4]
 */
export async function readMatrixBytes(
  name: string,
  bytes: Uint8Array,
  { key, maxRows = Infinity }: ArrayChoice = {},
): Promise<Matrix> {
  const source = memorySource(name, bytes);
  const matrix = toMatrix(key === undefined ? name : `${name}:${key}`, await readArray(source, key));
  if (matrix.rows > maxRows) throw new InputError(name, `at most ${maxRows} rows`, `${matrix.rows}`);
  return matrix;
}

/**
 * Reads several arrays of an .npz, or all of them, of any rank; numbers that are not finite are let through.
 * @throws {InputError} where the archive is damaged or lacks a key
 * @example
 * const bytes = npzBytes({ x: { data: Float64Array.of(1, 2), shape: [2] } });
 * (await readArraysBytes("points.npz", bytes)).get("x")?.data; // → [1, 2]
 */
export async function readArraysBytes(
  name: string,
  bytes: Uint8Array,
  keys?: readonly string[],
): Promise<Map<string, NumericArray>> {
  return archiveReaderOf(name)(memorySource(name, bytes), keys);
}

/**
 * Names of the arrays in a file that holds several (.npz, .safetensors); none where its format holds one.
 * @throws {InputError} where it is damaged
 * @example
 * await arrayNames("points.npz", npzBytes({ x: { data: Float64Array.of(1, 2), shape: [2] } })); // → ["x"]
 */
export function arrayNames(name: string, bytes: Uint8Array): Promise<string[]> {
  return arrayNamesOf(memorySource(name, bytes));
}

async function readArray(source: ByteSource, key?: string): Promise<NumericArray> {
  const format = formatOf(source.name);
  if (!format) throw new InputError(quoted(source.name), FORMAT_LABELS, "another format");
  return readFormat(format, source, key);
}
