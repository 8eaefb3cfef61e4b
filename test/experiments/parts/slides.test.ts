import { describe, expect, it } from "vitest";
import type { SlidePlaces } from "../../../src/dynamics/slide-places.ts";
import { slideSection } from "../../../src/experiments/parts/slides.ts";
import { fractionEstimate } from "../../../src/metrics/statistics.ts";

/** Samples at measured places, of which predictions are off by so much. */
function places(
  measured: readonly number[],
  off: Record<"exact" | "linear" | "driven", number>,
): SlidePlaces {
  const shifted = (by: number) => Float64Array.from(measured, (place) => place + by);
  const share = { memorised: fractionEstimate(1, 4), interMode: fractionEstimate(3, 4) };
  return {
    rows: Int32Array.from(measured, (_, q) => q),
    measured: Float64Array.from(measured),
    predicted: { exact: shifted(off.exact), linear: shifted(off.linear), driven: shifted(off.driven) },
    growth: Float64Array.from(measured, (_, q) => (q === 0 ? 2 : 0)),
    exponent: new Float64Array(measured.length),
    shares: { measured: share, linear: share, driven: share },
  };
}

describe("slideSection", () => {
  const single = { name: "single", places: places([0.3], { exact: 0.5, linear: 0, driven: 0 }) };
  const many = { name: "many", places: places([0, 0.1, 0.2, 0.3], { exact: 0.3, linear: 0.05, driven: -2 }) };
  const none = { name: "none", places: places([], { exact: 0, linear: 0, driven: 0 }) };

  it("shows the model of which most samples are told, and what is off the picture", () => {
    const { figures, metrics, arrays } = slideSection([single, many, none]);
    const [table, shares, scatter] = figures;
    expect(scatter.title).toBe("Slide: what predicted places are off by, many");
    expect(scatter.caption).toContain("0 (no error), 0 (linear response), 4 (tangent error alone)");
    if (table.kind !== "table" || shares.kind !== "table") throw new TypeError("tables first");
    expect(table.rows.map(({ cells }) => cells.map(({ text }) => text))).toEqual([
      ["single", "1", "0 %", "100 %", "100 %", "–", "–", "100 %"],
      ["many", "4", "0 %", "100 %", "0 %", "100 %", "–", "100 %"],
    ]);
    expect(table.rows[1].cells[5].small).toBe("0.05 (3)");
    expect(shares.rows[1].cells.map(({ text }) => text)).toEqual([
      "many",
      "25.0 %",
      "25.0 %",
      "25.0 %",
      "75.0 %",
      "75.0 %",
      "75.0 %",
    ]);
    expect([...arrays["slide-places"]["measured_position"].data]).toEqual([0, 0.1, 0.2, 0.3]);
    expect(metrics).toContainEqual({
      name: "slide_position_error_linear",
      value: expect.closeTo(0.05, 12),
      entry: "many",
    });
    expect(metrics.every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  it("says so where no sample has reached a ridge", () => {
    const { figures, notes } = slideSection([none]);
    expect(figures).toEqual([]);
    expect(notes.join()).toContain("no sample has reached the tube of a ridge");
  });
});
