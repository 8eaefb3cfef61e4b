import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { finalSamples, finishedSamples } from "../../src/sample/sampler.ts";
import { timeGrid } from "../../src/sample/time-grid.ts";
import { createExactScore } from "../../src/score/exact.ts";
import { createSmoothedScore } from "../../src/score/smoothed.ts";
import { worstRelative } from "../support/arrays.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const [N, D] = [40, 3];
const cloud = (of = kernels) => createDensity(of, { data: createRng(4).normals(N * D), n: N, d: D });
const at = createRng(5).normals(10 * D);
const rng = () => createRng(7);

describe("the smoothed score", () => {
  it("is the mean over perturbations of the softmax of the data, one by one", async () => {
    const density = cloud();
    const drawn = rng()
      .split("draws")
      .normals(5 * D);
    const means = [0, 1, 2].map((j) => [0, 1, 2, 3, 4].reduce((sum, r) => sum + drawn[r * D + j] / 5, 0));
    const draws = drawn.map((value, i) => (value - means[i % D]) * Math.sqrt(5 / 4));
    const time = 0.3;
    const [a, h] = [Math.exp(-time), -Math.expm1(-2 * time)];
    const width = Math.hypot(0.4, 0.5 * Math.sqrt(h));
    const model = createSmoothedScore(density, { sigma: 0.4, relative: 0.5, draws: 5, rng: rng() });
    const found = await model.posteriorMean(at, time);
    for (let q = 0; q < 10; q++) {
      const wanted = new Float64Array(D);
      // The mean of the scores, as h times score + x.
      for (let j = 0; j < D; j++) for (let r = 0; r < 5; r++) wanted[j] -= (width * draws[r * D + j]) / 5;
      for (let r = 0; r < 5; r++) {
        const weights = Array.from({ length: N }, (_, i) => {
          let square = 0;
          for (let j = 0; j < D; j++)
            square += (at[q * D + j] + width * draws[r * D + j] - a * density.data[i * D + j]) ** 2;
          return Math.exp(-square / (2 * h));
        });
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (let i = 0; i < N; i++)
          for (let j = 0; j < D; j++) wanted[j] += (weights[i] / total / 5) * a * density.data[i * D + j];
      }
      for (let j = 0; j < D; j++) expect(Math.abs(found[q * D + j] - wanted[j])).toBeLessThan(1e-12);
    }
  });

  it("is the exact score without smoothing", async () => {
    const density = cloud();
    const exact = await createExactScore(density).posteriorMean(at, 0.3);
    const still = createSmoothedScore(density, { sigma: 0, rng: rng() });
    expect(await still.posteriorMean(at, 0.3)).toEqual(exact);
    const nearly = createSmoothedScore(density, { sigma: 1e-9, rng: rng() });
    expect(worstRelative(await nearly.posteriorMean(at, 0.3), exact, 1)).toBeLessThan(1e-7);
  });

  it("is the same for a seed, whatever the threads and the batch, and another for another", async () => {
    const more = await createKernels({ threads: 3 });
    const of = (kernels_: Kernels, seed: number) =>
      createSmoothedScore(cloud(kernels_), { sigma: 0.5, draws: 6, rng: createRng(seed) });
    const one = await of(kernels, 1).posteriorMean(at, 0.2);
    expect(await of(more, 1).posteriorMean(at, 0.2)).toEqual(one);
    expect(worstRelative(await of(kernels, 2).posteriorMean(at, 0.2), one, 1)).toBeGreaterThan(1e-3);
    const alone = await of(kernels, 1).posteriorMean(at.slice(6, 9), 0.2);
    expect(worstRelative(alone, one.slice(6, 9), 1)).toBeLessThan(1e-12);
    more.close();
  });

  it("ends at means of M training points, and at copies where smoothing falls with the noise", async () => {
    const density = createDensity(kernels, { data: Float64Array.of(-1, 0, 1), n: 3, d: 1 });
    const times = timeGrid("exponential", { horizon: 4, timeMin: 1e-5, steps: 200 });
    const ends = async (options: { sigma: number; relative?: number }) => {
      const model = createSmoothedScore(density, { ...options, draws: 4, rng: rng() });
      const { x, time } = await finalSamples(model, {
        rng: createRng(1),
        count: 200,
        times,
        solver: "exponential",
      });
      return finishedSamples(x, time);
    };
    const farFrom = (values: Float64Array, step: number) =>
      values.filter((value) => Math.abs(value / step - Math.round(value / step)) * step > 0.03).length;
    const [smoothed, copies] = [await ends({ sigma: 0.6 }), await ends({ sigma: 0, relative: 0.6 })];
    // Means of four numbers out of -1, 0 and 1 are multiples of a quarter; a few samples sit where a shifted place changes sides.
    expect(farFrom(smoothed, 0.25)).toBeLessThan(6);
    expect(farFrom(smoothed, 1)).toBeGreaterThan(20);
    expect(farFrom(copies, 1)).toBeLessThan(4);
  });

  it("refuses widths and numbers of draws that are none", () => {
    const density = cloud();
    const make = (options: object) => () =>
      createSmoothedScore(density, { sigma: 1, rng: rng(), ...options });
    expect(make({ sigma: -1 })).toThrow("sigma: expected a number >= 0, got -1");
    expect(make({ relative: NaN })).toThrow("relative: expected a number >= 0, got NaN");
    expect(make({ draws: 1 })).toThrow("draws: expected an integer >= 2, got 1");
  });
});
