import { describe, expect, it } from "vitest";
import { counted, formatFixed, formatNumber, formatPercent, formatPower } from "../../src/text/format.ts";

describe("numbers of a report", () => {
  it.each([
    [0, "0"],
    [0.2271, "0.227"],
    [1250, "1,250"],
    [-0.5, "−0.5"],
    [3.2e-9, "3.2×10⁻⁹"],
    [1e-12, "10⁻¹²"],
    [2.5e7, "2.5×10⁷"],
    [NaN, "–"],
    [null, "–"],
    [Infinity, "∞"],
  ])("writes %s as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it("writes powers of ten and shares", () => {
    expect(formatPower(-3)).toBe("10⁻³");
    expect(formatPercent(0.1825)).toBe("18.3\u00a0%");
    expect(formatPercent(NaN)).toBe("–");
  });

  it("writes a count with its noun, and a fixed number of decimals without a sign before zero", () => {
    expect([counted(1, "mode"), counted(0, "mode"), counted(12345, "sample")]).toEqual([
      "1 mode",
      "0 modes",
      "12,345 samples",
    ]);
    expect([formatFixed(-0.04, 1), formatFixed(-1.25, 1), formatFixed(1e4, 0)]).toEqual([
      "0.0",
      "−1.3",
      "10,000",
    ]);
  });
});
