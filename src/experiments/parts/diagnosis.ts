/**
 * Finished samples of one or more generators, diagnosed side by side: classes at the analysis time, curves over it, and
 * residuals over noise levels. Needs samples only, no model.
 */

import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import {
  CALIBRATION_POINTS,
  type Classes,
  classify,
  defaultAnalysisTime,
  type RidgeCriterion,
  ridgeCriterion,
} from "../../diagnosis/classes.ts";
import type { Figure, HistogramFigure, LinesFigure, ScatterFigure } from "../../figure/figure.ts";
import { quantile } from "../../metrics/statistics.ts";
import type { Rng } from "../../random/rng.ts";
import { brief } from "../../text/numbers.ts";
import { column, type MetricLine, matrix, type ResultArray } from "../result.ts";
import { type Section, section } from "../section.ts";
import { CLASS_NAMES, classesFigure, classMetrics, classNames } from "./classes.ts";

/** Finished samples, M × d, in the units that the density has. */
export interface SampleSet {
  readonly name: string;
  readonly samples: Float64Array;
}

/** How finished samples are judged: ridge dimension, analysis times and calibration. */
export interface DiagnoseOptions {
  readonly dim: number;
  /** Default: see `ridgeCriterion`. */
  readonly analysisTime?: number;
  /** Time at which the samples were finished. */
  readonly timeMin: number;
  /** Real points outside the training set, H × d; else training points are left out one at a time. */
  readonly heldOut?: Float64Array;
  /** Further analysis times for the curves. */
  readonly times: readonly number[];
  /** At most so many real points calibrate each further time. */
  readonly calibration: number;
  readonly rng: Rng;
  onProgress?(what: string, done: number, total: number): void;
}

/** One set of samples, judged. */
export interface DiagnosedSet extends SampleSet {
  readonly classes: Classes;
}

/** Fractions at one analysis time, one row a set. */
export interface CurvePoint {
  readonly criterion: RidgeCriterion;
  readonly classes: readonly Classes[];
}

/** Sets of samples judged by one criterion, and their class fractions over the analysis time. */
export interface Diagnosis {
  readonly criterion: RidgeCriterion;
  readonly sets: readonly DiagnosedSet[];
  readonly curve: readonly CurvePoint[];
}

/** Judges every set at the analysis time and along the curve. */
export async function diagnoseSamples(
  density: EmpiricalDensity,
  sets: readonly SampleSet[],
  options: DiagnoseOptions,
): Promise<Diagnosis> {
  const { dim, timeMin, heldOut, analysisTime, onProgress } = options;
  const held = heldOut === undefined ? {} : { heldOut };
  const time =
    analysisTime ?? (density.n < CALIBRATION_POINTS ? timeMin : await defaultAnalysisTime(density));
  const criterion = await ridgeCriterion(density, { dim, timeMin, time, ...held });
  const total = options.times.length + 1;
  onProgress?.("diagnosing samples", 0, total);
  const judged: DiagnosedSet[] = [];
  for (const set of sets) judged.push({ ...set, classes: await classify(density, set.samples, criterion) });
  const curve: CurvePoint[] = [];
  for (const [i, at] of options.times.entries()) {
    onProgress?.("diagnosing samples", i + 1, total);
    curve.push(await curvePoint(density, sets, at, options));
  }
  curve.push({ criterion, classes: judged.map(({ classes }) => classes) });
  curve.sort((a, b) => a.criterion.time - b.criterion.time);
  return { criterion, sets: judged, curve };
}

/** Calibrates on a seeded subset of the real points: a quantile over 2000 points is good to about half a per cent. */
async function curvePoint(
  density: EmpiricalDensity,
  sets: readonly SampleSet[],
  time: number,
  { dim, timeMin, heldOut, calibration, rng }: DiagnoseOptions,
): Promise<CurvePoint> {
  const held = heldOut === undefined ? {} : { heldOut };
  const subset = { calibration, rng: rng.split("calibration") };
  const criterion = await ridgeCriterion(density, { dim, timeMin, time, ...held, ...subset });
  const classes: Classes[] = [];
  for (const { samples } of sets) classes.push(await classify(density, samples, criterion));
  return { criterion, classes };
}

