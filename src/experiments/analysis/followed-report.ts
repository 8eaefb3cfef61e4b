/** The report of judged samples together with the dynamics that led to them. */
import type { Regimes } from "../../diagnosis/regimes.ts";
import type { Dynamics } from "../../dynamics/dynamics.ts";
import { predictionRanksSamples, reachVerdict } from "../../dynamics/falsification.ts";
import type { Figure, HistogramFigure, LinesFigure } from "../../figure/figure.ts";
import { median, rootMeanSquare } from "../../metrics/statistics.ts";
import { percent } from "../../text/numbers.ts";
import { dynamicsArrays, dynamicsFigures, dynamicsMetrics, residualFigures } from "../parts/dynamics.ts";
import { regimeMetrics, regimeNotes } from "../parts/regimes.ts";
import { slideSection } from "../parts/slides.ts";
import type { ExperimentContext, ExperimentResult } from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import type { FollowedRun } from "./followed.ts";
import { analysisSections, analysisSummary } from "./report.ts";
import type { AnalysisRun } from "./samples.ts";

/** What is known of a subject beside its samples. */
interface Subject {
  /** How it was read. */
  readonly notes: readonly string[];
  /** Headlines of its own. */
  readonly figures?: Record<string, number>;
  /** What the verdict leaves open, a clause each. */
  readonly doubts?: readonly string[];
  /** What the verdict says besides, a sentence each. */
  readonly besides?: readonly string[];
  /** Sections of its own, at the end. */
  readonly sections?: readonly Section[];
}

/** Of a run that diverged in more than this share of its samples nothing is tested. */
const MOST_DIVERGED = 0.05;

/** The report of an analysis with dynamics. */
export async function reportFollowed(
  run: FollowedRun,
  { notes, figures, doubts = [], besides = [], sections = [] }: Subject,
  { rng }: ExperimentContext,
): Promise<ExperimentResult> {
  const { judged, dynamics, regimes, predicted, diverged } = run;
  const summary = analysisSummary(judged);
  const hasDiverged = diverged > MOST_DIVERGED;
  const sentences = [...(hasDiverged ? [divergedText(run)] : []), ...doubts];
  return composeResult(
    {
      ...summary,
      title: `${judged.samples.source}: ${summary.title}`,
      verdict: [...sentences.map((sentence) => `${sentence}.`), summary.verdict, ...besides].join(" "),
      // They speak of the model's error, and need its predictions.
      ...(dynamics &&
        predicted &&
        !hasDiverged && {
          falsification: {
            ...reachVerdict(dynamics),
            F2: predictionRanksSamples(dynamics, rng.split("F2")),
          },
        }),
      figures: {
        ...summary.figures,
        ...figures,
        diverged_fraction: diverged,
        ...(dynamics && headlines(dynamics)),
      },
    },
    [
      section("What was read", { notes: [...notes, ...(hasDiverged ? [`${divergedText(run)}.`] : [])] }),
      ...(await analysisSections(judged)),
      dynamics && regimes ? generationSection(run, { dynamics, regimes }) : unfollowedSection(judged),
      ...(run.slides && !hasDiverged ? [slideSection(run.slides)] : []),
      ...sections,
    ],
  );
}

function divergedText({ diverged }: FollowedRun): string {
  return `The run diverged: ${percent(diverged)} of its samples are far beyond the data at the end, and F1 and F2 are not decided`;
}

function headlines(dynamics: Dynamics): Record<string, number> {
  const { reachTime, finalDistance, predictedFinal, slideLength, exponent, diverged } = dynamics;
  const known = (values: Float64Array) =>
    values.filter((_, q) => !Number.isNaN(finalDistance[q]) && !Number.isNaN(predictedFinal[q]));
  const all: Record<string, number> = {
    reached: reachTime.filter((time) => !Number.isNaN(time)).length / reachTime.length,
    final_ridge_distance: rootMeanSquare(known(finalDistance)),
    predicted_ridge_distance: rootMeanSquare(known(predictedFinal)),
    median_slide_length: median(slideLength),
    ...(hasExponent(dynamics) && { median_slide_exponent: median(exponent) }),
    diverged,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => Number.isFinite(value)));
}

