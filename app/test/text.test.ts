import { describe, expect, test } from "vitest";
import { brief, formatNumber, messageOf, percent, terse } from "../src/text.ts";

describe("numbers are short in words", () => {
  test("where they are read", () => {
    const values = [0, 0.12345, -2, 1234.5, 1.5e-7, 2e9, NaN, Infinity, -Infinity];
    expect(values.map((value) => formatNumber(value))).toEqual([
      "0",
      "0.123",
      "−2",
      "1230",
      "1.5e−7",
      "2e9",
      "–",
      "∞",
      "−∞",
    ]);
    expect([formatNumber(-0), formatNumber(99_999, 4), formatNumber(123_456, 2)]).toEqual([
      "0",
      "100000",
      "1.2e5",
    ]);
  });

  test.each([
    [0, "0"],
    [1.23456, "1.23"],
    [-2, "-2"],
    [1234.5, "1230"],
    [999_999, "1000000"],
    [1e6, "1.00e6"],
    [1.5e9, "1.50e9"],
    [1e-4, "1.00e-4"],
    [0.001, "0.001"],
    [Infinity, "∞"],
    [-Infinity, "–"],
    [Number.NaN, "–"],
  ])("where %s is typed", (value, text) => {
    expect(brief(value)).toBe(text);
  });

  test.each([
    [0, "0"],
    [-1.23456, "-1.23"],
    [99_999, "100000"],
    [1e5, "1.0e+5"],
    [0.00123, "0.00123"],
    [0.000987, "9.9e-4"],
    [Number.NaN, "NaN"],
  ])("where %s stands on a legend", (value, text) => {
    expect(terse(value)).toBe(text);
  });
});

test("a typed number reads back as itself, to its three digits", () => {
  for (const value of [1e-9, 0.0123456, 7, -45.678, 98_765, 3.21e12])
    expect(Math.abs(Number(brief(value)) / value - 1)).toBeLessThan(0.006);
});

test("shares are whole percent, and errors their message", () => {
  expect([percent(0), percent(0.126), percent(1)]).toEqual(["0 %", "13 %", "100 %"]);
  expect([messageOf(new TypeError("x: expected a")), messageOf("gone")]).toEqual(["x: expected a", "gone"]);
});
