import { afterAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { createDataQuadrature } from "../../src/random-features/data-quadrature.ts";
import { drawErrorSamples, predictAll } from "../../src/random-features/error-samples.ts";
import { createFeatureMap } from "../../src/random-features/feature-map.ts";
import { featureMoments } from "../../src/random-features/moments.ts";
import { createRandomFeatureMean } from "../../src/random-features/random-feature-mean.ts";
import { samplingError } from "../../src/random-features/sampling-error.ts";
import { lossAt, outputWeights, solveFeatures } from "../../src/random-features/solve.ts";
import { createTimeRule } from "../../src/random-features/time-rule.ts";
import { relativeNorm } from "../support/arrays.ts";
import { twoModes } from "./two-modes.ts";

const kernels = await createKernels({ threads: 2 });
afterAll(() => kernels.close());
const rng = createRng(1);

describe("featureMoments", () => {
  it.each(["1", "h", "h2"] as const)(
    "by the series agrees with the exact formula for weight %s",
    async (weight) => {
      const problem = twoModes({ p: 40, harmonics: 4 }, weight);
      const exact = await featureMoments(kernels, problem, { method: "exact", rng });
      let last = Infinity;
      for (const terms of [10, 24]) {
        const series = await featureMoments(kernels, problem, { method: "series", terms, rng, sampled: 150 });
        const error = relativeNorm(series.second, exact.second);
        expect(error).toBeLessThan(Math.min(1e-4, last));
        expect(series.error.relative).toBeLessThan(3 * error);
        expect(series.error.relative).toBeGreaterThan(error / 10);
        expect(relativeNorm(series.cross, exact.cross)).toBeLessThan(1e-13);
        expect((await kernels.eigen(series.second, 40)).values[39]).toBeGreaterThan(0);
        last = error;
      }
    },
  );

  it("does not depend on the number of threads", async () => {
    const problem = twoModes({ p: 24, harmonics: 3 });
    const single = await createKernels({ threads: 1 });
    for (const method of ["exact", "series"] as const) {
      const [one, two] = [
        await featureMoments(single, problem, { method, rng, sampled: 16 }),
        await featureMoments(kernels, problem, { method, rng, sampled: 16 }),
      ];
      expect(two).toEqual(one);
    }
    single.close();
  });

  it.each([
    ["posterior-mean", "h"],
    ["posterior-mean", "1"],
    ["score", "h"],
    ["score", "h2"],
  ] as const)(
    "in the %s parameterisation, weight %s, gives the loss that sampling gives",
    async (kind, weight) => {
      const problem = twoModes({ p: 30, harmonics: 2 }, weight, kind);
      const { features, data } = problem;
      const moments = await featureMoments(kernels, problem, { rng });
      const solution = await solveFeatures(kernels, { features, moments });
      const output = await outputWeights(kernels, solution, 3);
      const rule = createTimeRule({ timeMin: 1e-3, horizon: 10, harmonics: 2 });
      let [total, square] = [0, 0];
      const perNode = 400;
      const mean = createRandomFeatureMean(kernels, features, { output, parameterization: kind });
      for (const [node, time] of rule.times.entries()) {
        const [scale, variance] = [Math.exp(-time), -Math.expm1(-2 * time)];
        const z = rng.split("z", node).normals(2 * perNode);
        const clean = (at: number) => (at % 2 ? 0 : (at / 2) % 2 ? 3 : -3);
        const x = z.map((value, at) => scale * clean(at) + Math.sqrt(variance) * value);
        const found = await mean(x, time);
        const factor = (rule.weights[node] * variance ** { "1": 0, h: 1, h2: 2 }[weight]) / variance ** 2;
        const residuals = new Float64Array(perNode);
        found.forEach((value, at) => {
          const target = kind === "score" ? x[at] - Math.sqrt(variance) * z[at] : scale * clean(at);
          residuals[at >> 1] += (factor * (value - target) ** 2) / data.d;
        });
        const average = residuals.reduce((sum, value) => sum + value, 0) / perNode;
        total += average;
        square += residuals.reduce((sum, value) => sum + (value - average) ** 2, 0) / perNode ** 2;
      }
      expect(Math.abs(total - lossAt(solution, 3)) / Math.sqrt(square)).toBeLessThan(4);
      expect(Math.sqrt(square) / total).toBeLessThan(0.02);
    },
  );

  it("does without data rows it has no room for, at an error that more rows reduce", async () => {
    const small = twoModes({ p: 20, harmonics: 1 });
    const rows = rng.split("cloud").normals(400);
    const problem = { ...small, data: { data: rows, n: 200, d: 2 } };
    const rule = createTimeRule({ timeMin: 1e-3, horizon: 10, harmonics: 1 });
    const at = async (rowsPerNode: number) => {
      const quadrature = createDataQuadrature(rule, { count: 200, rowsPerNode, rng: rng.split("rows") });
      return featureMoments(kernels, { ...problem, quadrature }, { method: "series", rng, sampled: 4 });
    };
    const [few, more, all] = [await at(4), await at(50), await at(200)];
    expect(relativeNorm(few.second, all.second)).toBeLessThan(0.05);
    expect(relativeNorm(more.second, all.second)).toBeLessThan(relativeNorm(few.second, all.second) / 2);
    const quadrature = createDataQuadrature(rule, { count: 200, rowsPerNode: 4, rng });
    const estimate = await samplingError(kernels, { ...problem, quadrature }, { rng, replicates: 6 });
    const ratio = estimate.cross / relativeNorm(few.cross, all.cross);
    expect(ratio).toBeGreaterThan(1 / 3);
    expect(ratio).toBeLessThan(3);
  });
});

describe("time rules", () => {
  it("integrate powers of t, and say what is wrong", () => {
    const { times, weights } = createTimeRule({ timeMin: 1e-4, horizon: 10, harmonics: 8 });
    const integral = weights.reduce((sum, weight, i) => sum + weight / times[i] ** 2, 0);
    expect(integral / (1e4 - 0.1)).toBeCloseTo(1, 9);
    const simpson = createTimeRule({ rule: "simpson", timeMin: 1, horizon: 2, harmonics: 1, density: 5 });
    expect(simpson.weights.reduce((sum, weight, i) => sum + weight * simpson.times[i] ** 3, 0)).toBeCloseTo(
      3.75,
      14,
    );
    expect(() => createTimeRule({ timeMin: 2, horizon: 1, harmonics: 1 })).toThrow("0 < timeMin < horizon");
  });
});

describe("the trained model", () => {
  it("gives a sample the same value alone and in a batch of several outputs", async () => {
    const { features, data } = twoModes({ p: 33, harmonics: 2 });
    const rule = createTimeRule({ timeMin: 0.5, horizon: 10, harmonics: 2 });
    const samples = drawErrorSamples({ data, rule, weight: "h", perNode: 3, rng });
    const outputs = [features.initial, features.initial.map((value) => -2 * value)];
    const [plain, doubled] = await predictAll(kernels, samples, {
      features,
      outputs,
      parameterization: "score",
    });
    const mean = createRandomFeatureMean(kernels, features, {
      output: outputs[1],
      parameterization: "score",
    });
    const alone = await mean(samples.points.slice(6 * 7 + 2, 6 * 7 + 4), samples.times[7]);
    expect(doubled.slice(6 * 7 + 2, 6 * 7 + 4)).toEqual(new Float64Array(alone));
    const h = -Math.expm1(-2 * samples.times[7]);
    const score = (values: Float64Array) => (values[6 * 7] - samples.points[6 * 7]) / h;
    expect(score(doubled)).toBeCloseTo(-2 * score(plain), 12);
    expect(() => createRandomFeatureMean(kernels, features, { output: new Float64Array(3) })).toThrow(
      "output: expected 66",
    );
    expect(() => createFeatureMap({ ...features, p: 5 }, features)).toThrow(
      "spatial: expected 10 numbers, got 66",
    );
  });
});
