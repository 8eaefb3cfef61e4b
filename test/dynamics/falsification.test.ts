import { describe, expect, it } from "vitest";
import { directionsSeparate, predictionRanksCheckpoints } from "../../src/dynamics/falsification.ts";
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
