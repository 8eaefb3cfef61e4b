import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { type Matrix, toMatrix } from "../../src/data/matrix.ts";
import { readParquet } from "../../src/data/parquet.ts";
import { readMatrix } from "../../src/data/read-matrix.ts";
import { InputError } from "../../src/errors/input-error.ts";
import { createRng } from "../../src/random/rng.ts";
import { csv, FIXTURES, idx, npy, npz, parquet, safetensors, temporaryFolder, writeBytes } from "./build.ts";
import { damage } from "./damage.ts";

const folder = temporaryFolder();
const values = [...createRng(1).normals(60)];
const RUNS = 400;

async function outcome(reading: Promise<Matrix>): Promise<void> {
  try {
    const { data, rows, columns } = await reading;
    expect(data.length).toBe(rows * columns);
    expect(data.every(Number.isFinite)).toBe(true);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toMatch(/^[^\n]+: expected [^\n]+, got [^\n]*$/);
  }
}

test.each<[string, Uint8Array]>([
  ["x.npy", npy(values, [20, 3])],
  ["x.npz:x", npz({ x: npy(values, [20, 3]), y: npy(values, [60]) })],
  ["y.npz", readFileSync(`${FIXTURES}compressed.npz`)],
  ["x.csv", Buffer.from(csv(values, 3))],
  ["x.safetensors", safetensors(values, [20, 3])],
  ["x.idx2", idx(values, [20, 3])],
  ["x-ubyte.gz", gzipSync(idx(values, [20, 3]))],
])("a damaged %s gives a matrix or one clear error, and soon", async (spec, bytes) => {
  const started = performance.now();
  for (let seed = 0; seed < RUNS; seed++) {
    writeBytes(folder, spec.split(":")[0], damage(bytes, seed));
    await outcome(readMatrix(`${folder}/${spec}`));
  }
  expect((performance.now() - started) / RUNS).toBeLessThan(100);
});

test("a damaged Parquet file cannot keep or kill the process either", async () => {
  const bytes = parquet(values, 3);
  for (let seed = 0; seed < 80; seed++) {
    const path = writeBytes(folder, "x.parquet", damage(bytes, seed));
    await outcome(readParquet(path, { timeLimit: 1000 }).then((array) => toMatrix(path, array)));
  }
});
