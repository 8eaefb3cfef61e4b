/** The door through which every array of the user's comes in. */
import { arrayNamesOf, FORMATS, isParquet, readerOf } from "./formats.ts";
import { InputError, quoted } from "./input-error.ts";
import { type Matrix, toMatrix } from "./matrix.ts";
import { withFile } from "./node-file.ts";
import { readNpzAllSource } from "./npz.ts";
import { isPackageSpec, readPackagedImages } from "./packages.ts";
import type { NumericArray } from "./read-elements.ts";
import { syntheticSet } from "./synthetic.ts";

const KEYED = /^(.+\.(npz|safetensors))(?::(.+))?$/is;

/**
 * Reads a matrix from what a user may give: a file of a known format, `mnist:train/1`, `fashion:test`, or
 * `synthetic:two-modes`.
 * @throws {InputError} where there is nothing usable; the message names the file and what is wrong with it
 */
export async function readMatrix(spec: string): Promise<Matrix> {
  if (isPackageSpec(spec)) return readPackagedImages(spec);
  if (spec.startsWith("synthetic:")) return readSynthetic(spec);
  return toMatrix(spec, await readFormat(spec));
}

/**
 * Reads all arrays of an .npz, or those named, of any rank; numbers that are not finite are let through.
 * @throws {InputError} where the archive is damaged or lacks a key
 */
export function readArrays(path: string, keys?: readonly string[]): Promise<Map<string, NumericArray>> {
  if (!/\.npz$/i.test(path)) return Promise.reject(new InputError(path, "an .npz file", "another format"));
  return withFile(path, (source) => readNpzAllSource(source, keys));
}

/** Names of the arrays in a file that holds several. @throws {InputError} where it is damaged */
export function arrayNames(path: string): Promise<string[]> {
  return withFile(path, arrayNamesOf);
}

async function readFormat(spec: string): Promise<NumericArray> {
  const [, file = spec, , key] = KEYED.exec(spec) ?? [];
  const read = readerOf(file);
  if (read) return withFile(file, (source) => read(source, key));
  if (!isParquet(spec))
    throw new InputError(quoted(spec), `${FORMATS}, mnist:…, fashion:… or synthetic:…`, "another format");
  const { readParquet } = await import("./parquet.ts");
  return readParquet(spec);
}

function readSynthetic(spec: string): Matrix {
  const { data, n, d } = named(spec);
  return { data, rows: n, columns: d, source: spec, shape: [n, d] };
}

function named(spec: string): ReturnType<typeof syntheticSet> {
  try {
    return syntheticSet(spec.slice("synthetic:".length));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [what = spec, expected = "", got = ""] = error.message.split(/: expected |, got /);
    throw new InputError(`${spec} (${what})`, expected, got).because(error);
  }
}
