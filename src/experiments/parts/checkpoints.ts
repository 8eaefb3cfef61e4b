/** What happens over training, as figures, metrics and arrays: shared by all experiments that train networks. */

import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import type { Classes } from "../../diagnosis/classes.ts";
import { integrateErrors, type LevelError } from "../../dynamics/decomposition.ts";
import {
  predictionRanksCheckpoints,
  predictionRanksSamples,
  reachBeforeSlide,
  type Verdict,
} from "../../dynamics/falsification.ts";
import type { Figure, LinesFigure, Series } from "../../figure/figure.ts";
import { type Estimate, quantile, rootMeanSquare } from "../../metrics/statistics.ts";
import type { Rng } from "../../random/rng.ts";
import type { MetricLine, ResultArray } from "../result.ts";
import type { CheckpointEntry, CheckpointStudy } from "./checkpoint-study.ts";
import { alignFigure, dynamicsArrays, errorFigure, reachFigure } from "./dynamics.ts";

/** A checkpoint with the classes of its finished samples. */
export interface JudgedCheckpoint extends CheckpointEntry {
  readonly classes: Classes;
}

/** Name of a checkpoint in tables and legends. */
export function checkpointName({ step }: Pick<CheckpointEntry, "step">): string {
  return `step ${step}`;
}

const STEPS = { label: "training step", scale: "log" } as const;
const TIME = { label: "noise time t (OU)", scale: "log", reversed: true } as const;

/** Figures of training: its path, errors by noise level, reach, align, errors along generation, loss. */
export function trainingFigures(
  entries: readonly JudgedCheckpoint[],
  losses: CheckpointStudy["losses"],
): Figure[] {
  const shown = spread(entries, 4).map((entry) => ({
    name: checkpointName(entry),
    dynamics: entry.dynamics,
  }));
  return [
    pathFigure(entries),
    levelFigure(spread(entries, 6)),
    integratedFigure(entries),
    reachFigure(shown),
    alignFigure(shown),
    errorFigure(shown),
    lossFigure(losses),
  ];
}

/** From off-ridge over inter-mode to memorised, with the distance to the ridge and its prediction. */
export function pathFigure(entries: readonly JudgedCheckpoint[]): LinesFigure {
  const x = stepsOf(entries);
  const share = (name: string, pick: (classes: Classes) => Estimate): Series => ({
    name,
    x,
    dots: true,
    y: Float64Array.from(entries, ({ classes }) => pick(classes).value),
    low: Float64Array.from(entries, ({ classes }) => pick(classes).low),
    high: Float64Array.from(entries, ({ classes }) => pick(classes).high),
  });
  const curve = (name: string, pick: (entry: JudgedCheckpoint) => number, dashed = false): Series => ({
    name,
    x,
    dots: true,
    dashed,
    group: "distance",
    y: Float64Array.from(entries, pick),
  });
  return {
    kind: "lines",
    id: "training-path",
    title: "Over training: off the ridge, between modes, memorised",
    caption:
      "Left: share of the samples of each checkpoint in each class, with 95 % intervals. Right: their RMS distance to the ridge at the last time, measured (solid) and predicted from the normal error (dashed).",
    panels: [
      {
        x: STEPS,
        y: { label: "fraction of samples", domain: [-0.02, 1.02] },
        series: [
          share("off-ridge", ({ fractions }) => fractions.offRidge),
          share("inter-mode", ({ fractions }) => fractions.interMode),
          share("memorised", ({ fractions }) => fractions.memorised),
        ],
      },
      {
        x: STEPS,
        y: { label: "RMS distance |δ| (units of x)", scale: "log" },
        series: [
          curve("measured", ({ dynamics }) => lastOf(dynamics.measuredDistance)),
          curve("predicted", ({ dynamics }) => lastOf(dynamics.predictedDistance), true),
        ],
      },
    ],
  };
}

function stepsOf(entries: readonly { readonly step: number }[]): Float64Array {
  return Float64Array.from(entries, ({ step }) => step);
}