/** What the sections of a diagnosis hold besides its own figures. */
export interface DiagnosisSectionOptions {
  /** The file in `arrays/` of a set, without .npz. */
  fileOf(set: DiagnosedSet): string;
  /** Shown below the bars of the classes. */
  readonly figures?: readonly Figure[];
  readonly notes?: readonly string[];
}

/** Where the sets end, with the numbers of all of them, and how far from the ridge that is. */
export function diagnosisSections(
  diagnosis: Diagnosis,
  { fileOf, figures = [], notes = [] }: DiagnosisSectionOptions,
): readonly [ends: Section, distances: Section] {
  const [bars, curves, ...distances] = diagnosisFigures(diagnosis);
  const widthOf = ({ samples, classes }: DiagnosedSet) => samples.length / classes.labels.length;
  return [
    section("Where samples end", {
      figures: [bars, ...figures, curves],
      metrics: diagnosisMetrics(diagnosis),
      arrays: Object.fromEntries(
        diagnosis.sets.map((set) => [fileOf(set), diagnosedArrays(set, widthOf(set))]),
      ),
      notes,
    }),
    section("Distance to the ridge", { figures: distances }),
  ];
}

/** Bars, curves over the analysis time, residual histograms, and distance to ridge against distance to data. */
export function diagnosisFigures({ criterion, sets, curve }: Diagnosis): Figure[] {
  const bars = classesFigure(
    sets.map(({ name, classes }) => ({ label: name, fractions: classes.fractions })),
  );
  return [
    bars,
    curveFigure(curve, sets, criterion),
    ...residualFigures(sets, criterion),
    nearestFigure(sets, criterion),
  ];
}

function curveFigure(
  curve: readonly CurvePoint[],
  sets: readonly DiagnosedSet[],
  { time }: RidgeCriterion,
): LinesFigure {
  const panel = (title: string, pick: "memorised" | "interMode" | "offRidge") => ({
    title,
    x: { label: "analysis time t_a (OU)", scale: "log" as const },
    y: { label: "fraction of samples", domain: [-0.02, 1.02] as const },
    rules: [{ value: time, label: `t_a = ${brief(time)}`, axis: "x" as const }],
    series: sets.map(({ name }, s) => ({
      name,
      dots: true,
      x: Float64Array.from(curve, (point) => point.criterion.time),
      y: Float64Array.from(curve, (point) => point.classes[s].fractions[pick].value),
      low: Float64Array.from(curve, (point) => point.classes[s].fractions[pick].low),
      high: Float64Array.from(curve, (point) => point.classes[s].fractions[pick].high),
    })),
  });
  return {
    kind: "lines",
    id: "classes-over-time",
    title: "Classes against the analysis time",
    caption:
      "The threshold is calibrated on real points at every analysis time, so the classes should not hinge on the one chosen (vertical line); at very small times the ridge is a thread between neighbours that no new real point touches.",
    panels: [
      panel("inter-mode", "interMode"),
      panel("off-ridge", "offRidge"),
      panel("memorised", "memorised"),
    ],
  };
}

