import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readMatrix } from "../../src/data/read-matrix.ts";
import { csv, idx, npy, npz, parquet, safetensors, temporaryFolder, writeBytes } from "./build.ts";

const folder = temporaryFolder();

const matrices = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      values: fc.array(
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
        { minLength: rows * columns, maxLength: rows * columns },
      ),
    }),
  );

interface Case {
  rows: number;
  columns: number;
  values: number[];
}

test.each<[string, string, (x: Case) => Uint8Array | string]>([
  ["npy", "x.npy", ({ values, rows, columns }) => npy(values, [rows, columns])],
  ["npz, deflated", "x.npz:x", ({ values, rows, columns }) => npz({ x: npy(values, [rows, columns]) })],
  [
    "npz, stored, the only array",
    "x.npz",
    ({ values, rows, columns }) => npz({ x: npy(values, [rows, columns]) }, 0),
  ],
  ["csv", "x.csv:no-header", ({ values, columns }) => csv(values, columns)],
  [
    "csv with a header",
    "x.csv",
    ({ values, columns }) => `${Array(columns).fill("name")}\n${csv(values, columns)}`,
  ],
  ["tsv", "x.tsv:no-header", ({ values, columns }) => csv(values, columns, "\t")],
  ["parquet", "x.parquet", ({ values, columns }) => parquet(values, columns)],
  ["safetensors", "x.safetensors:x", ({ values, rows, columns }) => safetensors(values, [rows, columns])],
  ["IDX", "x.idx2", ({ values, rows, columns }) => idx(values, [rows, columns])],
  ["IDX, gzipped", "x-ubyte.gz", ({ values, rows, columns }) => gzipSync(idx(values, [rows, columns]))],
])("what is written as %s is read back exactly", async (_, spec, build) => {
  await fc.assert(
    fc.asyncProperty(matrices, async (x) => {
      writeBytes(folder, spec.split(":")[0], build(x));
      const matrix = await readMatrix(`${folder}/${spec}`);
      expect([matrix.rows, matrix.columns]).toEqual([x.rows, x.columns]);
      expect(matrix.data).toEqual(Float64Array.from(x.values));
    }),
    { numRuns: 60 },
  );
});
