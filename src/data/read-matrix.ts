/** The door through which every array of the user's comes in. */

import { ArgumentError } from "../errors/argument-error.ts";
import { InputError, quoted } from "../errors/input-error.ts";
import {
  archiveReaderOf,
  arrayNamesOf,
  FORMAT_LABELS,
  type FormatName,
  formatOf,
  readFormat,
  splitKey,
} from "./formats.ts";
import { type Matrix, toMatrix } from "./matrix.ts";
import { withFile } from "./node-file.ts";
import { isPackageSpec, readPackagedImages } from "./packages.ts";
import type { NumericArray } from "./read-elements.ts";
import { syntheticSet } from "./synthetic.ts";

/** Formats that are not read from a source of bytes where there is a path: Parquet is decoded in a thread of its own. */
const FROM_PATH: Readonly<
  Partial<Record<FormatName, (path: string, key?: string) => Promise<NumericArray>>>
> = {
  parquet: async (path, columns) => (await import("./parquet.ts")).readParquet(path, { columns }),
};

/**
 * Reads a matrix from what a user may give: a file of a known format, `file.npz:key`, `file.csv:x,y`, `mnist:train/1`,
 * `fashion:test`, or `synthetic:two-modes`.
 * @throws {InputError} where there is nothing usable; the message names the file and what is wrong with it
 * @example
 * (await readMatrix("synthetic:two-modes")).data; // → [-3, 0, 3, 0]
 */
export async function readMatrix(spec: string): Promise<Matrix> {
  if (isPackageSpec(spec)) return readPackagedImages(spec);
  if (spec.startsWith("synthetic:")) return readSynthetic(spec);
  return toMatrix(spec, await readFile(spec));
}

/**
 * Reads all arrays of an .npz, or those named, of any rank; numbers that are not finite are let through.
 * @throws {InputError} where the archive is damaged or lacks a key
 * @example
 * await writeNpz(`${folder}/two.npz`, { x: { data: Float64Array.of(1, NaN), shape: [2] } });
 * (await readArrays(`${folder}/two.npz`, ["x"])).get("x")?.data; // → [1, NaN]
 */
export async function readArrays(path: string, keys?: readonly string[]): Promise<Map<string, NumericArray>> {
  const read = archiveReaderOf(path);
  return withFile(path, (source) => read(source, keys));
}

/** Names of the arrays in a file that holds several. @throws {InputError} where it is damaged */
export function arrayNames(path: string): Promise<string[]> {
  return withFile(path, arrayNamesOf);
}

async function readFile(spec: string): Promise<NumericArray> {
  const { file, key } = splitKey(spec);
  const format = formatOf(file);
  if (!format)
    throw new InputError(
      quoted(spec),
      `${FORMAT_LABELS}, mnist:…, fashion:… or synthetic:…`,
      "another format",
    );
  const fromPath = FROM_PATH[format];
  return fromPath ? fromPath(file, key) : withFile(file, (source) => readFormat(format, source, key));
}

function readSynthetic(spec: string): Matrix {
  const { data, n, d } = named(spec);
  return { data, rows: n, columns: d, source: spec, shape: [n, d] };
}

function named(spec: string): ReturnType<typeof syntheticSet> {
  try {
    return syntheticSet(spec.slice("synthetic:".length));
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new InputError(`${spec} (${error.what})`, error.wanted, error.got).because(error);
  }
}
