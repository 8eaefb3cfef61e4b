import { afterAll, describe, expect, it } from "vitest";
import { dot } from "../../src/arrays/vectors.ts";
import { createDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { ouLevel, veLevel } from "../../src/schedule/noise-level.ts";
import { fixtureArrays, fixtureMatrix } from "../support/arrays.ts";

const compiled = await createKernels({ threads: 2 });
const reference = await createKernels({ backend: "reference" });
afterAll(() => compiled.close());

async function errors(kernels: typeof compiled, time: string, naive = false) {
  const { data, n, d } = await fixtureMatrix(`reference/graded_${time}_data.npy`);
  const at = await fixtureMatrix(`reference/graded_${time}_at.npy`);
  const expected = await fixtureArrays(`reference/graded_${time}.npz`);
  const density = createDensity(kernels, { data, n, d });
  const out: number[] = [];
  for (const dim of [3, 12, 20]) {
    const found = await geometry(density, ouLevel(Number(time)), { x: at.data, dim, naive });
    for (const [name, values] of [
      ["normal_score_norm", found.normalScoreNorm],
      ["newton_distance", found.newtonDistance],
    ] as const) {
      out.push(...values.map((value, q) => Math.abs(value / expected[`${name}_${dim}`][q] - 1)));
    }
  }
  return out;
}

describe("geometry at small noise, against 1000- and 7200-digit arithmetic", () => {
  for (const time of ["0.01", "0.001"]) {
    for (const [name, kernels] of [
      ["compiled", compiled],
      ["reference", reference],
    ] as const) {
      it(`is exact to 1e-10 at t = ${time} for k = 3, 12 and 20 (${name} kernels)`, async () => {
        const found = await errors(kernels, time);
        expect(Math.max(...found)).toBeLessThan(1e-10);
      });
    }
  }

  it("is too large by up to 88 % in the naive form of published histograms", async () => {
    const found = await errors(compiled, "0.01", true);
    expect(Math.max(...found)).toBeCloseTo(0.884, 2);
  });

  // So many points, asked together, are looked for in boxes and have their frames in the same pass.
  it.each([1e-4, 0.02])("is the same for many points together as for few, at σ² = %d", async (variance) => {
    const [n, d, m] = [9000, 8, 7000];
    const rng = createRng(2);
    const data = rng.split("data").normals(n * d);
    const x = data.slice(0, m * d);
    rng
      .split("noise")
      .normals(m * d)
      .forEach((z, i) => {
        x[i] += Math.sqrt(variance) * z;
      });
    const density = createDensity(compiled, { data, n, d });
    const level = veLevel(Math.sqrt(variance));
    const all = await geometry(density, level, { x, dim: 3, frame: true });
    const few = await geometry(density, level, { x: x.slice(0, 40 * d), dim: 3, frame: true });
    for (const name of ["normalScoreNorm", "newtonDistance", "logDensity", "logVariance", "gap"] as const) {
      few[name].forEach((value, i) => {
        if (Number.isFinite(value)) expect(Math.abs(all[name][i] / value - 1), name).toBeLessThan(1e-9);
        else expect(all[name][i], name).toBe(value);
      });
    }
    expect(few.resolved).toEqual(all.resolved.slice(0, 40));
    // Orthonormal rows, whether the data determine all of them or not.
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) {
        const [u, v] = [a, b].map((row) => all.frame.subarray(row * d, (row + 1) * d));
        expect(Math.abs(dot(u, v) - Number(a === b))).toBeLessThan(1e-13);
      }
    }
  });
});
