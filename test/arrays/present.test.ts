import { expect, test } from "vitest";
import { lastOf, present } from "../../src/arrays/present.ts";

test("lastOf takes the last of lists and typed arrays, and refuses empty ones", () => {
  expect(lastOf([1, 2, 3])).toBe(3);
  expect(lastOf(Float64Array.of(0.5))).toBe(0.5);
  expect(lastOf([undefined])).toBeUndefined();
  expect(() => lastOf([])).toThrow(new RangeError("items: expected at least one, got none"));
});

test("present lets values through that are there, however empty, and refuses others", () => {
  for (const value of [0, "", false, NaN]) expect(present(value)).toBe(value);
  expect(() => present(undefined)).toThrow(new RangeError("value: expected one, got undefined"));
  expect(() => present(null)).toThrow(RangeError);
});
