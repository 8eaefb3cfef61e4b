/** Puts a random-feature run into words and figures. */
import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import type { Dynamics } from "../../dynamics/dynamics.ts";
import {
  predictionRanksCheckpoints,
  predictionRanksSamples,
  reachBeforeSlide,
  type Verdict,
} from "../../dynamics/falsification.ts";
import type { LinesFigure, Rule, Series } from "../../figure/figure.ts";
import { mean, quantile, rootMeanSquare } from "../../metrics/statistics.ts";
import type { Rng } from "../../random/rng.ts";
import type { LossWeight } from "../../random-features/moment-problem.ts";
import {
  classArrays,
  classesFigure,
  classesSentence,
  classMetrics,
  criterionNote,
  summaryClasses,
} from "../parts/classes.ts";
import { detailSections } from "../parts/details.ts";
import { dynamicsArrays, dynamicsFigures, dynamicsMetrics, residualFigures } from "../parts/dynamics.ts";
import { drawingPlane, type Plane } from "../parts/plane.ts";
import { RIDGE_NOTE, summaryRidge } from "../parts/ridge.ts";
import { finalsFigure, stripFigure, topologySection } from "../parts/scenes.ts";
import {
  column,
  type ExperimentContext,
  type ExperimentResult,
  type MetricLine,
  matrix,
  type Summary,
  type SummaryEntry,
} from "../result.ts";
import { composeResult, type Section, section } from "../section.ts";
import { type RandomFeatureRun, shownEntries, type TrainedEntry, tauName } from "./run.ts";

function weightName(weight: LossWeight): string {
  return weight === "h2" ? "h²" : weight;
}

/** Name of an entry in tables and legends. */
export function entryName({ weight, tau }: Pick<TrainedEntry, "weight" | "tau">): string {
  return `λ = ${weightName(weight)}, τ = ${tauName(tau)}`;
}

/** Where the samples of an entry are kept, without .npz. */
function fileName({ weight, tau }: TrainedEntry): string {
  return `samples-${weight}-tau-${tau === Infinity ? "inf" : tau}`;
}

/** The report of a run. */
export async function reportRandomFeatures(
  run: RandomFeatureRun,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { density, details } = run;
  const plane = await drawingPlane(density);
  context.progress("tracing ridges", 0, 1);
  return composeResult(summaryOf(run, falsify(run, context)), [
    await generationSection(run, plane),
    await classesSection(run, plane),
    trainingSection(run, context),
    ...(await detailSections(details, { d: density.d })),
    await topologySection(density, run.config.time, plane),
  ]);
}

/** The entry that stands for the run in pictures: the last weight's last training time. */
function headline({ entries }: RandomFeatureRun): TrainedEntry {
  return lastOf(entries);
}

/** F2 needs an error to rank by: at large τ nothing is left but the noise of the sampler. */
function largestNormalError({ entries }: RandomFeatureRun): TrainedEntry {
  return entries.reduce((most, entry) => (entry.split.normal.total > most.split.normal.total ? entry : most));
}

function falsify(run: RandomFeatureRun, { rng }: ExperimentContext): Record<string, Verdict> {
  const last = headline(run);
  const ranked = largestNormalError(run);
  const F2 = predictionRanksSamples(ranked.dynamics, rng.split("F2"));
  const F3 = rankCheckpoints(run, last.weight, rng);
  return {
    F1: reachBeforeSlide(last.dynamics),
    F2: { ...F2, meaning: `${F2.meaning}, where the normal error is largest (${entryName(ranked)})` },
    F3: { ...F3, meaning: `${F3.meaning} of one training (λ = ${weightName(last.weight)})` },
    F4: run.known.F4,
    F5: run.known.F5,
  };
}

/** F3 over the training times of one loss weight. */
function rankCheckpoints({ entries }: RandomFeatureRun, weight: LossWeight, rng: Rng): Verdict {
  const own = entries.filter((entry) => entry.weight === weight);
  const finals = (pick: (d: Dynamics) => Float64Array) =>
    Float64Array.from(own, (entry) => lastOf(pick(entry.dynamics)));
  return predictionRanksCheckpoints(
    finals((d) => d.predictedDistance),
    finals((d) => d.measuredDistance),
    rng.split("F3", weight),
  );
}

function figuresOfEntry(entry: TrainedEntry): Record<string, number> {
  const { dynamics, split } = entry;
  return {
    normal_error: split.normal.total,
    tangent_error: split.tangent.total,
    measured_distance: lastOf(dynamics.measuredDistance),
    predicted_distance: lastOf(dynamics.predictedDistance),
    median_reach_time: quantile(
      dynamics.reachTime.filter((t) => !Number.isNaN(t)),
      0.5,
    ),
    median_slide_exponent: quantile(dynamics.exponent, 0.5),
    near_mode: shareNearMode(entry),
    diverged: dynamics.diverged,
  };
}

/** Samples closer than this to a training point, in data units, count as near a mode, as the paper counts them. */
const NEAR_MODE = 0.5;

