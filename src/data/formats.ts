/** Which reader a name asks for, whatever holds the bytes. */
import type { ByteSource } from "./byte-source.ts";
import { readDelimitedSource } from "./delimited.ts";
import { readIdxSource } from "./idx.ts";
import { readNpySource } from "./npy.ts";
import { npzKeysSource, readNpzSource } from "./npz.ts";
import type { NumericArray } from "./read-elements.ts";
import { readSafetensorsSource, safetensorsKeysSource } from "./safetensors.ts";

/** The formats there are, for messages. */
export const FORMATS =
  ".npy, .npz (file.npz:key), .csv, .tsv, .parquet, .safetensors (file:key) or IDX (*-ubyte, .gz)";

/** How a format other than Parquet is read; `key` names one of several arrays. */
export type Reader = (source: ByteSource, key?: string) => Promise<NumericArray>;

const READERS: readonly (readonly [RegExp, Reader])[] = [
  [/\.npz$/i, readNpzSource],
  [/\.safetensors$/i, readSafetensorsSource],
  [/\.npy$/i, readNpySource],
  [/\.csv$/i, (source) => readDelimitedSource(source, ",")],
  [/\.tsv$/i, (source) => readDelimitedSource(source, "\t")],
  [/(-ubyte|\.idx\d*|-ubyte\.gz|\.idx\d*\.gz)$/i, readIdxSource],
];

/** The reader for files of this name; undefined where the format is unknown, or Parquet. */
export function readerOf(name: string): Reader | undefined {
  return READERS.find(([pattern]) => pattern.test(name))?.[1];
}

/** Whether files of this name are Parquet tables. */
export function isParquet(name: string): boolean {
  return /\.(parquet|pq)$/i.test(name);
}

/**
 * Names of the arrays in a file that holds several; none where its format holds one.
 * @throws {InputError} where it is damaged
 */
export async function arrayNamesOf(source: ByteSource): Promise<string[]> {
  if (/\.npz$/i.test(source.name)) return npzKeysSource(source);
  return /\.safetensors$/i.test(source.name) ? safetensorsKeysSource(source) : [];
}
