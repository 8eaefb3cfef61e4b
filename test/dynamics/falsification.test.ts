import { describe, expect, it } from "vitest";
import type { Dynamics } from "../../src/dynamics/dynamics.ts";
import {
  directionsSeparate,
  endsRankCheckpoints,
  largestErrorRanksSamples,
  predictionRanksCheckpoints,
  trainingVerdicts,
} from "../../src/dynamics/falsification.ts";
import { createRng } from "../../src/random/rng.ts";

const rng = createRng(3);
const sizes = (scale: number, key: string) =>
  rng
    .split(key)
    .normals(300)
    .map((z) => scale * Math.abs(z));

describe("predictionRanksCheckpoints", () => {
  it("holds for the same order over enough checkpoints, not for two, nor for another order", () => {
    const falling = [8, 7, 6, 5, 4, 3, 2, 1];
    const close = falling.map((value) => 1.1 * value + 0.01);
    expect(predictionRanksCheckpoints(falling, close, rng)).toMatchObject({ value: 1, holds: true });
    expect(predictionRanksCheckpoints([2, 1], [2, 1], rng).holds).toBe(false);
    expect(predictionRanksCheckpoints(falling, [1, 2, 3, 4, 5, 6, 7, 8], rng)).toMatchObject({
      value: -1,
      holds: false,
    });
  });
});

/** Of a run only what the verdicts read. */
const partly = (parts: Partial<Record<keyof Dynamics, Float64Array>>) => parts as unknown as Dynamics;

describe("endsRankCheckpoints", () => {
  it("ranks the last times of the runs, whatever came before", () => {
    const runs = [1, 2, 3, 4, 5, 6].map((end) =>
      partly({
        predictedDistance: Float64Array.of(-end, end),
        measuredDistance: Float64Array.of(0, end ** 2),
      }),
    );
    expect(endsRankCheckpoints(runs, rng)).toMatchObject({ value: 1, holds: true });
  });
});

describe("largestErrorRanksSamples", () => {
  it("judges the run with the largest normal error, the first of equals, and names it", () => {
    const predictedFinal = sizes(1, "predicted");
    const run = (name: string, normalError: number, sign: number) => {
      const finalDistance = predictedFinal.map((value) => sign * value);
      return { name, normalError, dynamics: partly({ predictedFinal, finalDistance }) };
    };
    const verdict = largestErrorRanksSamples([run("a", 1, -1), run("b", 2, 1), run("c", 2, -1)], rng);
    expect(verdict.value).toBeCloseTo(1, 12);
    expect(verdict.meaning).toMatch(/where the normal error is largest \(b\)$/);
  });
});

describe("trainingVerdicts", () => {
  it("takes F2 from the noisiest run of which half the samples are predicted, F1 from the last", () => {
    const level = { time: 1, normal: 0, tangent: 0, meanTangent: 0 };
    const run = (name: string, error: number, predictedFinal: Float64Array) => ({
      name,
      dynamics: {
        errors: [1, 2].map((time) => ({ ...level, time, meanNormal: error, normal: error })),
        predictedFinal,
        finalDistance: predictedFinal.map((value) => 2 * value),
        ridgeTime: Float64Array.of(1),
        reachTime: Float64Array.of(1),
        reachesFirst: Float64Array.of(Number(name === "last")),
        shuffledFirst: new Float64Array(99),
        predictedDistance: Float64Array.of(error),
        measuredDistance: Float64Array.of(error ** 2),
      } as unknown as Dynamics,
    });
    const predicted = sizes(1, "predicted");
    const hardly = predicted.map((value, q) => (q % 3 === 0 ? value : NaN));
    const runs = [run("unpredicted", 9, hardly), run("noisy", 5, predicted), run("last", 3, predicted)];
    const { F1, F2, F3 } = trainingVerdicts(runs, rng);
    expect(F1?.value).toBe(1);
    expect(F2.meaning).toMatch(/\(noisy\)$/);
    expect(F2.value).toBeCloseTo(1, 12);
    expect(F3.value).toBe(1);
    expect(trainingVerdicts(runs.slice(0, 1), rng).F2.meaning).toMatch(/\(unpredicted\)$/);
  });
});

describe("directionsSeparate", () => {
  const exact = sizes(0.1, "exact");
  it("holds where a tangent error moves along and a normal error across", () => {
    const runs = {
      exact,
      tangent: exact.map((value) => 1.01 * value),
      normal: exact.map((value) => value + 0.5),
      shiftByTangent: sizes(1, "along"),
      shiftByNormal: sizes(0.05, "across"),
    };
    const verdict = directionsSeparate(runs, rng);
    expect(verdict.holds).toBe(true);
    expect(verdict.value).toBeGreaterThan(10);
    expect(verdict.p).toBeLessThan(0.01);
  });

  it("does not hold where both errors do the same, and leaves undefined distances out", () => {
    const both = exact.map((value, i) => (i % 7 === 0 ? Number.NaN : value + 0.3));
    const runs = { exact, tangent: both, normal: both, shiftByTangent: exact, shiftByNormal: exact };
    const verdict = directionsSeparate(runs, rng);
    expect(verdict.holds).toBe(false);
    expect(verdict.value).toBeCloseTo(1, 12);
  });
});
