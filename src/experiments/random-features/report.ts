/** Puts a random-feature run into words and figures. */
import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import {
  endsRankCheckpoints,
  largestErrorRanksSamples,
  reachVerdict,
  type Verdict,
} from "../../dynamics/falsification.ts";
import type { LinesFigure, Rule, Series } from "../../figure/figure.ts";
import { mean, median, rootMeanSquare } from "../../metrics/statistics.ts";
import type { Rng } from "../../random/rng.ts";
import type { LossWeight } from "../../random-features/moment-problem.ts";
import { classesSentence, classMetrics, summaryClasses } from "../parts/classes.ts";
import { detailSections } from "../parts/details.ts";
import { endsSection, followedSection } from "../parts/followed.ts";
import { drawingPlane } from "../parts/plane.ts";
import { summaryRidge } from "../parts/ridge.ts";
import { topologySection } from "../parts/ridges.ts";
import { slideSection } from "../parts/slides.ts";
import {
  column,
  type ExperimentContext,
  type ExperimentResult,
  type MetricLine,
  metricLines,
  type Summary,
  type SummaryEntry,
} from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import { entriesByTau, type RandomFeatureRun, type TrainedEntry, weightName } from "./run.ts";

/** Where the samples of an entry are kept, without .npz. */
function fileName({ weight, tau }: TrainedEntry): string {
  return `samples-${weight}-tau-${tau === Infinity ? "inf" : tau}`;
}

/** The report of a run. */
export async function reportRandomFeatures(
  run: RandomFeatureRun,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { density, criterion, entries, details, regimes, slides } = run;
  const plane = await drawingPlane(density);
  const scene = { density, plane, criterion };
  const models = entries.map((entry) => ({
    ...entry,
    file: fileName(entry),
    line: { entry: entry.name, tau: entry.tau },
  }));
  const followed = { models, shown: entriesByTau(entries) };
  const title = `Finished samples by training time, λ = ${weightName(lastOf(entries).weight)}`;
  context.progress("tracing ridges", 0, 1);
  return composeResult(summaryOf(run, falsify(run, context)), [
    await followedSection(followed, scene, regimes),
    slideSection(slides),
    await endsSection(followed, scene, title),
    trainingSection(run, context),
    ...(await detailSections(details, density)),
    await topologySection(density, run.config.time, plane),
  ]);
}

/** F2 needs an error to rank by: at large τ nothing is left but the noise of the sampler. */
function falsify({ entries, known }: RandomFeatureRun, { rng }: ExperimentContext): Record<string, Verdict> {
  const { weight, dynamics } = lastOf(entries);
  const errors = entries.map((entry) => ({ ...entry, normalError: entry.split.normal.total }));
  const F1 = reachVerdict(dynamics);
  const F2 = largestErrorRanksSamples(errors, rng.split("F2"));
  const F3 = rankCheckpoints(entries, weight, rng);
  const meaning = `${F3.meaning} of one training (λ = ${weightName(weight)})`;
  return { ...F1, F2, F3: { ...F3, meaning }, ...known };
}

/** F3 over the training times of one loss weight. */
function rankCheckpoints(entries: readonly TrainedEntry[], weight: LossWeight, rng: Rng): Verdict {
  const own = entries.filter((entry) => entry.weight === weight).map(({ dynamics }) => dynamics);
  return endsRankCheckpoints(own, rng.split("F3", weight));
}

function figuresOfEntry({ dynamics, split, classes }: TrainedEntry): Record<string, number> {
  return {
    normal_error: split.normal.total,
    tangent_error: split.tangent.total,
    measured_distance: lastOf(dynamics.measuredDistance),
    predicted_distance: lastOf(dynamics.predictedDistance),
    median_reach_time: median(dynamics.reachTime),
    median_slide_exponent: median(dynamics.exponent),
    near_mode: mean(classes.nearestDistance.map((distance) => Number(distance < NEAR_MODE))),
    diverged: dynamics.diverged,
  };
}