function residualFigures(
  sets: readonly DiagnosedSet[],
  { time, threshold }: RidgeCriterion,
): HistogramFigure[] {
  const at = `at t_a = ${brief(time)}`;
  const figure = (
    said: Omit<HistogramFigure, "kind" | "columns" | "panels">,
    pick: "ridgeDistance" | "normalScoreNorm" | "relativeResidual",
  ): HistogramFigure => ({
    kind: "histogram",
    ...said,
    columns: 2,
    panels: sets.map(({ name, classes }) => ({
      title: name,
      series: [{ name, values: classes[pick].filter(Number.isFinite) }],
    })),
  });
  const distance = {
    id: "ridge-distance",
    title: `Distance to the ridge ${at}`,
    caption: `Newton distance |δ| of each generator's samples; on the ridge is left of q = ${brief(threshold)}. Samples where it is undefined are off the ridge and not drawn.`,
    x: { label: "|δ| (units of x)", scale: "log" as const },
  };
  const absolute = {
    id: "residual-absolute",
    title: `Residual |P_N s*| ${at}`,
    caption: "Length of the normal part of the exact score at the samples.",
    x: { label: "|P_N s*| (1 / units of x)", scale: "log" as const },
  };
  const relative = {
    id: "residual-cosine",
    title: `Relative residual |P_N s*| / |s*| ${at}`,
    caption:
      "Share of the exact score that is normal to the ridge: 0 on the ridge, 1 where the score points straight at it.",
    x: { label: "|P_N s*| / |s*|", domain: [0, 1] as const },
  };
  return [
    figure(distance, "ridgeDistance"),
    figure(absolute, "normalScoreNorm"),
    figure(relative, "relativeResidual"),
  ];
}

function nearestFigure(sets: readonly DiagnosedSet[], { threshold }: RidgeCriterion): ScatterFigure {
  const all = sets.flatMap((set) => [...set.classes.ridgeDistance].filter((v) => v > 0));
  const nearest = sets.flatMap((set) => [...set.classes.nearestDistance].filter((v) => v > 0));
  const reach = [quantile(nearest, 0), quantile(nearest, 1)] as const;
  return {
    kind: "scatter",
    id: "ridge-against-nearest",
    title: "Distance to the ridge against distance to the nearest training point",
    caption:
      "Copies sit at the left; samples between training points are to the right but below the line q; samples off the ridge are above it.",
    panels: sets.map((set) => ({
      title: set.name,
      x: { label: "distance to nearest training point (data units)", scale: "log", domain: reach },
      y: { label: "|δ| at t_a (units of x)", scale: "log", domain: [quantile(all, 0.001), quantile(all, 1)] },
      rules: [{ value: threshold, label: `q = ${brief(threshold)}`, axis: "y" }],
      points: pointsByClass(set),
    })),
  };
}

function pointsByClass({ classes }: DiagnosedSet): ScatterFigure["panels"][number]["points"] {
  const names = classNames(classes.labels);
  return CLASS_NAMES.map((name) => {
    const rows = [...names.keys()].filter(
      (q) => names[q] === name && Number.isFinite(classes.ridgeDistance[q]),
    );
    return {
      name,
      sampleClass: name,
      x: Float64Array.from(rows, (q) => classes.nearestDistance[q]),
      y: Float64Array.from(rows, (q) => classes.ridgeDistance[q]),
    };
  });
}

/** Per-sample arrays of one set. */
export function diagnosedArrays({ samples, classes }: DiagnosedSet, d: number): Record<string, ResultArray> {
  return {
    samples: matrix(samples, d),
    class: column(classes.labels),
    ridge_distance: column(classes.ridgeDistance),
    normal_score_norm: column(classes.normalScoreNorm),
    relative_residual: column(classes.relativeResidual),
    local_dimension: column(classes.localDimension),
    nearest: column(classes.nearest),
    second_nearest: column(classes.secondNearest),
    nearest_distance: column(classes.nearestDistance),
    nearest_ratio: column(classes.nearestRatio),
  };
}

/** The curves over the analysis time as metrics. */
export function diagnosisMetrics({ sets, curve }: Diagnosis): MetricLine[] {
  return curve.flatMap(({ criterion: { threshold, time }, classes }) => [
    { name: "threshold", value: threshold, time },
    ...sets.flatMap(({ name: entry }, s) => [
      ...classMetrics(classes[s], { time, entry }),
      { name: "on_ridge", value: classes[s].fractions.onRidge.value, time, entry },
    ]),
  ]);
}
