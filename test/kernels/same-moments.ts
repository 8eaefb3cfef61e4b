/** Moments of two kernels side by side. */
import { expect } from "vitest";
import type { Moments } from "../../src/kernels/kernels.ts";

/** The largest difference of two arrays, in the largest number of each row of the second. */
export function difference(actual: Float64Array, expected: Float64Array, width: number): number {
  let worst = 0;
  for (let at = 0; at < expected.length; at += width) {
    const row = expected.subarray(at, at + width);
    const scale = Math.max(...row.map(Math.abs), 1e-300);
    row.forEach((value, j) => {
      // Equal infinities have no difference.
      if (actual[at + j] !== value) worst = Math.max(worst, Math.abs(actual[at + j] - value) / scale);
    });
  }
  return worst;
}

/** Holds moments in dimension d to others: the same rows, and numbers to 1e-12. */
export function expectSame(actual: Moments, expected: Moments, d: number): void {
  expect(actual.nearest).toEqual(expected.nearest);
  expect(actual.secondNearest).toEqual(expected.secondNearest);
  const widths = {
    shift: d,
    covariance: d * d,
    meanSquare: 1,
    weightSquare: 1,
    logSum: 1,
    covarianceLogScale: 1,
  };
  for (const [name, width] of Object.entries(widths)) {
    const key = name as keyof typeof widths;
    expect(difference(actual[key], expected[key], width), name).toBeLessThan(1e-12);
  }
  expect(difference(actual.nearestDistance, expected.nearestDistance, 1)).toBeLessThan(1e-15);
  expect(difference(actual.secondDistance, expected.secondDistance, 1)).toBeLessThan(1e-15);
}