/** Samples closer than this to a training point, in data units, count as near a mode, as the paper counts them. */
const NEAR_MODE = 0.5;

/** How many samples are near each training point. */
function countsNearModes({ classes }: TrainedEntry, n: number): Int32Array {
  const counts = new Int32Array(n);
  classes.nearest.forEach((mode, q) => {
    if (classes.nearestDistance[q] < NEAR_MODE) counts[mode]++;
  });
  return counts;
}

function summaryOf(run: RandomFeatureRun, falsification: Record<string, Verdict>): Omit<Summary, "notes"> {
  const { config, criterion, entries } = run;
  const last = lastOf(entries);
  return {
    experiment: config.experiment,
    title: `${config.experiment}: random features, p = ${config.features.p}`,
    verdict:
      `At ${last.name} the integrated normal error is ${last.split.normal.total.toExponential(1)} and the tangent error ` +
      `${last.split.tangent.total.toPrecision(3)}; ${classesSentence(last.classes.fractions)}`,
    ridge: summaryRidge(criterion, "data"),
    classes: summaryClasses(last.classes.fractions),
    falsification,
    figures: figuresOfEntry(last),
    entries: entries.map(
      (entry): SummaryEntry => ({
        name: entry.name,
        arrays: fileName(entry),
        classes: summaryClasses(entry.classes.fractions),
        figures: figuresOfEntry(entry),
      }),
    ),
  };
}

function trainingNotes({ weights, config }: RandomFeatureRun): string[] {
  return [
    `Time integrals use the ${config.time.rule} rule. Errors are integrated over t with the loss weight, over p_t.`,
    ...weights.map(
      ({ weight, momentError, nullDirections, nullSpaceError }) =>
        `Weight ${weight}: moments by ${momentError.method}${momentError.method === "series" ? ` (${momentError.terms} terms), relative error ${momentError.relative.toExponential(1)} on ${momentError.sampled} sampled entries` : ""}; ` +
        `${nullDirections} directions of U are below the cut 1/(10⁴ p) and keep their initial weights at τ = ∞, which leaves errors of ${Array.from(nullSpaceError, (v) => v.toExponential(1)).join(", ")} by coordinate.`,
    ),
  ];
}

function metricsOf({ name, dynamics, split, classes, tau, loss, excessLoss }: TrainedEntry): MetricLine[] {
  const common = { entry: name, tau };
  const errors = (["normal", "tangent"] as const).flatMap((side) =>
    (["total", "architecture", "optimization", "cross"] as const).map(
      (part) => [`integrated_${side}_error_${part}`, split[side][part]] as const,
    ),
  );
  const distances = dynamics.finalDistance.filter((value) => !Number.isNaN(value));
  return [
    ...metricLines({ ...Object.fromEntries(errors), loss, excess_loss: excessLoss }, common),
    ...classMetrics(classes, common),
    ...metricLines({ final_rms_distance: rootMeanSquare(distances) }, common),
  ];
}

function checkpointMetrics({ entries, weights }: RandomFeatureRun, { rng }: ExperimentContext): MetricLine[] {
  return weights.map(({ weight }) => ({
    name: "checkpoint_rank_correlation",
    value: rankCheckpoints(entries, weight, rng).value,
    entry: `λ = ${weightName(weight)}`,
  }));
}

/** What training does to the error, and the samples that end near each mode. */
function trainingSection(run: RandomFeatureRun, context: ExperimentContext): Section {
  const { density, entries, weights } = run;
  const spectra = weights.map(({ weight, eigenvalues, scales }) => [
    `spectrum-${weight}`,
    { eigenvalues: column(eigenvalues), time_scales: column(scales) },
  ]);
  const near = entries.map((entry) => [
    fileName(entry),
    { near_mode_counts: column(countsNearModes(entry, density.n)) },
  ]);
  return section("Training", {
    figures: [errorAgainstTau(run), spectrumFigure(run)],
    metrics: [...entries.flatMap(metricsOf), ...checkpointMetrics(run, context)],
    arrays: Object.fromEntries([...spectra, ...near]),
    notes: trainingNotes(run),
  });
}

