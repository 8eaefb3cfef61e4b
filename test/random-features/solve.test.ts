import { afterAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { createDataQuadrature } from "../../src/random-features/data-quadrature.ts";
import { createFeatureMap } from "../../src/random-features/feature-map.ts";
import {
  type DescentStop,
  descendTo,
  gradientDescent,
  largestLearningRate,
} from "../../src/random-features/gradient-descent.ts";
import type { LossWeight } from "../../src/random-features/moment-problem.ts";
import { featureMoments } from "../../src/random-features/moments.ts";
import {
  excessLossAt,
  lossAt,
  modeCoefficients,
  outputWeights,
  solveFeatures,
  timeScales,
} from "../../src/random-features/solve.ts";
import { createTimeRule } from "../../src/random-features/time-rule.ts";
import { fixtureArrays, fixtureMatrix, relativeNorm } from "../support/arrays.ts";
import { twoModes } from "./two-modes.ts";

const kernels = await createKernels({ threads: 2 });
afterAll(() => kernels.close());

async function reference(weight: LossWeight) {
  const given = await fixtureArrays("reference/rfm_features.npz");
  const features = createFeatureMap(
    { p: 48, d: 2, harmonics: 3, horizon: 5 },
    { spatial: given["Wx"], temporal: given["Wt"], bias: given["b"], initial: given["A0"] },
  );
  const data = await fixtureMatrix("reference/rfm_data.npy");
  const rule = createTimeRule({ timeMin: 1e-3, horizon: 5, harmonics: 3 });
  const quadrature = createDataQuadrature(rule, { count: data.n, rng: createRng(0) });
  const problem = { features, data, quadrature, weight, parameterization: "posterior-mean" } as const;
  const moments = await featureMoments(kernels, problem, { rng: createRng(1) });
  const solution = await solveFeatures(kernels, { features, moments });
  return { moments, solution, expected: await fixtureArrays(`reference/rfm_${weight}.npz`) };
}

describe("the closed form", () => {
  it.each(["1", "h", "h2"] as const)(
    "matches an independent implementation for weight %s",
    async (weight) => {
      const { moments, solution, expected } = await reference(weight);
      expect(relativeNorm(moments.second, expected["U"])).toBeLessThan(1e-8);
      expect(relativeNorm(moments.cross, expected["V"])).toBeLessThan(1e-8);
      const worst = expected["eigenvalues"].map((value, at) =>
        Math.abs(solution.eigen.values[at] / value - 1),
      );
      expect(Math.max(...worst)).toBeLessThan(1e-6);
      for (const [at, tau] of [10, 1000, Infinity].entries()) {
        const output = await outputWeights(kernels, solution, tau);
        const stored = expected["A"].subarray(at * 96, (at + 1) * 96);
        expect(relativeNorm(output, stored)).toBeLessThan(tau === Infinity ? 1e-4 : 1e-7);
        expect(lossAt(solution, tau) / expected["loss"][at]).toBeCloseTo(1, 7);
      }
    },
  );

  it("starts at A₀, solves the gradient flow and ends where the gradient vanishes", async () => {
    const problem = twoModes({ p: 20, harmonics: 2 });
    const moments = await featureMoments(kernels, problem, { rng: createRng(1) });
    const solution = await solveFeatures(kernels, { features: problem.features, moments });
    expect(relativeNorm(await outputWeights(kernels, solution, 0), problem.features.initial)).toBeLessThan(
      1e-13,
    );
    const [before, now, after] = await Promise.all(
      [0.999, 1, 1.001].map((tau) => outputWeights(kernels, solution, tau)),
    );
    const gradient = now.map((_, at) => {
      const [row, column] = [Math.floor(at / 20), at % 20];
      let total = -Math.sqrt(20) * moments.cross[at];
      for (let k = 0; k < 20; k++) total += now[row * 20 + k] * moments.second[k * 20 + column];
      return -2 * total;
    });
    const slope = now.map((_, at) => (after[at] - before[at]) / 0.002);
    expect(relativeNorm(slope, gradient)).toBeLessThan(1e-4);
    expect(excessLossAt(solution, 50)).toBeCloseTo(lossAt(solution, 50) - lossAt(solution, Infinity), 11);
    expect(excessLossAt(solution, Infinity)).toBe(0);
    expect(() => modeCoefficients(solution, -1)).toThrow("tau: expected a number from 0 to Infinity, got -1");
  });

  it("keeps A₀ in null directions, and says how many there are", async () => {
    const [p, d] = [3, 1];
    const features = createFeatureMap(
      { p, d, harmonics: 0, horizon: 1 },
      {
        spatial: Float64Array.of(1, 1, 2),
        temporal: new Float64Array(p),
        bias: new Float64Array(p),
        initial: Float64Array.of(5, -1, 2),
      },
    );
    const second = Float64Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0.5);
    const moments = { second, cross: Float64Array.of(4, 0, 1), targetSquare: 40 };
    const solution = await solveFeatures(kernels, { features, moments });
    const end = await outputWeights(kernels, solution, Infinity);
    expect([...end].map((value) => Number(value.toFixed(12)))).toEqual([
      Number((2 * Math.sqrt(3)).toFixed(12)),
      -1,
      Number((2 * Math.sqrt(3)).toFixed(12)),
    ]);
    expect([...timeScales(solution).scales]).toEqual([0.25, 1, Infinity]);
    expect(timeScales(solution).nullDirections).toBe(1);
  });

  it("is what gradient descent follows, with an error that falls in proportion to the step", async () => {
    const problem = twoModes({ p: 24, harmonics: 2 }, "h2");
    const moments = await featureMoments(kernels, problem, { rng: createRng(1) });
    const solution = await solveFeatures(kernels, { features: problem.features, moments });
    const errors: number[] = [];
    const largest = largestLearningRate(solution.eigen.values[0], 2);
    for (const steps of [40, 80, 160]) {
      const learningRate = (largest * 0.4 * 40) / steps;
      for await (const state of gradientDescent(
        kernels,
        { features: problem.features, moments },
        { learningRate },
      )) {
        if (state.step < steps) continue;
        errors.push(relativeNorm(state.output, await outputWeights(kernels, solution, state.tau)));
        break;
      }
    }
    expect(errors[0] / errors[1]).toBeGreaterThan(1.8);
    expect(errors[1] / errors[2]).toBeGreaterThan(1.9);
    expect(errors[2]).toBeLessThan(0.01);
  });

  it("is compared with descent at the steps nearest to training times, each with an output of its own", async () => {
    const problem = twoModes({ p: 12, harmonics: 1 }, "h2");
    const moments = await featureMoments(kernels, problem, { rng: createRng(1) });
    const told: number[][] = [];
    const taus = [0.5, 0.12, 0, 0.13];
    const options = { stepTau: 0.1, taus, onStep: (...steps: number[]) => told.push(steps) };
    const found: DescentStop[] = [];
    for await (const stop of descendTo(kernels, { ...problem, moments }, options)) found.push(stop);
    expect(found.map(({ wanted, step }) => [wanted, step])).toEqual([
      [0, 0],
      [0.12, 1],
      [0.13, 1],
      [0.5, 5],
    ]);
    expect(told).toEqual([0, 1, 2, 3, 4, 5].map((step) => [step, 5]));
    expect([...found[0].output]).toEqual([...problem.features.initial]);
    // A_1 = A_0 - 2 Δτ (A_0 U - √p V)
    const { second, cross } = moments;
    const { initial, p } = problem.features;
    const product = second.subarray(0, p).reduce((sum, value, j) => sum + value * initial[j], 0);
    expect(found[1].output[0]).toBeCloseTo(initial[0] - 0.2 * (product - Math.sqrt(p) * cross[0]), 12);
  });
});
