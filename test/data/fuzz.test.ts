import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { InputError } from "../../src/data/input-error.ts";
import { type Matrix, toMatrix } from "../../src/data/matrix.ts";
import { readParquet } from "../../src/data/parquet.ts";
import { readMatrix } from "../../src/data/read-matrix.ts";
import { createRng } from "../../src/random/rng.ts";
import { csv, FIXTURES, idx, npy, npz, parquet, safetensors, temporaryFolder, writeBytes } from "./build.ts";

const folder = temporaryFolder();
const values = [...createRng(1).normals(60)];
const RUNS = 400;

/** Flips a few bytes, cuts, or repeats a part: all seeded. */
function damage(bytes: Uint8Array, seed: number): Uint8Array {
  const rng = createRng(seed);
  const [kind, count] = rng.split("kind").integers(2, 8) as unknown as [number, number];
  const at = rng.split("at").integers(count + 2, bytes.length);
  if (kind === 0) return bytes.slice(0, at[0]!);
  if (kind === 1) return Buffer.concat([bytes.subarray(0, at[0]!), bytes.subarray(at[1]!)]);
  const copy = Uint8Array.from(bytes);
  const replacements = rng.split("byte").integers(count + 1, 256);
  for (let i = 0; i <= count; i++)
    copy[at[i]!] = kind < 5 ? replacements[i]! : [0, 255, 127, 128][replacements[i]! % 4]!;
  return copy;
}

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
    writeBytes(folder, spec.split(":")[0]!, damage(bytes, seed));
    await outcome(readMatrix(`${folder}/${spec}`));
  }
  expect((performance.now() - started) / RUNS).toBeLessThan(100);
});

test("a damaged Parquet file cannot keep or kill the process either", async () => {
  const bytes = parquet(values, 3);
  for (let seed = 0; seed < 80; seed++) {
    const path = writeBytes(folder, "x.parquet", damage(bytes, seed));
    await outcome(readParquet(path, 1000).then((array) => toMatrix(path, array)));
  }
});