/** Integrated errors against training time by weight, with the level at τ = ∞. */
function errorAgainstTau(run: RandomFeatureRun): LinesFigure {
  return {
    kind: "lines",
    id: "error-against-tau",
    title: "Error by direction against training time",
    caption:
      "Errors fall with training to their level at τ = ∞ (dotted), which is set by the architecture; where the ridge is straight the normal error falls to rounding while the tangent error stops.",
    panels: (["linear", "log"] as const).flatMap((scale) => [
      errorPanel(run, "normal", scale),
      errorPanel(run, "tangent", scale),
    ]),
  };
}

function errorPanel(
  { entries, weights }: RandomFeatureRun,
  side: "normal" | "tangent",
  scale: "linear" | "log",
): LinesFigure["panels"][number] {
  const values = entries.map((entry) => entry.split[side].total).filter((value) => value > 0);
  const most = Math.max(...values);
  const limits = entries.filter((entry) => entry.tau === Infinity);
  return {
    title: `${side}, ${scale} axis`,
    x: { label: "training time τ", scale: "log" },
    y: {
      label: `∫ λ E|P ε|² dt, ${side}`,
      scale,
      ...(scale === "log" ? { domain: [0.7 * Math.min(...values), 1.4 * most] as const } : {}),
    },
    series: weights.map(({ weight }): Series => {
      const own = entries.filter((entry) => entry.weight === weight && entry.tau < Infinity);
      return {
        name: `λ = ${weightName(weight)}`,
        x: Float64Array.from(own, (entry) => entry.tau),
        y: Float64Array.from(own, (entry) => entry.split[side].total),
        dots: true,
      };
    }),
    rules: limitRules(limits, side, most),
  };
}

/** The levels at τ = ∞; one rule where they cannot be told apart in the picture. */
function limitRules(limits: readonly TrainedEntry[], side: "normal" | "tangent", most: number): Rule[] {
  const rules = limits
    .map((entry) => ({ value: entry.split[side].total, weight: weightName(entry.weight) }))
    .filter(({ value }) => value > 0);
  const values = rules.map(({ value }) => value);
  const value = Math.max(...values);
  if (rules.length > 1 && value - Math.min(...values) < 0.02 * most)
    return [{ value, label: `τ = ∞, all weights: at most ${value.toPrecision(2)}` }];
  return rules.map(({ value, weight }) => ({
    value,
    label: `τ = ∞, λ = ${weight}: ${value.toPrecision(2)}`,
  }));
}

/** Eigenvalues of U and what has been learned by when. */
function spectrumFigure({ weights, config }: RandomFeatureRun): LinesFigure {
  const finite = config.tau.filter((tau): tau is number => tau !== "inf" && tau > 0);
  const cuts = spread(finite, 3).map((tau) => ({ value: 1 / (2 * tau), label: `1 / 2τ, τ = ${tau}` }));
  return {
    kind: "lines",
    id: "spectrum",
    title: "Spectrum of U and training time",
    caption:
      "An eigenmode is learned once τ exceeds 1 / 2λ: modes above a dashed level are learned by that training time, those below keep their initial weights.",
    panels: [
      {
        x: { label: "eigenmode (by size)", scale: "log" },
        y: { label: "eigenvalue λ of U", scale: "log" },
        series: weights.map(({ weight, eigenvalues }) => ({
          name: `λ(t) = ${weightName(weight)}`,
          x: Float64Array.from(eigenvalues, (_, i) => i + 1),
          y: eigenvalues,
        })),
        rules: cuts,
      },
    ],
  };
}
