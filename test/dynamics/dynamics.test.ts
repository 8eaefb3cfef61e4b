import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastOf } from "../../src/arrays/present.ts";
import { syntheticSet } from "../../src/data/synthetic.ts";
import { createDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { sampleDensity } from "../../src/density/sample-density.ts";
import { classify, ridgeCriterion } from "../../src/diagnosis/classes.ts";
import { CAUSES } from "../../src/dynamics/attribution.ts";
import { splitSquares } from "../../src/dynamics/decomposition.ts";
import { type DynamicsOptions, followDynamics, followStates } from "../../src/dynamics/dynamics.ts";
import { exactScoreMemorises, predictionRanksSamples } from "../../src/dynamics/falsification.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { quantile } from "../../src/metrics/statistics.ts";
import { createRng } from "../../src/random/rng.ts";
import { sample } from "../../src/sample/sampler.ts";
import { timeGrid } from "../../src/sample/time-grid.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import { createExactScore } from "../../src/score/exact.ts";
import { createPerturbedScore } from "../../src/score/perturbed.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

const twoModes = () => {
  const { data, n, d } = syntheticSet("two-modes");
  return createDensity(kernels, { data, n, d });
};
const settings = (stochasticity: number): DynamicsOptions => ({
  rng: createRng(0),
  count: 400,
  times: timeGrid("exponential", { horizon: 10, timeMin: 1e-3, steps: 500 }),
  stochasticity,
  dim: 1,
  every: 5,
});

describe("splitSquares", () => {
  it("adds up to the whole error", async () => {
    const rng = createRng(2);
    const density = createDensity(kernels, { data: rng.split("d").normals(90 * 6), n: 90, d: 6 });
    const { x } = sampleDensity(density, ouLevel(0.3), { count: 40, rng });
    const { tangent } = await geometry(density, ouLevel(0.3), { x, dim: 3 });
    const e = rng.split("e").normals(40 * 6);
    const { normal, tangent: along } = splitSquares(e, tangent, { d: 6, dim: 3 });
    for (let q = 0; q < 40; q++) {
      const whole = e.subarray(q * 6, (q + 1) * 6).reduce((sum, v) => sum + v * v, 0);
      expect(Math.abs(normal[q] + along[q] - whole) / whole).toBeLessThan(1e-14);
    }
  });
});

describe("followDynamics", () => {
  for (const [eta, tolerance] of [
    [0, 0.02],
    [1, 0.1],
  ] as const) {
    it(`predicts the ridge distance under a known normal error at η = ${eta} within ${tolerance * 100} %`, async () => {
      const model = createPerturbedScore(twoModes(), { dim: 1, normal: 0.1, rng: createRng(1) });
      const found = await followDynamics(model, twoModes(), settings(eta));
      for (const [i, time] of found.times.entries()) {
        if (time >= 0.1) continue;
        expect(Math.abs(found.predictedDistance[i] / found.measuredDistance[i] - 1)).toBeLessThan(tolerance);
      }
    });
  }

  it("given the noise predicts every sample's distance, known or inferred, where the average says little", async () => {
    const density = twoModes();
    const model = createPerturbedScore(density, { dim: 1, normal: 0.1, rng: createRng(1) });
    const options = { ...settings(1), count: 200 };
    const known = await followDynamics(model, density, options);
    const states = [];
    for await (const { kick: _, ...state } of sample(model, options))
      if (state.step % 5 === 0) states.push(state);
    const inferred = await followStates(states, density, { dim: 1, stochasticity: 1 });
    for (const found of [known, inferred]) {
      for (const [i, time] of found.times.entries()) {
        if (time > 1) continue;
        expect(Math.abs(found.predictedGivenNoise[i] / found.measuredDistance[i] - 1)).toBeLessThan(0.02);
        expect(found.rankGivenNoise[i]).toBeGreaterThan(0.99);
        expect(Math.abs(found.rankExpected[i])).toBeLessThan(0.3);
      }
      const ratios = found.predictedFinalGivenNoise.map((value, q) => value / found.finalDistance[q]);
      expect(Math.abs(quantile(ratios, 0.5) - 1)).toBeLessThan(0.01);
    }
  });

  for (const eta of [0, 1]) {
    it(`tells what a distance is due to, and leaves little, at η = ${eta}`, async () => {
      const { data, n, d } = syntheticSet("thirteen-points");
      const density = createDensity(kernels, { data, n, d });
      const model = createPerturbedScore(density, { dim: 1, normal: 0.1, tangent: 0.2, rng: createRng(1) });
      const left = async (every: number) => {
        const { times, attribution } = await followDynamics(model, density, {
          ...settings(eta),
          count: 150,
          every,
        });
        for (const [i, time] of times.entries()) {
          const shares = CAUSES.reduce((sum, cause) => sum + attribution.shares[cause][i], 0);
          if (time < 1) expect(Math.abs(shares - 1)).toBeLessThan(0.1);
          expect(Math.abs(shares - 1)).toBeLessThanOrEqual(attribution.remainder[i] + 1e-12);
        }
        const last = attribution.finalShares.subarray(0, CAUSES.length).reduce((a, b) => a + b);
        expect(Math.abs(last - 1)).toBeLessThanOrEqual(attribution.finalRemainder[0] + 1e-12);
        const middle = times.findIndex((time) => time < 0.1);
        return attribution.remainder[middle];
      };
      const [coarse, fine] = [await left(10), await left(3)];
      expect(coarse).toBeLessThan(eta === 0 ? 0.02 : 0.2);
      expect(fine).toBeLessThan(0.7 * coarse);
    });
  }

  it("for the exact score and η = 1 predicts and measures the variance h", async () => {
    const found = await followDynamics(createExactScore(twoModes()), twoModes(), {
      ...settings(1),
      count: 2000,
    });
    const { variance } = ouLevel(1e-3);
    expect(Math.abs(lastOf(found.predictedDistance) ** 2 / variance - 1)).toBeLessThan(0.02);
    expect(Math.abs(lastOf(found.measuredDistance) ** 2 / variance - 1)).toBeLessThan(0.1);
  });

  it("measures no error for the exact score, and every sample memorised", async () => {
    const density = twoModes();
    const found = await followDynamics(createExactScore(density), density, settings(1));
    expect(Math.max(...found.errors.map((e) => e.meanNormal + e.meanTangent))).toBe(0);
    expect(Math.max(...found.slideLength.filter(Number.isFinite))).toBe(0);
    const criterion = await ridgeCriterion(density, { dim: 1, timeMin: 1e-3 });
    const classes = await classify(
      density,
      found.x.map((v) => v / Math.exp(-1e-3)),
      criterion,
    );
    expect(classes.fractions.memorised.value).toBe(1);
    expect(exactScoreMemorises(classes).holds).toBe(true);
  });

  it("under a tangent error moves samples along the ridge by what the slide says, and not off it", async () => {
    const model = createPerturbedScore(twoModes(), { dim: 1, tangent: 0.5, rng: createRng(1) });
    const found = await followDynamics(model, twoModes(), { ...settings(0), exponent: true });
    // The flow of the exact score keeps |δ|² = h on average; a tangent error leaves it so.
    const { variance } = ouLevel(1e-3);
    expect(Math.abs(lastOf(found.measuredDistance) / Math.sqrt(variance) - 1)).toBeLessThan(0.1);
    for (let q = 0; q < 400; q++) expect(Math.abs(Math.abs(found.x[2 * q]) - 3)).toBeGreaterThan(0.4);
    // It carries all of them past one point before there is a ridge, which they then never see.
    expect(found.reachTime.every(Number.isNaN)).toBe(true);
    expect(found.slideLength.every(Number.isNaN)).toBe(true);
    expect(Math.max(...found.slideLengthTotal)).toBe(0);
  });

  it("measures slide and its exponent from reach, the slide of a constant error by its closed form", async () => {
    const model = createPerturbedScore(twoModes(), { dim: 1, tangent: 0.5, rng: createRng(1) });
    const times = timeGrid("exponential", { horizon: 2, timeMin: 1e-3, steps: 1000 });
    const found = await followDynamics(model, twoModes(), { ...settings(0), times, exponent: true });
    let reached = 0;
    for (const [q, time] of found.reachTime.entries()) {
      expect(Number.isNaN(time) || time <= found.ridgeTime[q]).toBe(true);
      if (Number.isNaN(time)) expect([found.slideLength[q], found.exponent[q]]).toEqual([NaN, NaN]);
      if (Number.isNaN(time)) continue;
      reached++;
      // ∫ ½ dt / h = ¼ ln(e^2t - 1) between reach and the end
      const expected = 0.25 * Math.log(Math.expm1(2 * time) / Math.expm1(2e-3));
      expect(Math.abs(found.slideLength[q] / expected - 1)).toBeLessThan(0.03);
    }
    expect(reached).toBeGreaterThan(200);
    // J of a constant error is that of m*: c_1 / h, which vanishes near the modes, so Λ is about -½ log(1/h).
    expect(quantile(found.exponent, 0.5)).toBeLessThan(0);
  });

  it("ranks samples by their predicted distance when the error varies", async () => {
    const density = twoModes();
    const exact = createExactScore(density);
    const model = {
      ...exact,
      posteriorMean: async (x: Float64Array, time: number) => {
        const mean = await exact.posteriorMean(x, time);
        return mean.map((v, i) =>
          i % 2 === 1 ? v + 0.5 * Math.sin(x[i - 1]) : v + 0.3 * Math.cos(2 * x[i]),
        );
      },
    };
    const found = await followDynamics(model, density, settings(0));
    const verdict = predictionRanksSamples(found, createRng(1));
    expect(verdict.value).toBeGreaterThan(0.9);
    expect(verdict.p).toBeLessThan(0.01);
  });
});
