import { expect, test } from "vitest";
import { indicesBetween } from "../src/arrays.ts";

test("values within bounds are found in their order, the bounds among them, undefined ones left out", () => {
  expect(indicesBetween(Float64Array.of(1, Number.NaN, 3, 2, Infinity), 2, 3)).toEqual([2, 3]);
  expect(indicesBetween([0, 5], 1, 4)).toEqual([]);
});
