import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataNotes } from "../../src/diagnosis/data-notes.ts";
import { outsideSpan } from "../../src/diagnosis/outside-span.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { densityOf } from "../support/density-of.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

/** Rows of two normals and what is made of them. */
function rowsOf(count: number, make: (x: number, y: number) => number[]): number[][] {
  const z = createRng(2).normals(2 * count);
  return Array.from({ length: count }, (_, i) => make(z[2 * i], z[2 * i + 1]));
}

const DATA = { latent: false };

describe("dataNotes", () => {
  it("count places and columns that never change", async () => {
    expect(
      await dataNotes(
        densityOf(kernels, [
          [1, 7],
          [2, 7],
          [1, 7],
        ]),
        { shared: { heldOut: 1, of: 40, train: 2 }, latent: false },
      ),
    ).toEqual([
      "The 3 training points are at 2 places; the test leaves all copies of a point out together.",
      "1 column of 2 is constant in the training data.",
      "1 held-out point of 40 (2.5 %) is in the training data too; of the training points 66.7 % are there more than once.",
    ]);
    expect(
      await dataNotes(
        densityOf(kernels, [
          [1, 2],
          [3, 4],
        ]),
        { shared: { heldOut: 2, of: 40, train: 0 }, latent: false },
      ),
    ).toEqual(["2 held-out points of 40 (5.0 %) are in the training data too."]);
  });

  it("say which columns are combinations of others, and how many dimensions there are", async () => {
    const sums = rowsOf(50, (x, y) => [x, y, x + y, x, 3 - 0.5 * y, 7]);
    expect(await dataNotes(densityOf(kernels, sums), DATA)).toEqual([
      "1 column of 6 is constant in the training data.",
      "The training points span 2 of 6 dimensions, to the rounding of float32 numbers: column 2 = column 0 + column 1; column 3 = column 0; column 4 = −0.5 · column 1 + 3 (columns are counted from 0).",
    ]);
    expect(
      await dataNotes(
        densityOf(
          kernels,
          rowsOf(50, (x, y) => [x, y]),
        ),
        DATA,
      ),
    ).toEqual([]);
  });

  it("name the columns of long relations, and say where a place is alone in a direction", async () => {
    const z = createRng(6).normals(60 * 5);
    const rows = Array.from({ length: 60 }, (_, i) => {
      const row = [...z.subarray(5 * i, 5 * i + 5)];
      return [...row, row.reduce((sum, value, j) => sum + (j + 1) * value, 0), i === 9 ? 1 : 0, 0];
    });
    expect(await dataNotes(densityOf(kernels, rows), DATA)).toEqual([
      "1 column of 8 is constant in the training data.",
      "The training points span 6 of 8 dimensions, to the rounding of float32 numbers: column 5 is a combination of columns 0, 1, 2, 3, 4 (columns are counted from 0). 1 place is alone in a direction, so that new points may leave the span too.",
    ]);
  });
});

describe("outsideSpan", () => {
  it("counts samples that break a relation, with their distance from it", async () => {
    const density = densityOf(
      kernels,
      rowsOf(60, (x, y) => [x, y, x + y]),
    );
    const samples = rowsOf(10, (x, y) => [x, y, x + y]);
    expect(await outsideSpan(density, Float64Array.from(samples.flat(), Math.fround))).toBeUndefined();
    const off = samples.map((row, i) => (i < 3 ? row.with(2, row[2] + 0.5) : row));
    const found = await outsideSpan(density, Float64Array.from(off.flat()));
    expect(found).toMatchObject({ count: 3, of: 10 });
    expect(found?.distance).toBeCloseTo(0.5 / Math.sqrt(3), 6);
  });
});
