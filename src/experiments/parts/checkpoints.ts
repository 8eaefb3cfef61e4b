/** What happens over training, as sections, headlines and verdicts: shared by all experiments that train networks. */
import { lastOf } from "../../arrays/present.ts";
import { spread } from "../../arrays/rows.ts";
import { integrateErrors, type LevelError } from "../../dynamics/decomposition.ts";
import {
  predictionRanksCheckpoints,
  predictionRanksSamples,
  reachBeforeSlide,
  type Verdict,
} from "../../dynamics/falsification.ts";
import { quantile, rootMeanSquare } from "../../metrics/statistics.ts";
import type { Rng } from "../../random/rng.ts";
import { column, type MetricLine, type ResultArray, type SummaryEntry } from "../result.ts";
import { type Section, section } from "../section.ts";
import {
  type CheckpointStudy,
  type CheckpointStudyConfig,
  checkpointName,
  type JudgedCheckpoint,
} from "./checkpoint-study.ts";
import { classArrays, classMetrics, summaryClasses } from "./classes.ts";
import {
  dynamicsArrays,
  dynamicsFigures,
  dynamicsMetrics,
  type NamedDynamics,
  residualFigures,
} from "./dynamics.ts";
import { ERROR_WEIGHTS, integratedFigure, levelFigure, lossFigure, pathFigure } from "./training-figures.ts";
import { trainingNotes } from "./training-notes.ts";

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
 * How samples of some checkpoints reach, align and slide, with their residuals over noise levels; `suffix` ends the names
 * of the figures of residuals, where others have residuals of finished samples.
 */
export function generationSection(entries: readonly JudgedCheckpoint[], suffix = ""): Section {
  const residuals = residualFigures(spread(entries, 3).map(named));
  return section("Generation", {
    figures: [
      ...dynamicsFigures(spread(entries, 4).map(named)),
      ...residuals.map((figure) => ({ ...figure, id: `${figure.id}${suffix}` })),
    ],
  });
}

/** What training does to the error, and the loss that it minimises. */
export function errorSection({ entries, study }: Pick<TrainingRun, "entries" | "study">): Section {
  return section("Score error", {
    figures: [levelFigure(entries), integratedFigure(entries), lossFigure(study.losses)],
  });
}

function named(entry: JudgedCheckpoint): NamedDynamics {
  return { name: checkpointName(entry), dynamics: entry.dynamics };
}

/** Where the arrays of a checkpoint are kept, without .npz. */
function fileName({ step }: JudgedCheckpoint): string {
  return `step-${step}`;
}

/** The checkpoints as entries of a summary. */
export function checkpointEntries(entries: readonly JudgedCheckpoint[]): SummaryEntry[] {
  return entries.map((entry) => ({
    name: checkpointName(entry),
    arrays: fileName(entry),
    classes: summaryClasses(entry.classes.fractions),
    figures: checkpointHeadlines(entry),
  }));
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
  const integrals = ERROR_WEIGHTS.flatMap(([weight]) =>
    (["normal", "tangent"] as const).flatMap((side) => [
      scalar(`integrated_${side}_error_${weight}`, integrateErrors(training, weight)[side]),
      scalar(`integrated_${side}_error_${weight}_generated`, integrateErrors(dynamics.errors, weight)[side]),
    ]),
  );
  const F2 = predictionRanksSamples(dynamics, rng.split("F2", step));
  // Errors along generation have names of their own.
  const along = dynamicsMetrics(dynamics, common).filter(({ name }) => !name.endsWith("_error"));
  return [
    ...Object.entries(checkpointHeadlines(entry)).map(([name, value]) => scalar(name, value)),
    ...classMetrics(classes, common),
    scalar("F2", F2.value),
    scalar("F2_p", F2.p),
    ...integrals,
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
