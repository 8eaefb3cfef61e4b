/** The report of judged samples together with the dynamics that led to them. */
import type { Dynamics } from "../../dynamics/dynamics.ts";
import { predictionRanksSamples, reachBeforeSlide, type Verdict } from "../../dynamics/falsification.ts";
import type { Figure, HistogramFigure, LinesFigure } from "../../figure/figure.ts";
import { quantile, rootMeanSquare } from "../../metrics/statistics.ts";
import { dynamicsArrays, dynamicsFigures, dynamicsMetrics, residualFigures } from "../parts/dynamics.ts";
import type { ExperimentContext, ExperimentResult } from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import type { FollowedRun } from "./external-space.ts";
import { analysisSections, analysisSummary } from "./report.ts";

/** What is said of the subject itself: notes on how it was read, and further headline figures. */
export interface SubjectNotes {
  readonly notes: readonly string[];
  readonly figures?: Readonly<Record<string, number>>;
}

/** The report of an analysis with dynamics. */
export async function reportFollowed(
  run: FollowedRun,
  subject: SubjectNotes,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { judged, dynamics } = run;
  const summary = analysisSummary(judged);
  return composeResult(
    {
      ...summary,
      title: `${judged.samples.source}: ${summary.title}`,
      falsification: dynamics ? falsificationOf(run, dynamics, context) : {},
      figures: { ...summary.figures, ...subject.figures, ...(dynamics && headlines(dynamics)) },
    },
    [
      section("What was read", { notes: subject.notes }),
      ...(await analysisSections(judged)),
      generationSection(run),
    ],
  );
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
    ...(hasExponent(dynamics) && { median_slide_exponent: medianOf(exponent) }),
    diverged,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => Number.isFinite(value)));
}

function medianOf(values: Float64Array): number {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? NaN : quantile(finite, 0.5);
}

function hasExponent({ exponent }: Dynamics): boolean {
  return exponent.some((value) => value !== 0);
}

/** How samples reach, align and slide; a note alone where they were not followed. */
function generationSection(run: FollowedRun): Section {
  const { dynamics, predicted } = run;
  if (!dynamics) return section("Generation", { notes: [unfollowedNote(run)] });
  return section("Generation", {
    figures: generationFigures(dynamics, predicted),
    metrics: dynamicsMetrics(dynamics).filter(({ value }) => Number.isFinite(value)),
    arrays: { dynamics: dynamicsArrays(dynamics) },
    notes: dynamicsNotes(run, dynamics),
  });
}

function unfollowedNote({ judged: { data } }: FollowedRun): string {
  const { space, density } = data;
  return space.vae
    ? "No dynamics were followed: white noise does not stay white in the latents of an autoencoder."
    : `No dynamics were followed: full spectra are computed up to 256 dimensions, and there are ${density.d} (--latent pca:k has fewer).`;
}

function dynamicsNotes({ judged, predicted }: FollowedRun, dynamics: Dynamics): string[] {
  const { pca } = judged.data.space;
  return [
    `Dynamics are in ${pca ? "the latents: states and predictions are projected, and white noise stays white" : "data space"}; times of curves are the OU times of that space, and errors are over the generated samples.`,
    ...(predicted
      ? []
      : ["Without predicted clean points there is no error, no predicted distance, and no F1 and F2."]),
    ...(predicted && !hasExponent(dynamics)
      ? ["The slide exponent needs a model in the space of the ridge, and is left out."]
      : []),
  ];
}

function generationFigures(dynamics: Dynamics, predicted: boolean): Figure[] {
  const runs = [{ name: "samples", dynamics }];
  const [reach, align, errors] = dynamicsFigures(runs).map(drawn);
  const residuals = residualFigures(runs).map((figure) => ({ ...figure, id: `${figure.id}-over-time` }));
  return [
    reach,
    align,
    ...(predicted ? [errors, slideFigure(dynamics)] : []),
    ...(hasExponent(dynamics) ? [exponentFigure(dynamics)] : []),
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
