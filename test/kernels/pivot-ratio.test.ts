import { expect, it } from "vitest";
import { pivotRatio } from "../../src/kernels/near/pivot-ratio.ts";

it("is the ratio of eigenvalues of a diagonal matrix, whatever their order", () => {
  const matrix = Float64Array.of(1e-3, 0, 0, 0, 4, 0, 0, 0, 0.5);
  expect(pivotRatio(matrix, 3, 1)).toBe(1);
  expect(pivotRatio(matrix, 3, 2)).toBeCloseTo(0.125, 15);
  expect(pivotRatio(matrix, 3, 3)).toBeCloseTo(2.5e-4, 15);
});

it("is zero where there is no more, and for a matrix of zeros", () => {
  expect(pivotRatio(Float64Array.of(1, 2, 2, 4), 2, 2)).toBe(0);
  expect(pivotRatio(new Float64Array(4), 2, 2)).toBe(0);
});
