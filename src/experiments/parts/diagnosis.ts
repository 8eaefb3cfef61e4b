/** A diagnosis of finished samples in figures, numbers and arrays. */
import type { RidgeCriterion } from "../../diagnosis/classes.ts";
import type { DiagnosedSet, Diagnosis } from "../../diagnosis/diagnose.ts";
import type { Figure, HistogramFigure, LinesFigure, ScatterFigure } from "../../figure/figure.ts";
import { quantile } from "../../metrics/statistics.ts";
import { brief } from "../../text/numbers.ts";
import { column, type MetricLine, matrix, type ResultArray } from "../result.ts";
import { type Section, section } from "../section.ts";
import { classesFigure, classMetrics, pointsByClass } from "./classes.ts";
import { RESIDUALS } from "./dynamics.ts";
import { estimateColumns } from "./series.ts";

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
  const arraysOf = (set: DiagnosedSet) =>
    diagnosedArrays(set, set.samples.length / set.classes.labels.length);
  return [
    section("Where samples end", {
      figures: [bars, ...figures, curves],
      metrics: diagnosisMetrics(diagnosis),
      arrays: Object.fromEntries(diagnosis.sets.map((set) => [fileOf(set), arraysOf(set)])),
      notes,
    }),
    section("Distance to the ridge", { figures: distances }),
  ];
}

/**
 * Bars, curves over the analysis time, residual histograms, and distance to ridge against distance to data.
 * @example
 * const options = { dim: 1, timeMin: 0.1, times: [1], calibration: 100, rng };
 * const diagnosis = await diagnoseSamples(twoModes, [{ name: "copies", samples: Float64Array.of(2.9, 0) }], options);
 * diagnosisFigures(diagnosis)[0].kind; // → classes
 */
export function diagnosisFigures(diagnosis: Diagnosis): Figure[] {
  const { criterion, sets } = diagnosis;
  return [
    classesFigure(sets),
    curveFigure(diagnosis),
    ...residualFigures(sets, criterion),
    nearestFigure(sets, criterion),
  ];
}

function curveFigure({ criterion: { time }, sets, curve }: Diagnosis): LinesFigure {
  const panel = (title: string, pick: "memorised" | "interMode" | "offRidge") => ({
    title,
    x: { label: "analysis time t_a (OU)", scale: "log" as const },
    y: { label: "fraction of samples", domain: [-0.02, 1.02] as const },
    rules: [{ value: time, label: `t_a = ${brief(time)}`, axis: "x" as const }],
    series: sets.map(({ name }, s) => ({
      name,
      dots: true,
      x: Float64Array.from(curve, ({ criterion }) => criterion.time),
      ...estimateColumns(curve.map(({ classes }) => classes[s].fractions[pick])),
    })),
  });
  return {
    kind: "lines",
    id: "classes-over-time",
    title: "Classes against the analysis time",
    caption:
      "At t_a (vertical line) the classes are those of the report; at every other time they are judged at that time alone, by a threshold calibrated on real points there. At very small times the ridge is a thread between neighbours; a gap means that too many real points have no distance there.",
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
  const residuals = [
    {
      id: "ridge-distance",
      title: "Distance to the ridge",
      caption: `Newton distance |δ| of each generator's samples; on the ridge is left of q = ${brief(threshold)}. Samples where it is undefined are off the ridge and not drawn.`,
      x: RESIDUALS.newtonDistance.x,
      pick: "ridgeDistance",
    },
    {
      ...RESIDUALS.normalScoreNorm,
      caption: "Length of the normal part of the exact score at the samples.",
      pick: "normalScoreNorm",
    },
    { ...RESIDUALS.relativeResidual, pick: "relativeResidual" },
  ] as const;
  return residuals.map(({ id, title, caption, x, pick }) => ({
    kind: "histogram",
    id,
    title: `${title} at t_a = ${brief(time)}`,
    caption,
    x,
    columns: 2,
    panels: sets.map(({ name, classes }) => ({
      title: name,
      series: [{ name, values: classes[pick].filter(Number.isFinite) }],
    })),
  }));
}

function nearestFigure(sets: readonly DiagnosedSet[], { threshold }: RidgeCriterion): ScatterFigure {
  const positive = (pick: "ridgeDistance" | "nearestDistance") =>
    sets.flatMap(({ classes }) => [...classes[pick]].filter((value) => value > 0));
  const [distances, nearest] = [positive("ridgeDistance"), positive("nearestDistance")];
  const reach = [quantile(nearest, 0), quantile(nearest, 1)] as const;
  const height = [quantile(distances, 0.001), quantile(distances, 1)] as const;
  return {
    kind: "scatter",
    id: "ridge-against-nearest",
    title: "Distance to the ridge against distance to the nearest training point",
    caption:
      "Copies sit at the left; samples between training points are to the right but below the line q; samples off the ridge are above it.",
    panels: sets.map(({ name, classes }) => ({
      title: name,
      x: { label: "distance to nearest training point (data units)", scale: "log", domain: reach },
      y: { label: "|δ| at t_a (units of x)", scale: "log", domain: height },
      rules: [{ value: threshold, label: `q = ${brief(threshold)}`, axis: "y" }],
      points: pointsByClass(classes, classes.ridgeDistance),
    })),
  };
}

/**
 * Per-sample arrays of one set.
 * @example
 * const samples = Float64Array.of(2.9, 0, 0, 9);
 * const criterion = await ridgeCriterion(twoModes, { dim: 1, timeMin: 0.1, tube: true });
 * const { class: labels } = diagnosedArrays({ name: "two", samples, classes: await classify(twoModes, samples, criterion) }, 2);
 * // a copy, and a sample off the ridge
 * labels.data; // → [0, 2]
 */
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

/**
 * The curves over the analysis time as metrics.
 * @example
 * const options = { dim: 1, timeMin: 0.1, times: [], calibration: 100, rng };
 * const diagnosis = await diagnoseSamples(twoModes, [{ name: "copies", samples: Float64Array.of(2.9, 0) }], options);
 * diagnosisMetrics(diagnosis)[0].name; // → threshold
 */
export function diagnosisMetrics({ sets, curve }: Diagnosis): MetricLine[] {
  return curve.flatMap(({ criterion: { threshold, time }, classes }) => [
    { name: "threshold", value: threshold, time },
    ...sets.flatMap(({ name: entry }, s) => [
      ...classMetrics(classes[s], { time, entry }),
      { name: "on_ridge", value: classes[s].fractions.onRidge.value, time, entry },
    ]),
  ]);
}
