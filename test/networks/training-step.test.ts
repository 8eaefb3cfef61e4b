import { describe, expect, test } from "vitest";
import { present } from "../../src/arrays/present.ts";
import * as op from "../../src/networks/graph/operations.ts";
import type { OptimizerSpec } from "../../src/networks/optimizer.ts";
import { initialParameters } from "../../src/networks/parameters.ts";
import { createTrainingStep, type Objective } from "../../src/networks/training-step.ts";
import { createRng } from "../../src/random/rng.ts";

/** Least squares y = w x + b: its gradient is known. */
const LINE: Objective = {
  parameters: [
    { name: "w", shape: [1, 2], bound: 1 },
    { name: "b", shape: [1], bound: 1 },
  ],
  inputs: { x: [3, 2], y: [3, 1] },
  loss: (g, { w, b }, { x, y }) => {
    const residual = op.sub(g, op.gemm(g, { a: x, b: w, transB: true, bias: b }), y);
    return { loss: op.reduceMean(g, op.square(g, residual)) };
  },
};
const X = [1, 2, -1, 0.5, 3, -2];
const Y = [1, -1, 2];
const BATCH = { x: Float32Array.from(X), y: Float32Array.from(Y) };
const START = Float32Array.from([0.5, -0.25, 0.125]);

function gradientAt([w0, w1, b]: number[]): { loss: number; gradient: number[] } {
  let loss = 0;
  const gradient = [0, 0, 0];
  for (let i = 0; i < 3; i++) {
    const residual = w0 * X[2 * i] + w1 * X[2 * i + 1] + b - Y[i];
    loss += residual ** 2 / 3;
    gradient[0] += (2 * residual * X[2 * i]) / 3;
    gradient[1] += (2 * residual * X[2 * i + 1]) / 3;
    gradient[2] += (2 * residual) / 3;
  }
  return { loss, gradient };
}

/** Optimisers written out one number at a time. */
function byHand(spec: OptimizerSpec, rate: number, steps: number) {
  const p = [...START] as number[];
  const m = [0, 0, 0];
  const v = [0, 0, 0];
  const average = [...p];
  const losses: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const { loss, gradient } = gradientAt(p);
    losses.push(loss);
    const norm = Math.hypot(...gradient);
    const factor = Math.min(1, (spec.clip ?? Infinity) / (norm + 1e-12));
    for (let i = 0; i < 3; i++) {
      const g = gradient[i] * factor;
      if (spec.kind === "adam") {
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        const [mean, square] = [m[i] / (1 - 0.9 ** step), v[i] / (1 - 0.999 ** step)];
        p[i] -= (rate * mean) / (Math.sqrt(square) + 1e-8);
      } else {
        m[i] = (spec.momentum ?? 0) * m[i] + g;
        p[i] -= rate * m[i];
      }
      average[i] = (spec.ema ?? 0) * average[i] + (1 - (spec.ema ?? 0)) * p[i];
    }
  }
  return { p, m, v, average, losses };
}

const OPTIMIZERS: [string, OptimizerSpec][] = [
  ["sgd", { kind: "sgd" }],
  ["sgd with momentum", { kind: "sgd", momentum: 0.9 }],
  ["sgd, clipped", { kind: "sgd", clip: 0.5 }],
  ["adam", { kind: "adam" }],
  ["adam, clipped, with an average", { kind: "adam", clip: 1, ema: 0.8 }],
];

describe("optimisers against the same by hand", () => {
  test.each(OPTIMIZERS)("%s", async (_, spec) => {
    const step = await createTrainingStep(LINE, spec, { state: { parameters: START } });
    const losses: number[] = [];
    for (let i = 0; i < 10; i++) losses.push((await step.run(BATCH, 0.05))["loss"]);
    const state = step.state();
    await step.close();
    const wanted = byHand(spec, 0.05, 10);
    expect(step.steps).toBe(10);
    wanted.losses.forEach((loss, i) => {
      expect(losses[i]).toBeCloseTo(loss, 5);
    });
    for (let i = 0; i < 3; i++) {
      expect(state.parameters[i]).toBeCloseTo(wanted.p[i], 5);
      if (state.first) expect(state.first[i]).toBeCloseTo(wanted.m[i], 5);
      if (state.second) expect(state.second[i]).toBeCloseTo(wanted.v[i], 5);
      if (spec.ema) expect(present(state.average)[i]).toBeCloseTo(wanted.average[i], 5);
    }
  });
});

test("training in two parts gives the bytes of training in one", async () => {
  const spec: OptimizerSpec = { kind: "adam", ema: 0.9 };
  const whole = await createTrainingStep(LINE, spec, { state: { parameters: START } });
  for (let i = 0; i < 7; i++) await whole.run(BATCH, 0.05);
  const first = await createTrainingStep(LINE, spec, { state: { parameters: START } });
  for (let i = 0; i < 3; i++) await first.run(BATCH, 0.05);
  const second = await createTrainingStep(LINE, spec, { state: first.state(), step: first.steps });
  for (let i = 0; i < 4; i++) await second.run(BATCH, 0.05);
  expect(second.state()).toEqual(whole.state());
  expect(START).toEqual(Float32Array.from([0.5, -0.25, 0.125]));
  await Promise.all([whole.close(), first.close(), second.close()]);
});

test("parameters start within their bounds, and each by its own name", () => {
  const rng = createRng(1);
  const specs = [
    { name: "a", shape: [50, 4], bound: 0.5 },
    { name: "b", shape: [50], bound: 2 },
  ];
  const all = initialParameters(specs, rng);
  expect(all.length).toBe(250);
  expect(Math.max(...all.slice(0, 200).map(Math.abs))).toBeLessThanOrEqual(0.5);
  expect(Math.max(...all.slice(200).map(Math.abs))).toBeGreaterThan(1.5);
  expect(initialParameters([specs[1]], rng)).toEqual(all.slice(200));
});
