/**
 * Runs hyparquet in a worker of its own with limits on memory and time: a damaged Parquet file can make any
 * decoder of run lengths spin or allocate without end, and must not take this process with it. Knows columns
 * and rows; what they may hold is decided in `parquet.ts`.
 */

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { FileMetaData } from "hyparquet";
import { present } from "../arrays/present.ts";
import { InputError } from "../errors/input-error.ts";
import { type ColumnPlan, fillColumns } from "./parquet-columns.ts";

type Message =
  | { kind: "metadata"; metadata: FileMetaData }
  | { kind: "done" }
  | ({ kind: "error"; message: string } & Failure);

/** Why it cannot be read, as the worker says it: errors cross over as plain ones, with their stacks. */
interface Failure {
  readonly expected?: string;
  readonly cause?: Error;
}

/** Unpacked bytes of one page at most; writers aim at 1 MiB. */
const MAX_PAGE = 2 ** 28;

/**
 * Reads a file's metadata, asks `plan` what to do with it, and fills the plan's array.
 * @throws {InputError} where the file is damaged, or takes more memory or time than any honest one
 */
export async function decodeParquet<P extends ColumnPlan>(
  path: string,
  { size, timeLimit = 10_000 + size / 1000 }: { size: number; timeLimit?: number },
  plan: (metadata: FileMetaData) => P,
): Promise<P> {
  const megabytes = Math.ceil(size / 2 ** 20);
  const worker = new Worker(WORKER, {
    eval: true,
    workerData: { module: hyparquetUrl(), path, size, maxPage: MAX_PAGE },
    resourceLimits: { maxOldGenerationSizeMb: 512 + 16 * megabytes },
  });
  try {
    return await converse(worker, plan, { path, timeLimit });
  } finally {
    await worker.terminate();
  }
}

function hyparquetUrl(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve("hyparquet")).href;
}

function converse<P extends ColumnPlan>(
  worker: Worker,
  plan: (metadata: FileMetaData) => P,
  { path, timeLimit }: { path: string; timeLimit: number },
): Promise<P> {
  return new Promise((resolve, reject) => {
    let accepted: P | undefined;
    const fail = (got: string, { expected = "an intact Parquet file", cause }: Failure = {}) =>
      reject(new InputError(path, expected, got).because(cause));
    const timer = setTimeout(
      () => fail(`one that takes more than ${timeLimit / 1000} s to decode`),
      timeLimit,
    );
    worker.on("message", (message: Message) => {
      if (message.kind === "error") fail(message.message, message);
      else if (message.kind === "done") resolve(present(accepted));
      else accepted = propose(worker, () => plan(message.metadata), reject);
    });
    worker.on("error", (cause) => fail(cause.message, { cause }));
    worker.on("exit", () => {
      clearTimeout(timer);
      fail("one that ends the decoder");
    });
  });
}

function propose<P extends ColumnPlan>(
  worker: Worker,
  plan: () => P,
  reject: (error: unknown) => void,
): P | undefined {
  try {
    const accepted = plan();
    worker.postMessage({ columns: accepted.columns, out: accepted.out });
    return accepted;
  } catch (error) {
    reject(error);
    return undefined;
  }
}

/** Plain JavaScript, as it is started from text: no file of ours has to be found at run time. */
const WORKER = `
const { parentPort, workerData } = require("node:worker_threads");
const { openSync, readSync } = require("node:fs");
const zlib = require("node:zlib");
const { module, path, size, maxPage } = workerData;

class Refusal extends Error {
  constructor(expected, got) {
    super(got);
    this.expected = expected;
  }
}

const descriptor = openSync(path, "r");
const file = {
  byteLength: size,
  slice(start, end = size) {
    if (!(start >= 0 && end >= start && end <= size))
      throw new Refusal("pages inside the file", "bytes " + start + " to " + end);
    const bytes = new Uint8Array(end - start);
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(descriptor, bytes, done, bytes.length - done, start + done);
      if (count === 0) throw new Error("the file ends early");
      done += count;
    }
    return bytes.buffer;
  },
};

function limit(length) {
  if (!(length >= 0 && length <= maxPage)) throw new Refusal("pages up to " + maxPage + " bytes", String(length));
  return { maxOutputLength: Math.max(1, length) };
}

function compressors(snappyUncompress) {
  return {
    SNAPPY(input, length) {
      limit(length);
      const output = new Uint8Array(length);
      snappyUncompress(input, output);
      return output;
    },
    GZIP: (input, length) => zlib.gunzipSync(input, limit(length)),
    BROTLI: (input, length) => zlib.brotliDecompressSync(input, limit(length)),
    ZSTD(input, length) {
      if (!zlib.zstdDecompressSync)
        throw new Refusal("snappy, gzip, brotli or no compression", "zstd (which needs Node 22.15)");
      return zlib.zstdDecompressSync(input, limit(length));
    },
  };
}

function means({ parquetScan, snappyUncompress }, metadata) {
  return { parquetScan, file, metadata, compressors: compressors(snappyUncompress) };
}

const fillColumns = ${fillColumns.toString()};

function fail(error) {
  const cause = error instanceof Error ? error : undefined;
  const message = cause ? cause.message : String(error);
  parentPort.postMessage({ kind: "error", message, expected: error && error.expected, cause });
}

import(module).then(async (hyparquet) => {
  const metadata = await hyparquet.parquetMetadataAsync(file, { geoparquet: false });
  parentPort.once("message", (plan) =>
    fillColumns(means(hyparquet, metadata), plan).then(() => parentPort.postMessage({ kind: "done" }), fail),
  );
  parentPort.postMessage({ kind: "metadata", metadata });
}).catch(fail);
`;
