/** Puts a random-feature run into numbers, words and figures. */

import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import type { Dynamics } from "../../dynamics/dynamics.ts";
import {
  predictionRanksCheckpoints,
  predictionRanksSamples,
  reachBeforeSlide,
  type Verdict,
} from "../../dynamics/falsification.ts";
import type { Figure, LinesFigure, Rule, Series } from "../../figure/figure.ts";
import { mean, quantile, rootMeanSquare } from "../../metrics/statistics.ts";
import type { Rng } from "../../random/rng.ts";
import type { LossWeight } from "../../random-features/moment-problem.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { brief } from "../../text/numbers.ts";
import { classesFigure, summaryClasses } from "../parts/classes.ts";
import { alignFigure, dynamicsArrays, errorFigure, reachFigure, residualFigures } from "../parts/dynamics.ts";
import { drawingPlane } from "../parts/plane.ts";
import { summaryRidge } from "../parts/ridge.ts";
import { finalsFigure, stripFigure, topologyFigures } from "../parts/scenes.ts";
import type {
  ExperimentContext,
  ExperimentResult,
  MetricLine,
  ResultArray,
  Summary,
  SummaryEntry,
} from "../result.ts";
import type { RandomFeatureRun, TrainedEntry } from "./run.ts";

function weightName(weight: LossWeight): string {
  return weight === "h2" ? "h²" : weight;
}

/** Name of an entry in tables and legends. */
export function entryName({ weight, tau }: Pick<TrainedEntry, "weight" | "tau">): string {
  return `λ = ${weightName(weight)}, τ = ${tauName(tau)}`;
}

function tauName(tau: number): string {
  return tau === Infinity ? "∞" : String(tau);
}

/** Where the samples of an entry are kept, without .npz. */
function fileName({ weight, tau }: TrainedEntry): string {
  return `samples-${weight}-tau-${tau === Infinity ? "inf" : tau}`;
}

/** The result of a run. */
export async function randomFeatureResult(
  run: RandomFeatureRun,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const falsification = falsify(run, context);
  return {
    summary: summaryOf(run, falsification),
    metrics: [...run.entries.flatMap(metricsOf), ...checkpointMetrics(run, context)],
    arrays: arraysOf(run),
    figures: await figuresOf(run, context),
  };
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

function summaryOf(run: RandomFeatureRun, falsification: Record<string, Verdict>): Summary {
  const { config, criterion, entries } = run;
  const last = headline(run);
  const { memorised, interMode, offRidge } = last.classes.fractions;
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  return {
    experiment: config.experiment,
    title: `${config.experiment}: random features, p = ${config.features.p}`,
    verdict:
      `At ${entryName(last)} the integrated normal error is ${last.split.normal.total.toExponential(1)} and the tangent error ` +
      `${last.split.tangent.total.toPrecision(3)}; ${percent(memorised.value)} of samples are memorised, ${percent(interMode.value)} lie ` +
      `on the ridge between training points, ${percent(offRidge.value)} off it.`,
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
    notes: notesOf(run),
  };
}

function notesOf({ weights, config, criterion }: RandomFeatureRun): string[] {
  return [
    "The ridge is computed from the training data alone, in the data's own coordinates; nothing of the model enters it.",
    `On the ridge means a Newton distance of at most ${brief(criterion.threshold)} at t = ${brief(criterion.time)} (${criterion.source}).`,
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
  const curves = Array.from(dynamics.times, (time, i) => [
    { name: "inside_tube", value: dynamics.insideTube[i], time, ...common },
    { name: "measured_distance", value: dynamics.measuredDistance[i], time, ...common },
    { name: "predicted_distance", value: dynamics.predictedDistance[i], time, ...common },
    { name: "normal_error", value: dynamics.errors[i].normal, time, ...common },
    { name: "tangent_error", value: dynamics.errors[i].tangent, time, ...common },
  ]);
  const parts = (["normal", "tangent"] as const).flatMap((side) =>
    (["total", "architecture", "optimization", "cross"] as const).map((part) =>
      scalar(`integrated_${side}_error_${part}`, split[side][part]),
    ),
  );
  return [
    ...curves.flat(),
    ...parts,
    scalar("loss", entry.loss),
    scalar("excess_loss", entry.excessLoss),
    scalar("memorised", classes.fractions.memorised.value),
    scalar("inter_mode", classes.fractions.interMode.value),
    scalar("off_ridge", classes.fractions.offRidge.value),
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

function arraysOf({ density, entries, weights, config }: RandomFeatureRun): ExperimentResult["arrays"] {
  const { data, n, d } = density;
  const out: Record<string, Record<string, ResultArray>> = { data: { data: { data, shape: [n, d] } } };
  for (const { weight, eigenvalues, scales } of weights) {
    out[`spectrum-${weight}`] = {
      eigenvalues: { data: eigenvalues, shape: [eigenvalues.length] },
      time_scales: { data: scales, shape: [scales.length] },
    };
  }
  for (const entry of entries) {
    const { dynamics, classes } = entry;
    const { scale } = ouLevel(config.time.min);
    out[fileName(entry)] = {
      ...dynamicsArrays(dynamics),
      samples: { data: dynamics.x.map((value) => value / scale), shape: [dynamics.x.length / d, d] },
      class: { data: classes.labels, shape: [classes.labels.length] },
      nearest: { data: classes.nearest, shape: [classes.nearest.length] },
      nearest_ratio: { data: classes.nearestRatio, shape: [classes.nearestRatio.length] },
      nearest_distance: { data: classes.nearestDistance, shape: [classes.nearestDistance.length] },
      ridge_distance: { data: classes.ridgeDistance, shape: [classes.ridgeDistance.length] },
      near_mode_counts: { data: countsNearModes(entry, n), shape: [n] },
    };
  }
  return out;
}

async function figuresOf(run: RandomFeatureRun, { progress }: ExperimentContext): Promise<Figure[]> {
  const { density, entries, weights, config, criterion } = run;
  const plane = await drawingPlane(density);
  const last = lastOf(weights).weight;
  const own = entries
    .filter((entry) => entry.weight === last)
    .map((entry) => ({ name: `τ = ${tauName(entry.tau)}`, ...entry }));
  const shown = spread(own, 4);
  const scene = { density, plane, dim: criterion.dim };
  progress("tracing ridges", 0, 1);
  return [
    await stripFigure({ ...headline(run), name: entryName(headline(run)) }, scene),
    await finalsFigure(own, {
      ...scene,
      timeMin: config.time.min,
      analysisTime: criterion.time,
      title: `Finished samples by training time, λ = ${weightName(last)}`,
    }),
    classesFigure(entries.map((entry) => ({ label: entryName(entry), fractions: entry.classes.fractions }))),
    reachFigure(shown),
    alignFigure(shown),
    errorFigure(shown),
    errorAgainstTau(run),
    spectrumFigure(run),
    ...residualFigures(spread(own, 3)),
    ...(await topologyFigures(density, config.time, plane)),
  ];
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
