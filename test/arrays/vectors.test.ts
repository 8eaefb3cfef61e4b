import { describe, expect, test } from "vitest";
import { dot, norm } from "../../src/arrays/vectors.ts";

test("dot is the sum of products", () => {
  expect(dot(Float64Array.of(1, -2, 3), Float64Array.of(4, 5, 0.5))).toBe(-4.5);
  expect(dot(new Float64Array(0), new Float64Array(0))).toBe(0);
});

describe("norm", () => {
  test("is the Euclidean length", () => {
    expect(norm(Float64Array.of(3, -4))).toBe(5);
    expect(norm(Float64Array.of(2, 3, 6))).toBe(7);
    expect(norm(new Float64Array(4))).toBe(0);
    expect(norm(new Float64Array(0))).toBe(0);
  });

  test("neither overflows nor underflows where the squares would", () => {
    expect(norm(Float64Array.of(3e200, 4e200)) / 5e200).toBeCloseTo(1, 15);
    expect(norm(Float64Array.of(3e-200, 4e-200)) / 5e-200).toBeCloseTo(1, 15);
    expect(norm(Float64Array.of(5e-324, 0))).toBe(5e-324);
  });

  test("agrees with Math.hypot over 300 orders of magnitude", () => {
    for (let exponent = -300; exponent <= 300; exponent += 7) {
      const v = Float64Array.of(0.3, -0.7, 0.1).map((value) => value * 10 ** exponent);
      expect(norm(v) / Math.hypot(...v)).toBeCloseTo(1, 14);
    }
  });

  test("is infinite where an entry is", () => {
    expect(norm(Float64Array.of(1, -Infinity))).toBe(Infinity);
    expect(norm(Float64Array.of(NaN, 1))).toBeNaN();
  });
});
