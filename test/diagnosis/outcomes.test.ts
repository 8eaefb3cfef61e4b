import { describe, expect, test } from "vitest";
import { INTER_MODE as I, MEMORISED as M, OFF_RIDGE as O } from "../../src/diagnosis/classes.ts";
import {
  isDistance,
  OUTCOME_NAMES,
  outcomeChange,
  outcomeEstimate,
  outcomeOf,
} from "../../src/diagnosis/outcomes.ts";
import { fractionEstimate } from "../../src/metrics/statistics.ts";
import { createRng } from "../../src/random/rng.ts";

const samples = {
  labels: Uint8Array.of(I, I, M, O, O),
  ridgeDistance: Float64Array.of(3, 4, 5, NaN, NaN),
};
const options = { rng: createRng(3), resamples: 400 };

describe("outcomes of samples", () => {
  test("take an undefined distance for a large one in the median, and leave it out of the mean square", () => {
    expect(outcomeOf("median_distance", samples)).toBe(5);
    expect(outcomeOf("median_distance", samples, Int32Array.of(0, 3, 4))).toBe(Infinity);
    const { value, low, high } = outcomeEstimate("rms_distance", samples, options);
    expect(value).toBeCloseTo(Math.sqrt(50 / 3), 12);
    expect(low).toBeGreaterThanOrEqual(3);
    expect(high).toBeLessThanOrEqual(5);
  });

  test("are shares of all rows, but of copies among those that are not off the ridge too", () => {
    const shares = OUTCOME_NAMES.filter((name) => !isDistance(name));
    expect(shares.map((name) => [name, outcomeOf(name, samples)])).toEqual([
      ["off_ridge", 2 / 5],
      ["inter_mode", 2 / 5],
      ["memorised", 1 / 5],
      ["memorised_share", 1 / 3],
    ]);
    expect(outcomeOf("memorised", samples, Int32Array.of(2, 2, 0, 3))).toBe(1 / 2);
    expect(outcomeOf("memorised_share", samples, Int32Array.of(3, 4))).toBeNaN();
    expect(outcomeEstimate("memorised_share", samples, options)).toEqual(fractionEstimate(1, 3));
  });

  test("change by a factor where they are distances, by a difference where they are shares", () => {
    expect(outcomeChange("median_distance", 4, 1)).toBe(-0.75);
    expect(outcomeChange("off_ridge", 0.5, 0.25)).toBe(-0.25);
  });
});
