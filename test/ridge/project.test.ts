import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { projectToRidge } from "../../src/ridge/project.ts";
import { ouLevel, veLevel } from "../../src/schedule/noise-level.ts";
import { fixtureMatrix } from "../support/arrays.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

describe("projectToRidge", () => {
  for (const dimension of ["2d", "3d"]) {
    it(`meets the ridge that a published mean-shift package finds in ${dimension}`, async () => {
      const { data, n, d } = await fixtureMatrix(`reference/ridge_${dimension}_data.npy`);
      const from = await fixtureMatrix(`reference/ridge_${dimension}_from.npy`);
      const published = await fixtureMatrix(`reference/ridge_${dimension}_points.npy`);
      const density = createDensity(kernels, { data, n, d });
      const found = await projectToRidge(density, veLevel(0.2), { from: from.data, dim: 1 });
      expect([...found.converged]).toEqual(new Array(from.n).fill(1));
      expect([...found.onRidge]).toEqual(new Array(from.n).fill(1));
      expect(Math.max(...found.normalScoreNorm)).toBeLessThan(1e-6);
      const again = await geometry(density, veLevel(0.2), { x: found.points, dim: 1 });
      expect(Math.max(...again.normalScoreNorm)).toBeLessThan(1e-6);
      // The flow's foot points differ a little from the package's; its own points are on our ridge.
      for (let q = 0; q < from.n; q++) {
        const gap = Math.hypot(
          ...[...found.points.subarray(q * d, (q + 1) * d)].map((v, j) => v - published.data[q * d + j]),
        );
        expect(gap).toBeLessThan(0.01);
      }
      const theirs = await projectToRidge(density, veLevel(0.2), { from: published.data, dim: 1 });
      expect(Math.max(...theirs.distance)).toBeLessThan(1e-8);
    });
  }

  it("takes any start to the axis of two points, the 1-ridge known in closed form", async () => {
    const density = createDensity(kernels, { data: Float64Array.from([3, 0, -3, 0]), n: 2, d: 2 });
    const level = ouLevel(0.5);
    const starts = createRng(5).normals(200);
    const found = await projectToRidge(density, level, { from: starts, dim: 1 });
    expect(found.converged.every((yes) => yes === 1)).toBe(true);
    for (let q = 0; q < 100; q++) {
      expect(Math.abs(found.points[2 * q + 1])).toBeLessThan(1e-8);
      expect(found.points[2 * q]).toBeCloseTo(starts[2 * q], 8);
      expect(found.curvature[q]).toBeCloseTo(-1 / level.variance, 8);
    }
  });

  it("reports a start that is not given the iterations it needs, with the residual at its last point", async () => {
    const { data, n, d } = await fixtureMatrix("reference/ridge_2d_data.npy");
    const density = createDensity(kernels, { data, n, d });
    const start = Float64Array.from([3, 3]);
    const found = await projectToRidge(density, veLevel(0.2), { from: start, dim: 1, maxIterations: 1 });
    expect([found.converged[0], found.onRidge[0]]).toEqual([0, 0]);
    const there = await geometry(density, veLevel(0.2), { x: found.points, dim: 1 });
    expect(found.normalScoreNorm[0]).toBe(there.normalScoreNorm[0]);
  });

  it("counts a converged point as on the ridge only where the curvature is below -β", async () => {
    const density = createDensity(kernels, { data: Float64Array.from([3, 0, -3, 0]), n: 2, d: 2 });
    const level = ouLevel(0.5);
    const asked = { dim: 1, beta: 1.01 / level.variance };
    const found = await projectToRidge(density, level, { from: Float64Array.from([1, 1]), ...asked });
    expect([found.converged[0], found.onRidge[0]]).toEqual([1, 0]);
  });

  it("refuses arguments that do not fit", async () => {
    const density = createDensity(kernels, { data: Float64Array.from([3, 0, -3, 0]), n: 2, d: 2 });
    const project = (from: number[], options: object) =>
      projectToRidge(density, veLevel(1), { from: Float64Array.from(from), dim: 1, ...options });
    await expect(project([1, 2, 3], {})).rejects.toThrow("points: expected rows of 2 numbers, got 3 numbers");
    await expect(project([1, Number.NaN], {})).rejects.toThrow(
      "points: expected finite numbers, got NaN in row 0",
    );
    await expect(project([1, 2], { dim: 2 })).rejects.toThrow("dim: expected an integer from 0 to 1, got 2");
    await expect(project([1, 2], { beta: -1 })).rejects.toThrow("beta: expected a number >= 0, got -1");
    await expect(project([1, 2], { tolerance: 0 })).rejects.toThrow(
      "tolerance: expected a positive number, got 0",
    );
  });
});
