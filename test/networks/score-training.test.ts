import { describe, expect, test } from "vitest";
import { lastOf } from "../../src/arrays/present.ts";
import { createDensity } from "../../src/density/empirical-density.ts";
import { sampleDensity } from "../../src/density/sample-density.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createNetworkScore } from "../../src/networks/network-model.ts";
import { embeddingFrequencies } from "../../src/networks/score-network.ts";
import { type ScoreTraining, trainScore, untrained } from "../../src/networks/score-training.ts";
import { epochRows, logarithmicSteps } from "../../src/networks/train.ts";
import { createRng } from "../../src/random/rng.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import { createExactScore } from "../../src/score/exact.ts";
import { PREDICTION_KINDS, type PredictionKind } from "../../src/score/prediction.ts";

const MODES = Float64Array.from([1, 0, -0.5, 0.8, -0.5, -0.8]);

function training(prediction: PredictionKind): ScoreTraining {
  const rng = createRng(4);
  const embedding = { kind: "gaussian", size: 16, scale: 0.3, of: "log-time" } as const;
  return {
    data: MODES,
    n: 3,
    batch: 256,
    rate: 3e-3,
    decay: "cosine",
    weight: "h",
    rng,
    optimizer: { kind: "adam" },
    spec: {
      d: 2,
      hidden: [64, 64],
      activation: "silu",
      prediction,
      time: { of: "log-time", frequencies: embeddingFrequencies(embedding, rng.split("time")) },
    },
    time: { min: 0.05, horizon: 3, sampling: "log-uniform" },
  };
}

describe("denoising score matching finds the exact posterior mean", () => {
  test.each(PREDICTION_KINDS)("predicting %s", async (prediction) => {
    const options = training(prediction);
    const kernels = await createKernels({ threads: 1 });
    const density = createDensity(kernels, { data: MODES, n: 3, d: 2 });
    const before = await relativeError(options, untrained(options).state.parameters, density);
    const { state, losses, step } = await trainScore(options, untrained(options), { until: 2000 });
    const after = await relativeError(options, state.parameters, density);
    kernels.close();
    expect(step).toBe(2000);
    expect(lastOf(losses).step).toBe(2000);
    expect(after).toBeLessThan(0.12);
    expect(after).toBeLessThan(before / 4);
  });
});

/** RMS error of the posterior mean over the RMS deviation of the clean points, at a middle noise level. */
async function relativeError(
  { spec }: ScoreTraining,
  parameters: Float32Array,
  density: Parameters<typeof createExactScore>[0],
): Promise<number> {
  const time = 0.3;
  const { x } = sampleDensity(density, ouLevel(time), { count: 500, rng: createRng(9) });
  const model = await createNetworkScore("network", spec, parameters);
  const [found, exact] = [
    await model.posteriorMean(x, time),
    await createExactScore(density).posteriorMean(x, time),
  ];
  await model.close();
  const sum = (f: (i: number) => number) => x.reduce((total, _, i) => total + f(i) ** 2, 0);
  return Math.sqrt(sum((i) => found[i] - exact[i]) / sum((i) => exact[i]));
}

test("a row's posterior mean does not depend on the rows beside it", async () => {
  const options = training("noise");
  const { parameters } = untrained(options).state;
  const model = await createNetworkScore("network", options.spec, parameters);
  const x = createRng(2).normals(2 * 1300);
  const all = await model.posteriorMean(x, 0.2);
  const tail = await model.posteriorMean(x.slice(2 * 700, 2 * 1211), 0.2);
  await model.close();
  expect(Array.from(tail)).toEqual(Array.from(all.slice(2 * 700, 2 * 1211)));
});

test("training from checkpoint to checkpoint gives the bytes of training in one go", async () => {
  const options = training("v");
  const whole = await trainScore(options, untrained(options), { until: 60, last: 60 });
  const part = await trainScore(options, untrained(options), { until: 25, last: 60 });
  const rest = await trainScore(options, part, { until: 60, last: 60 });
  expect(rest.state).toEqual(whole.state);
});

test("directional weights equal to one are plain training; others weigh the parts", async () => {
  const options = training("noise");
  const frames = async (x: Float64Array) => {
    const out = new Float32Array(x.length);
    for (let i = 0; i < x.length; i += 2) [out[i], out[i + 1]] = [0.6, 0.8];
    return out;
  };
  const directional = (normal: number, tangent: number) => ({
    ...options,
    directional: { normal, tangent, dim: 1, frames, timesPerBatch: 256 },
  });
  const first = async (training_: ScoreTraining) =>
    (await trainScore(training_, untrained(training_), { until: 1 })).losses[0].loss;
  const plain = await first(options);
  expect(await first(directional(1, 1))).toBeCloseTo(plain, 5);
  const [normal, tangent] = [await first(directional(1, 0)), await first(directional(0, 1))];
  expect(normal + tangent).toBeCloseTo(plain, 5);
  expect(await first(directional(2, 3))).toBeCloseTo(2 * normal + 3 * tangent, 5);
  expect(normal).toBeGreaterThan(0.1);
  expect(tangent).toBeGreaterThan(0.1);
});

test("every epoch shows every row once", () => {
  const rng = createRng(7);
  const seen = [0, 1, 2, 3, 4].flatMap((step) => [...epochRows(rng, step, { n: 10, batch: 4 })]);
  expect([...seen.slice(0, 10)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect([...seen.slice(10)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("checkpoints are evenly spaced in log", () => {
  expect(logarithmicSteps(10, 1000, 3)).toEqual([10, 100, 1000]);
  expect(logarithmicSteps(1, 3, 8)).toEqual([1, 2, 3]);
  expect(logarithmicSteps(50, 20, 4)).toEqual([20]);
});

test("a loss that is not finite is reported", async () => {
  const options = { ...training("noise"), rate: 1e30 };
  await expect(trainScore(options, untrained(options), { until: 50 })).rejects.toThrow(
    "expected a finite loss, got",
  );
});
