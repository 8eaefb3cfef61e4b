import { describe, expect, test } from "vitest";
import { changeEstimate, nestedRows } from "../../src/metrics/paired-change.ts";
import { createRng } from "../../src/random/rng.ts";

describe("an estimate of a change", () => {
  test("has the quantiles of its resamples, and counts those that are not on a side of 0", () => {
    const draws = Array.from({ length: 41 }, (_, i) => i - 10);
    expect(changeEstimate(9, draws)).toEqual({
      value: 9,
      low: -9,
      high: 29,
      notAbove: 12 / 42,
      notBelow: 32 / 42,
    });
  });

  test("leaves a resample without a value out of the interval, on neither side", () => {
    expect(changeEstimate(1, [1, NaN])).toEqual({
      value: 1,
      low: 1,
      high: 1,
      notAbove: 2 / 3,
      notBelow: 1,
    });
  });
});

describe("rows of a resample", () => {
  test("of one group are m of its rows, with replacement", () => {
    const rows = nestedRows(1, 500, createRng(1));
    expect(rows.length).toBe(500);
    expect(Math.min(...rows)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...rows)).toBeLessThan(500);
    // A share of 1 / e of the rows is not drawn.
    expect(new Set(rows).size / 500).toBeCloseTo(1 - Math.exp(-1), 1);
  });

  test("of several groups are m rows each of groups drawn with replacement", () => {
    const [groups, m] = [4, 50];
    const sources = [0, 1, 2, 3, 4, 5].map((seed) => {
      const rows = nestedRows(groups, m, createRng(seed));
      expect(rows.length).toBe(groups * m);
      return Array.from({ length: groups }, (_, g) => {
        const of = new Set([...rows.subarray(g * m, (g + 1) * m)].map((row) => Math.floor(row / m)));
        expect(of.size).toBe(1);
        return [...of][0];
      });
    });
    expect(new Set(sources.flat())).toEqual(new Set([0, 1, 2, 3]));
    expect(sources.some((of) => new Set(of).size < groups)).toBe(true);
  });
});
