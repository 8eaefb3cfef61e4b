import { afterAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { dataCopying, dataCopyingEstimate } from "../../src/metrics/data-copying.ts";
import { kMeans } from "../../src/metrics/k-means.ts";
import { createRng } from "../../src/random/rng.ts";
import * as naive from "./naive.ts";

const kernels = await createKernels({ threads: 2 });
afterAll(() => kernels.close());

function set(distance: readonly number[], cell: readonly number[] = distance.map(() => 0)) {
  return { distance: Float64Array.from(distance), cell: Int32Array.from(cell) };
}

describe("the data-copying test", () => {
  it("is the standardized Mann–Whitney statistic of one cell", () => {
    const value = dataCopying({ test: set([2, 4, 6]), generated: set([1, 4, 5, 7]), cells: 1 });
    // U = 0 + 1.5 + 2 + 3
    expect(value).toBeCloseTo((6.5 - 6 + 0.5) / Math.sqrt((12 * 8) / 12), 14);
  });

  it("weights cells by held-out points, ties and cells without samples included", () => {
    const [cells, test, generated] = [4, createRng(1).integers(90, 5), createRng(2).integers(70, 5)];
    const cellOf = (seed: number, count: number, most: number) => [...createRng(seed).integers(count, most)];
    const [p, q] = [cellOf(3, 90, 4), cellOf(4, 70, 3)];
    const value = dataCopying({ test: set([...test], p), generated: set([...generated], q), cells });
    const wanted = naive.copying(
      { distance: [...test], cell: p },
      { distance: [...generated], cell: q },
      cells,
    );
    expect(value).toBeCloseTo(wanted, 12);
  });

  it("leaves out cells with no more than τ of the samples", () => {
    const test = set([1, 2, 1, 2], [0, 0, 1, 1]);
    const generated = set([0, 0, 0, 9], [0, 0, 0, 1]);
    const first = dataCopying({ test: set([1, 2]), generated: set([0, 0, 0]), cells: 1 });
    expect(dataCopying({ test, generated, cells: 2, minShare: 0.25 })).toBeCloseTo(first, 14);
    expect(dataCopying({ test, generated, cells: 2, minShare: 0.2 })).toBeGreaterThan(first);
  });

  it("refuses a cell that counts but has no held-out point, and cells none of which counts", () => {
    const generated = set([1, 2, 3], [0, 0, 1]);
    expect(() => dataCopying({ test: set([1, 1]), generated, cells: 2 })).toThrow(
      "cells: expected held-out points in each, got none in cell 1: use fewer",
    );
    expect(() => dataCopying({ test: set([1, 1]), generated, cells: 2, minShare: 1 })).toThrow(/cells:/);
  });

  it("is far below 0 for copies, above for distant samples, and its interval holds 0 for real ones", () => {
    const draw = (name: string, scale: number) =>
      set([...createRng(7).split(name).uniforms(400)].map((value) => scale * value));
    const test = draw("test", 1);
    const estimate = (scale: number) =>
      dataCopyingEstimate({ test, generated: draw("generated", scale), cells: 1 }, createRng(0), 200);
    expect(estimate(0.3).high).toBeLessThan(-5);
    expect(estimate(3).low).toBeGreaterThan(5);
    const real = estimate(1);
    expect(real.low).toBeLessThan(0);
    expect(real.high).toBeGreaterThan(0);
    expect(estimate(1)).toEqual(real);
  });
});

describe("k-means", () => {
  it("finds three clumps, the same for the same seed", async () => {
    const noise = createRng(3).normals(180);
    const data = noise.map((z, i) => 0.1 * z + [0, 5, 10][Math.floor(i / 60)] * (i % 2));
    const points = { data, n: 90, d: 2 };
    const cells = await kMeans(kernels, points, { count: 3, rng: createRng(1) });
    const groups = [0, 30, 60].map((at) => new Set(cells.of.subarray(at, at + 30)));
    expect(groups.map(({ size }) => size)).toEqual([1, 1, 1]);
    expect(new Set(cells.of).size).toBe(3);
    expect(cells.inertia).toBeLessThan(0.05);
    expect(await kMeans(kernels, points, { count: 3, rng: createRng(1) })).toEqual(cells);
  });

  it("leaves no cell empty, and refuses more cells than points differ", async () => {
    const points = { data: Float64Array.from([0, 0, 0, 0, 1, 2]), n: 6, d: 1 };
    const { of } = await kMeans(kernels, points, { count: 3, rng: createRng(0) });
    expect(new Set(of).size).toBe(3);
    await expect(kMeans(kernels, points, { count: 4, rng: createRng(0) })).rejects.toThrow(
      "cells: expected at most 3, as many as points differ, got 4",
    );
  });
});
