/** The line charts of the instruments: measures in, charts out. */
import type { Measures, Training } from "../compute/protocol.ts";
import type { ChartSpec, Line } from "./chart-model.ts";

const DASH = [5, 4] as const;
const DOTS = [2, 3] as const;

/** t, from the horizon on the left to the least time on the right, as a generation runs. */
const overTime = (values: Float64Array): ChartSpec["x"] => ({
  label: "t (OU time)",
  kind: "log",
  values,
  reversed: true,
});

/** Distance to the ridge over t, measured and predicted. */
export function distanceSpec({ times, measuredDistance, predictedDistance }: Measures): ChartSpec {
  return {
    x: overTime(times),
    y: { label: "RMS distance", kind: "log" },
    lines: [
      { name: "measured", values: measuredDistance, colour: "learned" },
      { name: "predicted", values: predictedDistance, colour: "normal", dash: DASH },
    ],
  };
}

/** Share of the particles inside the tube over t. */
export function tubeSpec({ times, insideTube }: Measures): ChartSpec {
  return {
    x: overTime(times),
    y: { label: "share (0 – 1)", kind: "linear", include: [0, 1] },
    lines: [{ name: "inside the tube", values: insideTube, colour: "ridge" }],
  };
}

/** Normal and tangent error over t. */
export function errorSpec({ times, normalError, tangentError }: Measures): ChartSpec {
  return {
    x: overTime(times),
    y: { label: "error of the score", kind: "log" },
    lines: [
      { name: "normal N", values: normalError, colour: "normal" },
      { name: "tangent T", values: tangentError, colour: "tangent" },
    ],
  };
}

const overTau = (values: Float64Array): ChartSpec["x"] => ({
  label: "τ (training time)",
  kind: "log-infinite",
  values,
});

/** Normal and tangent error over training time, with what remains of each however long one trains. */
export function trainingSpec(training: Training): ChartSpec {
  const { taus, normal, tangent, normalArchitecture, tangentArchitecture } = training;
  return {
    x: overTau(taus),
    y: { label: "integrated error", kind: "log" },
    lines: [
      { name: "normal N", values: normal, colour: "normal" },
      { name: "N of the architecture", values: normalArchitecture, colour: "normal", dash: DOTS },
      { name: "tangent T", values: tangent, colour: "tangent" },
      { name: "T of the architecture", values: tangentArchitecture, colour: "tangent", dash: DOTS },
    ],
  };
}

/** Shares of the classes over training time, one upon the other. */
export function classesSpec({ taus, memorised, interMode, offRidge }: Training): ChartSpec {
  const between = memorised.map((share, i) => share + interMode[i]);
  const all = between.map((share, i) => share + offRidge[i]);
  // The highest first: each covers what is below it of those before.
  const lines: Line[] = [
    { name: "off the ridge", told: offRidge, values: all, colour: "offRidge" },
    { name: "between modes", told: interMode, values: between, colour: "interMode" },
    { name: "memorised", told: memorised, values: memorised, colour: "memorised" },
  ];
  return {
    x: overTau(taus),
    y: { label: "share (0 – 1)", kind: "linear", include: [0, 1] },
    lines: lines.map((line) => ({ ...line, filled: true })),
  };
}

/** What the spectrum says at a training time. */
export interface SpectrumSplit {
  /** Eigenvalues above 1/(2τ), below it, and null directions. */
  readonly learned: number;
  readonly open: number;
  readonly none: number;
  /** 1/(2τ). */
  readonly threshold: number;
}

/** How many directions are learned by training time τ. */
export function splitSpectrum({ eigenvalues, cut }: Training, tau: number): SpectrumSplit {
  const threshold = 1 / (2 * tau);
  let [learned, open, none] = [0, 0, 0];
  for (const value of eigenvalues) {
    if (!(value > cut)) none++;
    else if (value > threshold) learned++;
    else open++;
  }
  return { learned, open, none, threshold };
}

/** Decades of the spectrum that are drawn: null directions lie on its floor. */
const SPECTRUM_DECADES = 14;

/** Eigenvalues over their rank, those learned by τ apart, with the line 1/(2τ). */
export function spectrumSpec(training: Training, tau: number): ChartSpec {
  const { eigenvalues, cut } = training;
  const { threshold } = splitSpectrum(training, tau);
  const highest = eigenvalues[0] ?? NaN;
  const floor = highest * 10 ** -SPECTRUM_DECADES;
  const only = (take: (value: number) => boolean) =>
    eigenvalues.map((value) => (take(value) ? Math.max(value, floor) : NaN));
  const isDrawn = threshold > floor && threshold < highest * 10;
  return {
    x: { label: "rank", kind: "log", values: eigenvalues.map((_, i) => i + 1) },
    y: { label: "eigenvalue λ of U", kind: "log", decades: SPECTRUM_DECADES },
    lines: [
      { name: "learned", values: only((v) => v > cut && v > threshold), colour: "learned", points: true },
      {
        name: "not yet",
        values: only((v) => v > cut && !(v > threshold)),
        colour: "ridge",
        points: true,
      },
      { name: "null", values: only((v) => !(v > cut)), colour: "offRidge", points: true },
      {
        name: "1/(2τ)",
        values: eigenvalues.map(() => (isDrawn ? threshold : NaN)),
        colour: "ink",
        dash: DASH,
      },
    ],
  };
}
