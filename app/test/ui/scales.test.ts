import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { POSITIONS, positionOf, type SliderScale, sliderScale, valueAt } from "../../src/ui/scales.ts";

const SCALES: readonly [string, SliderScale][] = [
  ["linear", { min: -2, max: 2 }],
  ["logarithmic", { min: 1e-3, max: 50, log: true }],
  ["whole", { min: 1, max: 50, integer: true }],
  ["logarithmic and whole", { min: 1, max: 2000, log: true, integer: true }],
  ["logarithmic with infinity", { min: 1, max: 1e6, log: true, infinite: true }],
  ["narrow", { min: 0.001, max: 0.05 }],
];
const place = fc.integer({ min: 0, max: POSITIONS });

describe.each(SCALES)("a %s slider", (_, scale) => {
  const { min, max, infinite = false } = scale;
  const last = infinite ? POSITIONS - 1 : POSITIONS;

  test("goes from its least to its largest value, and to infinity where it has it", () => {
    expect([valueAt(0, scale), valueAt(last, scale)]).toEqual([min, max]);
    expect([positionOf(min, scale), positionOf(max, scale)]).toEqual([0, last]);
    if (infinite)
      expect([valueAt(POSITIONS, scale), positionOf(Infinity, scale)]).toEqual([Infinity, POSITIONS]);
  });

  test("never goes back as it is moved on, and stays within its bounds", () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        expect(valueAt(low, scale)).toBeLessThanOrEqual(valueAt(high, scale));
        if (low <= last) expect(valueAt(low, scale)).toBeLessThanOrEqual(max);
        expect(valueAt(low, scale)).toBeGreaterThanOrEqual(min);
      }),
    );
  });

  test("stands where its value is, to the three digits of values", () => {
    fc.assert(
      fc.property(place, (position) => {
        const value = valueAt(position, scale);
        const again = valueAt(positionOf(value, scale), scale);
        if (value === Infinity) expect(again).toBe(Infinity);
        else {
          const step = scale.integer ? 1 : 0;
          const spread = scale.log ? value * ((max / min) ** (1 / last) - 1) : (max - min) / last;
          expect(Math.abs(again - value)).toBeLessThanOrEqual(step + spread + 0.01 * Math.abs(value));
        }
      }),
    );
  });

  test("stands at an end where its value lies beyond, or is none", () => {
    expect(positionOf(max * 10 + 1, scale)).toBe(last);
    expect(positionOf(min - 100, scale)).toBe(0);
    expect(positionOf(-Infinity, scale)).toBe(0);
    expect(positionOf(Number.NaN, scale)).toBe(0);
    expect(valueAt(-5, scale)).toBe(min);
  });

  test("has whole numbers where it says so", () => {
    if (scale.integer)
      fc.assert(fc.property(place, (position) => Number.isInteger(valueAt(position, scale))));
    else expect(String(valueAt(333, scale)).replace(/^-?0?\.?0*|\.|e.*$/g, "").length).toBeLessThanOrEqual(7);
  });
});

test("a slider without infinity stands at its end for it", () => {
  expect(positionOf(Infinity, { min: 0, max: 1 })).toBe(POSITIONS);
});

describe("the slider of a setting", () => {
  const slider = { label: "Neighbours", min: 1, max: 10 };

  test("is whole or reaches infinity as its setting does", () => {
    expect(sliderScale(slider, { kind: "whole", words: [] })).toMatchObject({
      integer: true,
      infinite: false,
    });
    expect(sliderScale({ ...slider, log: true }, { kind: "number", words: ["inf"] })).toEqual({
      min: 1,
      max: 10,
      log: true,
      integer: false,
      infinite: true,
    });
  });

  test("ends at the number of training points where it says so", () => {
    const row = { kind: "whole", words: [] } as const;
    expect(sliderScale(slider, row, 3).max).toBe(10);
    expect(sliderScale({ ...slider, ofPoints: true }, row, 3).max).toBe(3);
    expect(sliderScale({ ...slider, ofPoints: true }, row, 13).max).toBe(10);
  });
});