/** N and T over p_t by noise level, one line a checkpoint. */
function levelFigure(entries: readonly JudgedCheckpoint[]): LinesFigure {
  const panel = (title: string, pick: (level: LevelError) => number) => ({
    title,
    x: TIME,
    y: { label: "mean squared error of the posterior mean", scale: "log" as const },
    series: entries.map((entry) => ({
      name: checkpointName(entry),
      x: Float64Array.from(entry.training, ({ time }) => time),
      y: Float64Array.from(entry.training, pick),
    })),
  });
  return {
    kind: "lines",
    id: "errors-by-level",
    title: "Score error by direction over the training distribution",
    caption:
      "Squared error of the learned posterior mean over draws of p_t, normal to the ridge (left) and tangent to it (right), by noise level.",
    panels: [
      panel("normal, h² N(t)", ({ meanNormal }) => meanNormal),
      panel("tangent, h² T(t)", ({ meanTangent }) => meanTangent),
    ],
  };
}

const WEIGHTS = [
  ["1", "λ = 1"],
  ["h", "λ = h"],
  ["h2", "λ = h²"],
] as const;

/** Integrated errors against the training step, over p_t (solid) and over generated samples (dashed). */
function integratedFigure(entries: readonly JudgedCheckpoint[]): LinesFigure {
  const panel = (side: "normal" | "tangent") => ({
    title: side,
    x: STEPS,
    y: { label: `∫ λ E|P ε|² dt, ${side}`, scale: "log" as const },
    series: WEIGHTS.flatMap(([weight, name]): Series[] => [
      {
        name: `${name}, over p_t`,
        group: name,
        x: stepsOf(entries),
        dots: true,
        y: Float64Array.from(entries, ({ training }) => integrateErrors(training, weight)[side]),
      },
      {
        name: `${name}, generated`,
        group: name,
        x: stepsOf(entries),
        dots: true,
        dashed: true,
        y: Float64Array.from(entries, ({ dynamics }) => integrateErrors(dynamics.errors, weight)[side]),
      },
    ]),
  });
  return {
    kind: "lines",
    id: "integrated-errors",
    title: "Integrated score error by direction over training",
    caption:
      "Integrals over noise levels with weights 1, h and h², over draws of p_t (solid) and over generated samples (dashed).",
    panels: [panel("normal"), panel("tangent")],
  };
}

function lossFigure(losses: CheckpointStudy["losses"]): LinesFigure {
  return {
    kind: "lines",
    id: "loss",
    title: "Training loss",
    caption: "Mean over stretches of training steps of the denoising loss that is minimised.",
    panels: [
      {
        x: STEPS,
        y: { label: "loss", scale: "log" },
        series: [{ name: "loss", x: stepsOf(losses), y: Float64Array.from(losses, ({ loss }) => loss) }],
      },
    ],
  };
}

/** Fewer samples with a prediction than this share say nothing of a checkpoint. */
const LEAST_PREDICTED = 0.5;

/** F1 of the last checkpoint, F2 of the one with the largest normal error whose samples are predicted, F3 over all. */
export function trainingVerdicts(
  entries: readonly JudgedCheckpoint[],
  rng: Rng,
): Record<"F1" | "F2" | "F3", Verdict> {
  const last = lastOf(entries);
  const normal = ({ dynamics }: JudgedCheckpoint) => integrateErrors(dynamics.errors, "h2").normal;
  const predicted = entries.filter(({ dynamics: { predictedFinal } }) => {
    const known = predictedFinal.filter(Number.isFinite).length;
    return known >= LEAST_PREDICTED * predictedFinal.length;
  });
  const ranked = predicted.reduce(
    (most, entry) => (normal(entry) > normal(most) ? entry : most),
    predicted.at(-1) ?? last,
  );
  const F2 = predictionRanksSamples(ranked.dynamics, rng.split("F2"));
  const finals = (pick: "predictedDistance" | "measuredDistance") =>
    Float64Array.from(entries, ({ dynamics }) => lastOf(dynamics[pick]));
  return {
    F1: reachBeforeSlide(last.dynamics),
    F2: { ...F2, meaning: `${F2.meaning}, where the normal error is largest (${checkpointName(ranked)})` },
    F3: predictionRanksCheckpoints(finals("predictedDistance"), finals("measuredDistance"), rng.split("F3")),
  };
}

