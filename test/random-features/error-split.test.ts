import { afterAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { drawErrorSamples, predictAll } from "../../src/random-features/error-samples.ts";
import { splitErrors } from "../../src/random-features/error-split.ts";
import { featureMoments } from "../../src/random-features/moments.ts";
import {
  excessLossAt,
  nullSpaceError,
  outputWeights,
  solveFeatures,
} from "../../src/random-features/solve.ts";
import { twoModes, twoModesMean } from "./two-modes.ts";

const kernels = await createKernels({ threads: 2 });
afterAll(() => kernels.close());

async function trainedOnTwoModes(p: number, harmonics: number) {
  const problem = twoModes({ p, harmonics });
  const { features, data, quadrature, weight, parameterization } = problem;
  const moments = await featureMoments(kernels, problem, { method: "series", sampled: 8, rng: createRng(1) });
  const solution = await solveFeatures(kernels, { features, moments });
  const samples = drawErrorSamples({ data, rule: quadrature, weight, perNode: 40, rng: createRng(2) });
  const outputs = [
    await outputWeights(kernels, solution, 20),
    await outputWeights(kernels, solution, Infinity),
  ];
  const [trained, limit] = await predictAll(kernels, samples, { features, outputs, parameterization });
  const exact = new Float64Array(samples.points.length);
  samples.times.forEach((time, node) => {
    const range = [node * 80, (node + 1) * 80] as const;
    exact.set(twoModesMean(samples.points.subarray(...range), time), range[0]);
  });
  const tangent = exact.map((_, at) => (at % 2 ? 0 : 1));
  return { solution, input: { samples, exact, trained: trained, limit: limit, tangent, dim: 1 } };
}

describe("the error split", () => {
  it("adds up, normal with tangent and architecture with optimisation", async () => {
    const { input, solution } = await trainedOnTwoModes(40, 3);
    const { normal, tangent } = splitErrors(input);
    for (const parts of [normal, tangent]) {
      const sum = parts.architecture + parts.optimization + parts.cross;
      expect(sum / parts.total).toBeCloseTo(1, 12);
    }
    const { weights, perNode } = input.samples;
    let whole = 0;
    input.trained.forEach((value, at) => {
      whole += weights[Math.floor(at / (2 * perNode))] * (value - input.exact[at]) ** 2;
    });
    expect((normal.total + tangent.total) / whole).toBeCloseTo(1, 12);
    const optimization = normal.optimization + tangent.optimization;
    expect(optimization / (2 * excessLossAt(solution, 20))).toBeGreaterThan(0.9);
    expect(optimization / (2 * excessLossAt(solution, 20))).toBeLessThan(1.1);
  });

  it("at the end of training is tangent: across the line of the modes only the null part of A₀ is left", async () => {
    const { input, solution } = await trainedOnTwoModes(120, 6);
    const { normal, tangent } = splitErrors({ ...input, trained: input.limit });
    expect(normal.total).toBeLessThan(1e-9);
    expect(normal.total).toBeLessThan(20 * nullSpaceError(solution)[1] + 1e-20);
    expect(tangent.total).toBeGreaterThan(0.05);
    expect(tangent.optimization).toBe(0);
  });
});