function shareNearMode({ classes }: TrainedEntry): number {
  return mean(Float64Array.from(classes.nearestDistance, (distance) => (distance < NEAR_MODE ? 1 : 0)));
}

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
  const last = headline(run);
  return {
    experiment: config.experiment,
    title: `${config.experiment}: random features, p = ${config.features.p}`,
    verdict:
      `At ${entryName(last)} the integrated normal error is ${last.split.normal.total.toExponential(1)} and the tangent error ` +
      `${last.split.tangent.total.toPrecision(3)}; ${classesSentence(last.classes.fractions)}`,
    ridge: summaryRidge(criterion, "data"),
    classes: summaryClasses(last.classes.fractions),
    falsification,
    figures: figuresOfEntry(last),
    entries: entries.map(
      (entry): SummaryEntry => ({
        name: entryName(entry),
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

function metricsOf(entry: TrainedEntry): MetricLine[] {
  const { dynamics, split, classes, tau } = entry;
  const common = { entry: entryName(entry), tau };
  const scalar = (name: string, value: number): MetricLine => ({ name, value, ...common });
  const parts = (["normal", "tangent"] as const).flatMap((side) =>
    (["total", "architecture", "optimization", "cross"] as const).map((part) =>
      scalar(`integrated_${side}_error_${part}`, split[side][part]),
    ),
  );
  return [
    ...parts,
    scalar("loss", entry.loss),
    scalar("excess_loss", entry.excessLoss),
    ...classMetrics(classes, common),
    scalar("final_rms_distance", rootMeanSquare(dynamics.finalDistance.filter((v) => !Number.isNaN(v)))),
  ];
}

function checkpointMetrics(run: RandomFeatureRun, { rng }: ExperimentContext): MetricLine[] {
  return run.weights.map(({ weight }) => ({
    name: "checkpoint_rank_correlation",
    value: rankCheckpoints(run, weight, rng).value,
    entry: `λ = ${weightName(weight)}`,
  }));
}

/** How samples reach, align and slide. */
async function generationSection(run: RandomFeatureRun, plane: Plane): Promise<Section> {
  const { density, entries, criterion } = run;
  const shown = shownEntries(entries).map((entry) => ({ name: `τ = ${tauName(entry.tau)}`, ...entry }));
  const last = { ...headline(run), name: entryName(headline(run)) };
  return section("Generation", {
    figures: [
      await stripFigure(last, { density, plane, dim: criterion.dim }),
      ...dynamicsFigures(shown),
      ...residualFigures(spread(shown, 3)),
    ],
    metrics: entries.flatMap((entry) =>
      dynamicsMetrics(entry.dynamics, { entry: entryName(entry), tau: entry.tau }),
    ),
    arrays: Object.fromEntries(entries.map((entry) => [fileName(entry), dynamicsArrays(entry.dynamics)])),
    notes: [RIDGE_NOTE],
  });
}

/** Where samples end. */
async function classesSection(
  { density, entries, criterion, config }: RandomFeatureRun,
  plane: Plane,
): Promise<Section> {
  const { data, n, d } = density;
  const { weight } = lastOf(entries);
  const own = entries
    .filter((entry) => entry.weight === weight)
    .map((entry) => ({ name: `τ = ${tauName(entry.tau)}`, ...entry }));
  const finals = await finalsFigure(own, {
    density,
    plane,
    dim: criterion.dim,
    timeMin: config.time.min,
    analysisTime: criterion.time,
    title: `Finished samples by training time, λ = ${weightName(weight)}`,
  });
  const bars = entries.map((entry) => ({ label: entryName(entry), fractions: entry.classes.fractions }));
  return section("Where samples end", {
    figures: [finals, classesFigure(bars)],
    arrays: {
      data: { data: matrix(data, d) },
      ...Object.fromEntries(
        entries.map((entry) => [
          fileName(entry),
          {
            ...classArrays(entry.samples, entry.classes),
            near_mode_counts: column(countsNearModes(entry, n)),
          },
        ]),
      ),
    },
    notes: [criterionNote(criterion)],
  });
}

/** What training does to the error. */
function trainingSection(run: RandomFeatureRun, context: ExperimentContext): Section {
  return section("Training", {
    figures: [errorAgainstTau(run), spectrumFigure(run)],
    metrics: [...run.entries.flatMap(metricsOf), ...checkpointMetrics(run, context)],
    arrays: Object.fromEntries(
      run.weights.map(({ weight, eigenvalues, scales }) => [
        `spectrum-${weight}`,
        { eigenvalues: column(eigenvalues), time_scales: column(scales) },
      ]),
    ),
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
    panels: [
      errorPanel(run, "normal", "linear"),
      errorPanel(run, "tangent", "linear"),
      errorPanel(run, "normal", "log"),
      errorPanel(run, "tangent", "log"),
    ],
  };
}

function errorPanel(
  { entries, weights }: RandomFeatureRun,
  side: "normal" | "tangent",
  scale: "linear" | "log",
): LinesFigure["panels"][number] {
  const values = entries.map((entry) => entry.split[side].total).filter((value) => value > 0);
  const most = Math.max(...values);
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
    rules: limitRules(
      entries.filter((entry) => entry.tau === Infinity),
      side,
      most,
    ),
  };
}

/** The levels at τ = ∞; one rule where they cannot be told apart in the picture. */
function limitRules(limits: readonly TrainedEntry[], side: "normal" | "tangent", most: number): Rule[] {
  const rules = limits
    .map((entry) => ({ value: entry.split[side].total, weight: weightName(entry.weight) }))
    .filter(({ value }) => value > 0);
  const values = rules.map(({ value }) => value);
  if (rules.length > 1 && Math.max(...values) - Math.min(...values) < 0.02 * most) {
    return [
      {
        value: Math.max(...values),
        label: `τ = ∞, all weights: at most ${Math.max(...values).toPrecision(2)}`,
      },
    ];
  }
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