function hasExponent({ exponent }: Dynamics): boolean {
  return exponent.some((value) => value !== 0);
}

/** What is known of the way to the samples, and of its times by the data alone. */
interface Generation {
  readonly dynamics: Dynamics;
  readonly regimes: Regimes;
}

/** How samples reach, align and slide. */
function generationSection(run: FollowedRun, { dynamics, regimes }: Generation): Section {
  return section("Generation", {
    figures: generationFigures({ dynamics, regimes }, run.predicted),
    metrics: [
      ...dynamicsMetrics(dynamics).filter(({ value }) => Number.isFinite(value)),
      ...regimeMetrics(regimes),
    ],
    arrays: { dynamics: dynamicsArrays(dynamics) },
    notes: [...dynamicsNotes(run, dynamics), ...regimeNotes(regimes)],
  });
}

function unfollowedSection({ data: { space, density } }: AnalysisRun): Section {
  const note = space.vae
    ? "No dynamics were followed: white noise does not stay white in the latents of an autoencoder."
    : `No dynamics were followed: full spectra are computed up to 256 dimensions, and there are ${density.d} (--latent pca:k has fewer).`;
  return section("Generation", { notes: [note] });
}

function dynamicsNotes({ judged, predicted }: FollowedRun, dynamics: Dynamics): string[] {
  const where = judged.data.space.pca
    ? "the latents: states and predictions are projected, and white noise stays white"
    : "data space";
  const notes = [
    `Dynamics are in ${where}; times of curves are the OU times of that space, and errors are over the generated samples.`,
  ];
  if (!predicted)
    notes.push("Without predicted clean points there is no error, no predicted distance, and no F1 and F2.");
  else if (!hasExponent(dynamics))
    notes.push("The slide exponent needs a model in the space of the ridge, and is left out.");
  return notes;
}

function generationFigures({ dynamics, regimes }: Generation, predicted: boolean): Figure[] {
  const runs = [{ name: "samples", dynamics }];
  const [reach, align, attribution, errors] = dynamicsFigures(runs, regimes).map(drawn);
  const residuals = residualFigures(runs, "-over-time");
  return [
    reach,
    align,
    ...(predicted ? [attribution, errors, slideFigure(dynamics)] : []),
    ...(hasExponent(dynamics) && dynamics.exponent.some(Number.isFinite) ? [exponentFigure(dynamics)] : []),
    ...(dynamics.snapshots.length > 0 ? residuals : []),
  ];
}

/** Without the series that hold nothing, and the panels that hold none. */
function drawn(figure: LinesFigure): LinesFigure {
  const panels = figure.panels.map((panel) => ({
    ...panel,
    series: panel.series.filter(({ y }) => y.some((value) => Number.isFinite(value))),
  }));
  return { ...figure, panels: panels.filter(({ series }) => series.length > 0) };
}

function slideFigure({ slideExact, slideError, x, reachTime }: Dynamics): HistogramFigure {
  const d = x.length / reachTime.length;
  const lengths = (rows: Float64Array) =>
    reachTime.map((_, q) => Math.hypot(...rows.subarray(q * d, (q + 1) * d))).filter((value) => value > 0);
  const series = [
    { name: "by the exact score", values: lengths(slideExact) },
    { name: "by the error", values: lengths(slideError) },
  ];
  return {
    kind: "histogram",
    id: "slide",
    title: "Slide: how far samples move along the ridge after reach",
    caption:
      "Length of the displacement tangent to the ridge after reach, by the exact score (which leads into the training points) and by the model's error (which leads elsewhere).",
    x: { label: "displacement along the ridge (units of x)", scale: "log" },
    panels: [{ title: "tangent displacement", series }],
  };
}

function exponentFigure({ exponent }: Dynamics): HistogramFigure {
  const series = [{ name: "samples", values: exponent.filter(Number.isFinite) }];
  return {
    kind: "histogram",
    id: "slide-exponent",
    title: "Slide exponent Λ",
    caption:
      "Growth of gaps along the ridge after reach: where Λ is large samples run into the training points, where it is about 0 or below they stay between.",
    x: { label: "slide exponent Λ" },
    panels: [{ title: "slide exponent", series }],
  };
}
