/** What happens over training, as sections, headlines and verdicts: shared by all experiments that train networks. */
import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import type { Regimes } from "../../diagnosis/regimes.ts";
import { integrateErrors, type LevelError } from "../../dynamics/decomposition.ts";
import { predictionRanksSamples } from "../../dynamics/falsification.ts";
import { median, rootMeanSquare } from "../../metrics/statistics.ts";
import type { Rng } from "../../random/rng.ts";
import { column, type MetricLine, metricLines, type ResultArray, type SummaryEntry } from "../result.ts";
import { type Section, section } from "../section.ts";
import type { CheckpointStudy, CheckpointStudyConfig, JudgedCheckpoint } from "./checkpoint-study.ts";
import { classArrays, classMetrics, summaryClasses } from "./classes.ts";
import { dynamicsArrays, dynamicsFigures, dynamicsMetrics, residualFigures } from "./dynamics.ts";
import { regimeMetrics, regimeNotes } from "./regimes.ts";
import { ERROR_WEIGHTS, integratedFigure, levelFigure, lossFigure, pathFigure } from "./training-figures.ts";

/** A training with its judged checkpoints. */
export interface TrainingRun {
  readonly config: Pick<CheckpointStudyConfig, "network" | "training" | "guidance">;
  readonly study: CheckpointStudy;
  readonly entries: readonly JudgedCheckpoint[];
}

/** From noise to copies: classes and distances over training, with all numbers of every checkpoint and the network. */
export function trainingSection({ config, study, entries }: TrainingRun, rng: Rng): Section {
  const files = entries.map((entry) => [fileName(entry), arraysOf(entry)]);
  return section("Training", {
    figures: [pathFigure(entries)],
    metrics: entries.flatMap((entry) => checkpointMetrics(entry, rng)),
    arrays: {
      ...Object.fromEntries(files),
      network: { parameters: column(Float64Array.from(study.parameters)) },
    },
    notes: trainingNotes(config),
  });
}

/**
 * How samples of some checkpoints reach, align and slide beside the times that the data set, with their residuals over noise levels; `suffix` ends the names
 * of the figures of residuals, where others have residuals of finished samples.
 */
export function generationSection(
  entries: readonly JudgedCheckpoint[],
  regimes: Regimes,
  suffix = "",
): Section {
  return section("Generation", {
    figures: [
      ...dynamicsFigures(spread(entries, 4), regimes),
      ...residualFigures(spread(entries, 3), suffix),
    ],
    metrics: regimeMetrics(regimes),
    notes: regimeNotes(regimes),
  });
}

/** What training does to the error, and the loss that it minimises. */
export function errorSection({ entries, study }: Pick<TrainingRun, "entries" | "study">): Section {
  return section("Score error", {
    figures: [levelFigure(entries), integratedFigure(entries), lossFigure(study.losses)],
  });
}

/** Where the arrays of a checkpoint are kept, without .npz. */
function fileName({ step }: JudgedCheckpoint): string {
  return `step-${step}`;
}

/** The checkpoints as entries of a summary. */
export function checkpointEntries(entries: readonly JudgedCheckpoint[]): SummaryEntry[] {
  return entries.map((entry) => ({
    name: entry.name,
    arrays: fileName(entry),
    classes: summaryClasses(entry.classes.fractions),
    figures: checkpointHeadlines(entry),
  }));
}

/** Headline figures of a checkpoint. */
export function checkpointHeadlines(entry: JudgedCheckpoint): Record<string, number> {
  const { loss, training, dynamics, classes } = entry;
  const integrated = integrateErrors(training, "h2");
  return {
    loss,
    normal_error: integrated.normal,
    tangent_error: integrated.tangent,
    measured_distance: lastOf(dynamics.measuredDistance),
    predicted_distance: lastOf(dynamics.predictedDistance),
    final_rms_distance: rootMeanSquare(dynamics.finalDistance.filter(Number.isFinite)),
    median_reach_time: median(dynamics.reachTime),
    median_slide_length: median(dynamics.slideLength),
    median_slide_exponent: median(dynamics.exponent),
    median_nearest_distance: median(classes.nearestDistance),
    diverged: dynamics.diverged,
  };
}

/** All curves and integrals of a checkpoint, one line each. */
function checkpointMetrics(entry: JudgedCheckpoint, rng: Rng): MetricLine[] {
  const { name, step, training, dynamics, classes } = entry;
  const common = { entry: name, step };
  const level = (prefix: string) => (error: LevelError) =>
    metricLines(
      { [`${prefix}_normal_error`]: error.normal, [`${prefix}_tangent_error`]: error.tangent },
      { time: error.time, ...common },
    );
  const integrals = ERROR_WEIGHTS.flatMap(([weight]) =>
    (["normal", "tangent"] as const).flatMap((side) => [
      [`integrated_${side}_error_${weight}`, integrateErrors(training, weight)[side]],
      [`integrated_${side}_error_${weight}_generated`, integrateErrors(dynamics.errors, weight)[side]],
    ]),
  );
  const F2 = predictionRanksSamples(dynamics, rng.split("F2", step));
  // Errors along generation have names of their own.
  const along = dynamicsMetrics(dynamics, common).filter((line) => !line.name.endsWith("_error"));
  return [
    ...metricLines(checkpointHeadlines(entry), common),
    ...classMetrics(classes, common),
    ...metricLines({ F2: F2.value, F2_p: F2.p, ...Object.fromEntries(integrals) }, common),
    ...training.flatMap(level("training")),
    ...dynamics.errors.flatMap(level("generated")),
    ...along,
  ];
}

/** Arrays of a checkpoint: curves, samples, classes. */
function arraysOf({ dynamics, training, samples, classes }: JudgedCheckpoint): Record<string, ResultArray> {
  const level = (pick: (error: LevelError) => number) => column(Float64Array.from(training, pick));
  return {
    ...dynamicsArrays(dynamics),
    training_times: level(({ time }) => time),
    training_normal_error: level(({ normal }) => normal),
    training_tangent_error: level(({ tangent }) => tangent),
    ...classArrays(samples, classes),
  };
}

/** Notes on a network, its training, and the guidance of its samples. */
export function trainingNotes({ network, training, guidance }: TrainingRun["config"]): string[] {
  const { hidden, activation, prediction, time_features: features } = network;
  const { directional } = training;
  const plain = directional.normal === 1 && directional.tangent === 1;
  const guided = guidance.normal !== 0 || guidance.tangent !== 0;
  return [
    `Network: ${hidden.join("–")}, ${activation}, ${features.size} ${features.kind} features of ${features.of === "time" ? "t" : "log t"} (scale ${features.scale}), predicting ${prediction}; ${training.steps} steps of ${training.optimizer} at ${training.rate} (decay ${training.decay}), batches of ${training.batch}, weight λ = ${training.weight} on the score error, times ${training.time_sampling}.`,
    !plain &&
      `Directional training: normal errors weigh ω_N = ${directional.normal}, tangent ones ω_T = ${directional.tangent}.`,
    guided && `Ridge guidance while sampling: γ_N = ${guidance.normal}, γ_T = ${guidance.tangent}.`,
  ].filter((note) => note !== false);
}
