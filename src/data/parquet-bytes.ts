/**
 * Parquet tables that are in memory already, decoded where this is called: a damaged one can take long, so call it in a
 * worker that can be ended.
 */
import { gunzipSync } from "fflate";
import type { AsyncBuffer, Compressors } from "hyparquet";
import { InputError } from "../errors/input-error.ts";
import type { ByteSource } from "./byte-source.ts";
import { fillColumns } from "./parquet-columns.ts";
import { planColumns, plannedArray } from "./parquet-plan.ts";
import type { NumericArray } from "./read-elements.ts";

/** Unpacked bytes of one page at most; writers aim at 1 MiB. */
const MAX_PAGE = 2 ** 28;

/**
 * Reads the columns of a table, but those that hold a pandas index.
 * @param columns as `parseColumnChoice` reads them
 * @throws {InputError} where it is damaged, compressed in ways that are unknown here, a column is not numeric or may be no
 * coordinate, or a cell is empty
 */
export async function readParquetSource(source: ByteSource, columns?: string): Promise<NumericArray> {
  const { parquetMetadataAsync, parquetScan, snappyUncompress } = await import("hyparquet");
  const file = bufferOf(source);
  try {
    const metadata = await parquetMetadataAsync(file, { geoparquet: false });
    const plan = planColumns({ name: source.name, size: source.size, columns }, metadata);
    await fillColumns({ parquetScan, file, metadata, compressors: compressors(snappyUncompress) }, plan);
    return plannedArray(plan, columns);
  } catch (cause) {
    throw refusal(source.name, cause);
  }
}

function refusal(name: string, cause: unknown): unknown {
  if (cause instanceof InputError) return cause;
  const { message, expected } = cause as { message?: string; expected?: string };
  return new InputError(name, expected ?? "an intact Parquet file", message ?? String(cause)).because(cause);
}

function refused(expected: string, got: string): Error {
  return Object.assign(new Error(got), { expected });
}

function bufferOf(source: ByteSource): AsyncBuffer {
  return {
    byteLength: source.size,
    async slice(start, end = source.size) {
      if (!(start >= 0 && end >= start && end <= source.size))
        throw refused("pages inside the file", `bytes ${start} to ${end}`);
      const bytes = new Uint8Array(end - start);
      await source.readInto(bytes, start);
      return bytes.buffer;
    },
  };
}

function compressors(snappyUncompress: (input: Uint8Array, output: Uint8Array) => void): Compressors {
  const unknown = (name: string) => (): never => {
    throw refused("snappy, gzip or no compression", name);
  };
  return {
    SNAPPY(input, length) {
      const output = new Uint8Array(page(length));
      snappyUncompress(input, output);
      return output;
    },
    GZIP: (input, length) => gunzipSync(input, { out: new Uint8Array(page(length)) }),
    BROTLI: unknown("brotli"),
    ZSTD: unknown("zstd"),
    LZ4: unknown("lz4"),
    LZ4_RAW: unknown("lz4"),
  };
}

function page(length: number): number {
  if (!(length >= 0 && length <= MAX_PAGE)) throw refused(`pages up to ${MAX_PAGE} bytes`, String(length));
  return length;
}
