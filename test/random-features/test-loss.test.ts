import { afterAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { featureMoments } from "../../src/random-features/moments.ts";
import { solveFeatures } from "../../src/random-features/solve.ts";
import { lossCurve } from "../../src/random-features/test-loss.ts";
import { twoModes } from "./two-modes.ts";

const kernels = await createKernels({ threads: 2 });
afterAll(() => kernels.close());

describe("the test loss", () => {
  const problem = twoModes({ p: 40, harmonics: 3 });
  const momentsOf = (points: number[]) =>
    featureMoments(
      kernels,
      { ...problem, data: { data: Float64Array.from(points), n: 2, d: 2 } },
      { rng: createRng(1) },
    );

  it("is the train loss on the training data, and larger on others once training has gone far", async () => {
    const moments = await momentsOf([-3, 0, 3, 0]);
    const solution = await solveFeatures(kernels, { features: problem.features, moments });
    const taus = [0, 1, 100, Infinity];
    for (const { train, test } of await lossCurve(kernels, solution, { test: moments, taus }))
      expect(test / train).toBeCloseTo(1, 8);
    const other = await momentsOf([-3, 1, 2, -0.5]);
    const curve = await lossCurve(kernels, solution, { test: other, taus });
    expect(curve[3].test).toBeGreaterThan(curve[3].train);
    expect(curve.map(({ train }) => train)).toEqual(curve.map(({ train }) => train).sort((a, b) => b - a));
    // No model of these features does better on the other data than the one trained on them to the end.
    const best = await solveFeatures(kernels, { features: problem.features, moments: other });
    const [least] = await lossCurve(kernels, best, { test: other, taus: [Infinity] });
    for (const { test } of curve) expect(test).toBeGreaterThan(least.train - 1e-9);
  });
});
