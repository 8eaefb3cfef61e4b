/** The diagnosis of finished samples together with the dynamics that led to them, in numbers, words and figures. */

import type { Dynamics } from "../../dynamics/dynamics.ts";
import { predictionRanksSamples, reachBeforeSlide, type Verdict } from "../../dynamics/falsification.ts";
import type { Figure, HistogramFigure, LinesFigure } from "../../figure/figure.ts";
import { quantile, rootMeanSquare } from "../../metrics/statistics.ts";
import { alignFigure, dynamicsArrays, errorFigure, reachFigure, residualFigures } from "../parts/dynamics.ts";
import type { ExperimentContext, ExperimentResult, MetricLine } from "../result.ts";
import { analysisResult } from "./report.ts";
import type { AnalysisRun } from "./samples.ts";

/** Samples with all that is known of how they came about. */
export interface FollowedRun {
  readonly run: AnalysisRun;
  /** Absent above 256 dimensions. */
  readonly dynamics?: Dynamics;
  /** Of the experiment. */
  readonly name: string;
  /** Whether the model's predictions along the way are known. */
  readonly predicted: boolean;
  readonly notes: readonly string[];
  /** Further headline figures. */
  readonly extra?: Readonly<Record<string, number>>;
}

/** The result of an analysis with dynamics. */
export async function followedResult(
  followed: FollowedRun,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { run, dynamics, name, notes, extra } = followed;
  const base = await analysisResult(run, context);
  const { summary } = base;
  return {
    ...base,
    summary: {
      ...summary,
      experiment: name,
      title: `${run.inputs.samples.source}: ${summary.title}`,
      falsification: dynamics ? falsificationOf(followed, dynamics, context) : {},
      figures: { ...summary.figures, ...extra, ...(dynamics && headlines(dynamics)) },
      notes: [...notes, ...summary.notes, ...dynamicsNotes(followed)],
    },
    metrics: [...base.metrics, ...(dynamics ? metricsOf(dynamics) : [])],
    arrays: {
      ...base.arrays,
      ...(dynamics && { dynamics: dynamicsArrays(dynamics) }),
    },
    figures: [...base.figures, ...(dynamics ? figuresOf(followed, dynamics) : [])],
  };
}

/** F1 and F2 speak of the model's error, and need its predictions. */
function falsificationOf(
  { predicted }: FollowedRun,
  dynamics: Dynamics,
  { rng }: ExperimentContext,
): Record<string, Verdict> {
  if (!predicted) return {};
  return { F1: reachBeforeSlide(dynamics), F2: predictionRanksSamples(dynamics, rng.split("F2")) };
}

function headlines(dynamics: Dynamics): Record<string, number> {
  const { reachTime, finalDistance, predictedFinal, slideLength, exponent, diverged } = dynamics;
  const known = [...finalDistance.keys()].filter(
    (q) => !Number.isNaN(finalDistance[q]) && !Number.isNaN(predictedFinal[q]),
  );
  const all: Record<string, number> = {
    reached: reachTime.filter((time) => !Number.isNaN(time)).length / reachTime.length,
    final_ridge_distance: rootMeanSquare(known.map((q) => finalDistance[q])),
    predicted_ridge_distance: rootMeanSquare(known.map((q) => predictedFinal[q])),
    median_slide_length: medianOf(slideLength),
    ...(exponent.some((value) => value !== 0) && { median_slide_exponent: medianOf(exponent) }),
    diverged,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => Number.isFinite(value)));
}

function medianOf(values: Float64Array): number {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? NaN : quantile(finite, 0.5);
}

function dynamicsNotes({ run, dynamics, predicted }: FollowedRun): string[] {
  const { pca, vae, density } = run.inputs;
  if (vae)
    return ["No dynamics were followed: white noise does not stay white in the latents of an autoencoder."];
  if (!dynamics)
    return [
      `No dynamics were followed: full spectra are computed up to 256 dimensions, and there are ${density.d} (--latent pca:k has fewer).`,
    ];
  return [
    `Dynamics are in ${pca ? "the latents: states and predictions are projected, and white noise stays white" : "data space"}; times of curves are the OU times of that space, and errors are over the generated samples.`,
    ...(predicted
      ? []
      : ["Without predicted clean points there is no error, no predicted distance, and no F1 and F2."]),
    ...(predicted && !dynamics.exponent.some((value) => value !== 0)
      ? ["The slide exponent needs a model in the space of the ridge, and is left out."]
      : []),
  ];
}

function metricsOf({
  times,
  insideTube,
  measuredDistance,
  predictedDistance,
  errors,
}: Dynamics): MetricLine[] {
  return Array.from(times, (time, s) => [
    { name: "inside_tube", value: insideTube[s], time },
    { name: "measured_distance", value: measuredDistance[s], time },
    { name: "predicted_distance", value: predictedDistance[s], time },
    { name: "normal_error", value: errors[s].normal, time },
    { name: "tangent_error", value: errors[s].tangent, time },
  ])
    .flat()
    .filter(({ value }) => Number.isFinite(value));
}

function figuresOf({ predicted }: FollowedRun, dynamics: Dynamics): Figure[] {
  const runs = [{ name: "samples", dynamics }];
  const residuals = residualFigures(runs).map((figure) => ({ ...figure, id: `${figure.id}-over-time` }));
  return [
    reachFigure(runs),
    drawn(alignFigure(runs)),
    ...(predicted ? [drawn(errorFigure(runs)), slideFigure(dynamics)] : []),
    ...(dynamics.exponent.some((value) => value !== 0) ? [exponentFigure(dynamics)] : []),
    ...(dynamics.snapshots.length > 0 ? residuals : []),
  ];
}

/** Without the series that hold nothing. */
function drawn(figure: LinesFigure): LinesFigure {
  const panels = figure.panels.map((panel) => ({
    ...panel,
    series: panel.series.filter(({ y }) => y.some((value) => Number.isFinite(value))),
  }));
  return { ...figure, panels };
}

function slideFigure({ slideExact, slideError, x, reachTime }: Dynamics): HistogramFigure {
  const d = x.length / reachTime.length;
  const lengths = (rows: Float64Array) =>
    reachTime.map((_, q) => Math.hypot(...rows.subarray(q * d, (q + 1) * d))).filter((value) => value > 0);
  return {
    kind: "histogram",
    id: "slide",
    title: "Slide: how far samples move along the ridge after reach",
    caption:
      "Length of the displacement tangent to the ridge after reach, by the exact score (which leads into the training points) and by the model's error (which leads elsewhere).",
    x: { label: "displacement along the ridge (units of x)", scale: "log" },
    panels: [
      {
        title: "tangent displacement",
        series: [
          { name: "by the exact score", values: lengths(slideExact) },
          { name: "by the error", values: lengths(slideError) },
        ],
      },
    ],
  };
}

function exponentFigure({ exponent }: Dynamics): HistogramFigure {
  return {
    kind: "histogram",
    id: "slide-exponent",
    title: "Slide exponent Λ",
    caption:
      "Growth of gaps along the ridge after reach: where Λ is large samples run into the training points, where it is about 0 or below they stay between.",
    x: { label: "slide exponent Λ" },
    panels: [
      { title: "slide exponent", series: [{ name: "samples", values: exponent.filter(Number.isFinite) }] },
    ],
  };
}
