import { expect, test } from "vitest";
import { type ClassFractions, classesAgree } from "../../src/diagnosis/classes.ts";

/** Shares with intervals of half-width 0.1. */
function shares(...values: readonly [number, number, number]): ClassFractions {
  const [memorised, interMode, offRidge] = values.map((value) => ({
    value,
    low: value - 0.1,
    high: value + 0.1,
  }));
  return { memorised, interMode, offRidge, onRidge: memorised };
}

test("classes agree where all three intervals overlap, whichever side is larger", () => {
  const one = shares(0.3, 0.3, 0.4);
  expect(classesAgree(one, one)).toBe(true);
  expect(classesAgree(one, shares(0.15, 0.45, 0.4))).toBe(true);
  expect(classesAgree(one, shares(0.3, 0.05, 0.65))).toBe(false);
  expect(classesAgree(shares(0.3, 0.05, 0.65), one)).toBe(false);
});
