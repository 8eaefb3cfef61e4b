import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dot } from "../../src/arrays/vectors.ts";
import { readMatrix } from "../../src/data/read-matrix.ts";
import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { type Geometry, geometry } from "../../src/density/geometry.ts";
import { posterior } from "../../src/density/posterior.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import { fixtureArrays } from "../support/arrays.ts";

const D = 784;
let kernels: Kernels;
let density: EmpiricalDensity;

beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
  const { data, rows, columns } = await readMatrix("mnist:train/1");
  density = createDensity(kernels, { data, n: rows, d: columns });
});
afterAll(() => kernels.close());

describe.each([0.001, 0.2])("pixels of a digit at t = %d", (time) => {
  const level = ouLevel(time);

  it("agree with an independent implementation", async () => {
    const wanted = await fixtureArrays(`reference/pixel_${time}.npz`);
    const found = await posterior(density, level, { x: wanted["at"] });
    expect(worst(found.logDensity, wanted["log_density"])).toBeLessThan(1e-9);
    expect(worst(found.posteriorMean, wanted["posterior_mean"])).toBeLessThan(1e-12);
  });

  it("have eigenpairs and Newton steps that solve their equations, on any number of threads", async () => {
    const x = (await fixtureArrays(`reference/pixel_${time}.npz`))["at"].slice(0, 2 * D);
    const found = await geometry(density, level, { x, dim: 8 });
    expectEigenpairs(found, x, 1, level.variance);
    const other = await createKernels({ threads: 3 });
    const again = await geometry({ ...density, kernels: other }, level, { x, dim: 8 });
    other.close();
    expect([...again.eigenvalues]).toEqual([...found.eigenvalues]);
    expect([...again.tangent]).toEqual([...found.tangent]);
    expect([...again.newtonStep]).toEqual([...found.newtonStep]);
  });

  /** H v = λ v for the tangent, and H δ = P_N s. */
  function expectEigenpairs(found: Geometry, x: Float64Array, q: number, h: number): void {
    const hessian = hessianAt(found, x.subarray(q * D, (q + 1) * D), q, h);
    for (const j of [0, 7]) {
      const v = found.tangent.subarray((q * 8 + j) * D, (q * 8 + j + 1) * D);
      if (dot(v, v) === 0) continue;
      const lambda = found.eigenvalues[q * found.width + j];
      const gap = hessian(v).map((value, i) => h * (value - lambda * v[i]));
      expect(Math.sqrt(dot(gap, gap))).toBeLessThan(1e-9);
    }
    const step = found.newtonStep.subarray(q * D, (q + 1) * D);
    if (Number.isNaN(step[0])) return void expect(found.curvature[q]).toBeGreaterThanOrEqual(0);
    const image = hessian(step);
    const normal = Math.sqrt(dot(image, image));
    expect(normal / found.normalScoreNorm[q]).toBeCloseTo(1, 8);
  }

  /** Plain sums over all points. */
  function hessianAt(found: Geometry, x: Float64Array, q: number, h: number) {
    const mean = found.posteriorMean.subarray(q * D, (q + 1) * D);
    const rows = Array.from({ length: density.n }, (_, i) =>
      density.data.subarray(i * D, (i + 1) * D).map((value) => level.scale * value),
    );
    const squares = rows.map((row) => row.reduce((sum, value, j) => sum + (value - x[j]) ** 2, 0));
    const least = Math.min(...squares);
    const weights = squares.map((square) => Math.exp((least - square) / (2 * h)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return (v: Float64Array) => {
      const out = v.map((value) => -value / h);
      rows.forEach((row, i) => {
        if (weights[i] < 1e-20) return;
        const centred = row.map((value, j) => value - mean[j]);
        const along = (weights[i] / total / h / h) * dot(centred, v);
        for (let j = 0; j < D; j++) out[j] += along * centred[j];
      });
      return out;
    };
  }
});

function worst(actual: Float64Array, expected: Float64Array): number {
  expect(actual.length).toBe(expected.length);
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
}
