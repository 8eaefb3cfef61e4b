/** The door through which every array of the user's comes in. */
import { readDelimited } from "./delimited.ts";
import { readIdx } from "./idx.ts";
import { InputError, quoted } from "./input-error.ts";
import { type Matrix, toMatrix } from "./matrix.ts";
import { readNpy } from "./npy.ts";
import { readNpz, readNpzAll } from "./npz.ts";
import { isPackageSpec, readPackagedImages } from "./packages.ts";
import type { NumericArray } from "./read-elements.ts";
import { readSafetensors } from "./safetensors.ts";
import { syntheticSet } from "./synthetic.ts";

const FORMATS =
  ".npy, .npz (file.npz:key), .csv, .tsv, .parquet, .safetensors (file:key) or IDX (*-ubyte, .gz)";
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
  return readNpzAll(path, keys);
}

function readFormat(spec: string): Promise<NumericArray> {
  const [, file, format, key] = KEYED.exec(spec) ?? [];
  if (file) return /npz/i.test(format!) ? readNpz(file, key) : readSafetensors(file, key);
  if (/\.npy$/i.test(spec)) return readNpy(spec);
  if (/\.csv$/i.test(spec)) return readDelimited(spec, ",");
  if (/\.tsv$/i.test(spec)) return readDelimited(spec, "\t");
  if (/\.(parquet|pq)$/i.test(spec))
    return import("./parquet.ts").then(({ readParquet }) => readParquet(spec));
  if (/(-ubyte|\.idx\d*|-ubyte\.gz|\.idx\d*\.gz)$/i.test(spec)) return readIdx(spec);
  throw new InputError(quoted(spec), `${FORMATS}, mnist:…, fashion:… or synthetic:…`, "another format");
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
    throw new InputError(`${spec} (${what})`, expected, got, { cause: error });
  }
}
