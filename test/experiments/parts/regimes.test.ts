import { describe, expect, it } from "vitest";
import type { Regimes } from "../../../src/diagnosis/regimes.ts";
import { regimeMetrics, regimeNotes, withRegimes } from "../../../src/experiments/parts/regimes.ts";
import type { LinesFigure } from "../../../src/figure/figure.ts";

const REGIMES: Regimes = {
  spectral: { variance: 9, time: 1.15, asymptotic: 1.1 },
  ridge: { time: 0.5, minorShare: 0.25, reason: "" },
  collapse: {
    excess: { value: 0.02, low: 0.01, high: 0.03 },
    posterior: { value: 0.005, low: 0.005, high: 0.005 },
  },
};
const NONE = { value: NaN, low: NaN, high: NaN };

/** A line over times from `first` down to `last`. */
const figure = (first: number, last: number): LinesFigure => ({
  kind: "lines",
  id: "reach",
  title: "Reach",
  caption: "A line.",
  panels: [
    {
      x: { label: "t", scale: "log", reversed: true },
      y: { label: "share" },
      series: [{ name: "line", x: Float64Array.of(first, last), y: Float64Array.of(0, 1) }],
    },
  ],
});
const marksOf = ({ panels }: LinesFigure) => panels[0].rules?.map(({ axis, label }) => `${axis}: ${label}`);

describe("withRegimes", () => {
  it("marks the times that the axis shows, and says so in the caption", () => {
    const marked = withRegimes(figure(10, 0.001), REGIMES);
    expect(marksOf(marked)).toEqual(["x: speciation (spectral)", "x: speciation (ridge)", "x: collapse"]);
    expect(marked.caption).toContain(
      "A line. Dotted: speciation (spectral) at t = 1.15, speciation (ridge) at t = 0.5, collapse at t = 0.02. By",
    );
  });

  it("leaves out what lies beyond the curves, and the caption alone where that is everything", () => {
    expect(marksOf(withRegimes(figure(1, 0.1), REGIMES))).toEqual(["x: speciation (ridge)"]);
    const none = figure(0.001, 0.0001);
    expect(withRegimes(none, REGIMES)).toEqual(none);
  });

  it("draws both speciations as one line where they could not be told apart", () => {
    const ridge = { ...REGIMES.ridge, time: 1.1495 };
    expect(marksOf(withRegimes(figure(10, 0.1), { ...REGIMES, ridge }))).toEqual([
      "x: speciation (spectral, ridge)",
    ]);
  });
});

describe("times in numbers and words", () => {
  it("have a line of metrics each, with an interval where draws decide, and none where undefined", () => {
    expect(regimeMetrics(REGIMES)).toEqual([
      { name: "speciation_time_spectral", value: 1.15 },
      { name: "speciation_time_asymptotic", value: 1.1 },
      { name: "speciation_time_ridge", value: 0.5 },
      { name: "speciation_minor_share", value: 0.25 },
      { name: "collapse_time", value: 0.02, low: 0.01, high: 0.03 },
      { name: "collapse_time_posterior", value: 0.005, low: 0.005, high: 0.005 },
    ]);
    const ridge = { time: NaN, minorShare: NaN, reason: "not looked for" };
    const names = regimeMetrics({ ...REGIMES, ridge }).map(({ name }) => name);
    expect(names).not.toContain("speciation_time_ridge");
    expect(names).toHaveLength(4);
  });

  it("are stated with their intervals, and with the reason where one is missing", () => {
    const [speciation, collapse] = regimeNotes(REGIMES);
    expect(speciation).toContain("by the spectrum at t = 1.15");
    expect(speciation).toContain("all but the largest have 25.0 % of the training points");
    expect(collapse).toContain("t = 0.02 (0.01 to 0.03)");
    expect(collapse).toContain("at t = 0.005,");
    const ridge = { time: NaN, minorShare: NaN, reason: "not looked for" };
    expect(regimeNotes({ ...REGIMES, ridge })[0]).toContain("by the ridge: not looked for.");
    expect(regimeNotes({ ...REGIMES, collapse: { excess: NONE, posterior: NONE } })).toEqual([
      "All training points are at one place: there is neither speciation nor collapse.",
    ]);
  });
});
