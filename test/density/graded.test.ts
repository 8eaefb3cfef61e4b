import { afterAll, describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
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
});