/** Headline figures of a checkpoint. */
export function checkpointHeadlines({
  loss,
  training,
  dynamics,
  classes,
}: JudgedCheckpoint): Record<string, number> {
  const finite = (values: Float64Array) => values.filter(Number.isFinite);
  const median = (values: Float64Array) => (finite(values).length > 0 ? quantile(finite(values), 0.5) : NaN);
  const integrated = integrateErrors(training, "h2");
  return {
    loss,
    normal_error: integrated.normal,
    tangent_error: integrated.tangent,
    measured_distance: lastOf(dynamics.measuredDistance),
    predicted_distance: lastOf(dynamics.predictedDistance),
    final_rms_distance: rootMeanSquare(finite(dynamics.finalDistance)),
    median_reach_time: median(dynamics.reachTime),
    median_slide_length: median(dynamics.slideLength),
    median_slide_exponent: median(dynamics.exponent),
    median_nearest_distance: median(classes.nearestDistance),
    diverged: dynamics.diverged,
  };
}

/** All curves and integrals of a checkpoint, one line each. */
export function checkpointMetrics(entry: JudgedCheckpoint, rng: Rng): MetricLine[] {
  const { step, training, dynamics, classes } = entry;
  const common = { entry: checkpointName(entry), step };
  const scalar = (name: string, value: number): MetricLine => ({ name, value, ...common });
  const level = (prefix: string) => (error: LevelError) => [
    { name: `${prefix}_normal_error`, value: error.normal, time: error.time, ...common },
    { name: `${prefix}_tangent_error`, value: error.tangent, time: error.time, ...common },
  ];
  const integrals = WEIGHTS.flatMap(([weight]) =>
    (["normal", "tangent"] as const).flatMap((side) => [
      scalar(`integrated_${side}_error_${weight}`, integrateErrors(training, weight)[side]),
      scalar(`integrated_${side}_error_${weight}_generated`, integrateErrors(dynamics.errors, weight)[side]),
    ]),
  );
  const F2 = predictionRanksSamples(dynamics, rng.split("F2", step));
  const along = Array.from(dynamics.times, (time, i) => [
    { name: "inside_tube", value: dynamics.insideTube[i], time, ...common },
    { name: "measured_distance", value: dynamics.measuredDistance[i], time, ...common },
    { name: "predicted_distance", value: dynamics.predictedDistance[i], time, ...common },
  ]);
  return [
    ...Object.entries(checkpointHeadlines(entry)).map(([name, value]) => scalar(name, value)),
    scalar("memorised", classes.fractions.memorised.value),
    scalar("inter_mode", classes.fractions.interMode.value),
    scalar("off_ridge", classes.fractions.offRidge.value),
    scalar("F2", F2.value),
    scalar("F2_p", F2.p),
    ...integrals,
    ...training.flatMap(level("training")),
    ...dynamics.errors.flatMap(level("generated")),
    ...along.flat(),
  ];
}

/** Arrays of a checkpoint: curves, samples, classes. */
export function checkpointArrays(entry: JudgedCheckpoint, d: number): Record<string, ResultArray> {
  const column = (data: ResultArray["data"]): ResultArray => ({ data, shape: [data.length] });
  const level = (pick: (error: LevelError) => number) => column(Float64Array.from(entry.training, pick));
  const { classes, samples } = entry;
  return {
    ...dynamicsArrays(entry.dynamics),
    training_times: level(({ time }) => time),
    training_normal_error: level(({ normal }) => normal),
    training_tangent_error: level(({ tangent }) => tangent),
    samples: { data: samples, shape: [samples.length / d, d] },
    class: column(classes.labels),
    nearest: column(classes.nearest),
    nearest_ratio: column(classes.nearestRatio),
    nearest_distance: column(classes.nearestDistance),
    ridge_distance: column(classes.ridgeDistance),
  };
}
