import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import { fixtureArrays, fixtureMatrix, worstRelative } from "../support/arrays.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

describe("geometry", () => {
  for (const [name, time] of [
    ["a", 1],
    ["b", 0.05],
    ["c", 0.002],
  ] as const) {
    it(`agrees with an independent implementation at t = ${time}`, async () => {
      const { data, n, d } = await fixtureMatrix("reference/geo_data.npy");
      const at = await fixtureMatrix(`reference/geo_${name}_at.npy`);
      const expected = await fixtureArrays(`reference/geo_${name}.npz`);
      const found = await geometry(createDensity(kernels, { data, n, d }), ouLevel(time), {
        x: at.data,
        dim: 2,
      });
      const logError = Math.max(...found.logDensity.map((v, i) => Math.abs(v - expected["log_density"][i])));
      expect(logError).toBeLessThan(1e-9);
      expect(worstRelative(found.score, expected["score"])).toBeLessThan(1e-9);
      expect(worstRelative(found.eigenvalues, expected["eigenvalues"])).toBeLessThan(1e-9);
      expect(worstRelative(found.normalScoreNorm, expected["normal_score_norm"])).toBeLessThan(1e-9);
      expect(worstRelative(found.newtonDistance, expected["newton_distance"])).toBeLessThan(1e-9);
    });
  }
});

describe("geometry where all training points are at one place", () => {
  it("has a ratio of 1 to the second-nearest place, which there is not", async () => {
    const density = createDensity(kernels, { data: Float64Array.from([3, 0, 3, 0]), n: 2, d: 2 });
    const found = await geometry(density, ouLevel(0.1), { x: Float64Array.from([2.9, 0.07]), dim: 1 });
    expect([...found.nearestRatio, ...found.secondNearest]).toEqual([1, -1]);
  });
});

describe("geometry where one training point has all the weight", () => {
  it("keeps the tangent of two points although the other's weight underflows", async () => {
    const density = createDensity(kernels, { data: Float64Array.from([3, 0, -3, 0]), n: 2, d: 2 });
    const level = ouLevel(1e-3);
    const found = await geometry(density, level, { x: Float64Array.from([2.9, 0.07]), dim: 1 });
    expect(Math.abs(found.tangent[0])).toBeCloseTo(1, 12);
    expect(found.normalScoreNorm[0]).toBeCloseTo(0.07 / level.variance, 9);
    expect(found.newtonDistance[0]).toBeCloseTo(0.07, 12);
    expect(found.curvature[0]).toBeCloseTo(-1 / level.variance, 9);
    expect(found.nearestRatio[0]).toBeCloseTo(
      Math.hypot(2.9 - 3 * level.scale, 0.07) / Math.hypot(2.9 + 3 * level.scale, 0.07),
      12,
    );
  });
});
