/**
 * Training dynamics: a score network is trained, and at logarithmic training times its errors by direction, its samples
 * and their way to the ridge are measured.
 */
import { lastOf } from "../../arrays/present.ts";
import { logSpaced } from "../../arrays/rows.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import type { Classes } from "../../diagnosis/classes.ts";
import { errorOverTraining, type LevelError } from "../../dynamics/decomposition.ts";
import { type Dynamics, followDynamics } from "../../dynamics/dynamics.ts";
import { createNetworkScore } from "../../networks/network-model.ts";
import { createRidgeFrames } from "../../networks/ridge-frames.ts";
import type { ScoreNetworkSpec } from "../../networks/score-network.ts";
import { type ScoreTraining, trainScore, untrained } from "../../networks/score-training.ts";
import { logarithmicSteps, type TrainedTo } from "../../networks/train.ts";
import type { Rng } from "../../random/rng.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { createGuidedScore } from "../../score/guided.ts";
import type { ConfigOf } from "../../settings/config.ts";
import type { ExperimentContext } from "../result.ts";
import { cached } from "./cached.ts";
import { gridOf } from "./criterion.ts";
import { type CHECKPOINT_SETTINGS, networkSpec } from "./network-settings.ts";

/** Settings that a study needs. */
export type CheckpointStudyConfig = Omit<ConfigOf<typeof CHECKPOINT_SETTINGS>, "ridge">;

/** One checkpoint, measured. */
export interface CheckpointEntry {
  /** In tables and legends. */
  readonly name: string;
  readonly step: number;
  /** Mean training loss over the last steps before it. */
  readonly loss: number;
  /** Errors over p_t at logarithmic noise levels, descending in time. */
  readonly training: readonly LevelError[];
  readonly dynamics: Dynamics;
  /** Finished samples in the data's units, M × d. */
  readonly samples: Float64Array;
}

/** A checkpoint with the classes of its finished samples. */
export interface JudgedCheckpoint extends CheckpointEntry {
  readonly classes: Classes;
}

/** Name of a checkpoint in tables and legends. */
export function checkpointName({ step }: Pick<CheckpointEntry, "step">): string {
  return `step ${step}`;
}

/** A trained network with all that was seen on the way. */
export interface CheckpointStudy {
  readonly spec: ScoreNetworkSpec;
  readonly entries: readonly CheckpointEntry[];
  /** What samples were made with at the last checkpoint. */
  readonly parameters: Float32Array;
  readonly losses: TrainedTo["losses"];
}

/** Options of a study: the ridge dimension, and a name that keeps its parts apart from another's. */
export interface StudyOptions {
  readonly dim: number;
  readonly name?: string;
}

/** Trains and measures. Parts are cached, so that a run that was cut short goes on at the last one. */
export async function studyCheckpoints(
  density: EmpiricalDensity,
  config: CheckpointStudyConfig,
  context: ExperimentContext,
  { dim, name: network = "network" }: StudyOptions,
): Promise<CheckpointStudy> {
  const spec = networkSpec(config.network, density.d, context.rng.split("network"));
  const training = scoreTraining(density, config, { spec, dim, rng: context.rng.split("training") });
  const { steps, checkpoints } = config.training;
  const at = logarithmicSteps(checkpoints.first, steps, checkpoints.count);
  const entries: CheckpointEntry[] = [];
  const losses: TrainedTo["losses"][number][] = [];
  let trained = untrained(training);
  for (const step of at) {
    const from = trained;
    trained = await cached(context, `${network}-trained-${step}`, () =>
      trainScore(training, from, step, {
        last: steps,
        onStep: (done) =>
          context.progress(`training to step ${step}, ${network}`, done - from.step, step - from.step),
      }),
    );
    losses.push(...trained.losses);
    const parameters = sampledParameters(trained);
    const measured = await cached(context, `${network}-measured-${step}`, () =>
      measure({ density, config, context, dim }, { spec, parameters, what: `${network}, step ${step}` }),
    );
    const name = checkpointName({ step });
    entries.push({ name, step, loss: lastOf(trained.losses).loss, ...measured });
  }
  return { spec, entries, parameters: sampledParameters(trained), losses };
}

/** The parameters that are looked at and sampled from: their average where one is kept. */
export function sampledParameters({ state }: TrainedTo): Float32Array {
  return state.average ?? state.parameters;
}

/** Training on the points of a density by these settings; directional where a weight is not 1. */
export function scoreTraining(
  density: EmpiricalDensity,
  { training, time }: Pick<CheckpointStudyConfig, "training" | "time">,
  { spec, dim, rng }: { spec: ScoreNetworkSpec; dim: number; rng: Rng },
): ScoreTraining {
  const { normal, tangent, times_per_batch: timesPerBatch } = training.directional;
  const frames = createRidgeFrames(density, dim);
  return {
    data: density.data,
    n: density.n,
    spec,
    batch: training.batch,
    rate: training.rate,
    decay: training.decay,
    weight: training.weight,
    rng,
    optimizer: {
      kind: training.optimizer,
      ...(training.clip !== "none" && { clip: training.clip }),
      ...(training.ema !== "none" && { ema: training.ema }),
    },
    time: { min: time.min, horizon: time.horizon, sampling: training.time_sampling },
    ...((normal !== 1 || tangent !== 1) && { directional: { normal, tangent, dim, frames, timesPerBatch } }),
  };
}

interface Measured {
  readonly density: EmpiricalDensity;
  readonly config: CheckpointStudyConfig;
  readonly context: ExperimentContext;
  readonly dim: number;
}

interface NamedNetwork {
  readonly spec: ScoreNetworkSpec;
  readonly parameters: Float32Array;
  readonly what: string;
}

async function measure(
  { density, config, context, dim }: Measured,
  { spec, parameters, what }: NamedNetwork,
): Promise<Pick<CheckpointEntry, "training" | "dynamics" | "samples">> {
  const { rng, progress } = context;
  const { sampling, time, study, guidance } = config;
  const network = await createNetworkScore(what, spec, parameters);
  try {
    const model = createGuidedScore(network, density, { ...guidance, dim });
    const levels = logSpaced(time.horizon, time.min, study.error_levels);
    progress(`errors, ${what}`, 0, 1);
    const training = await errorOverTraining(model, density, levels, {
      dim,
      count: study.error_draws,
      rng: rng.split("errors"),
    });
    const dynamics = await followDynamics(model, density, {
      ...sampling,
      rng: rng.split("samples"),
      dim,
      every: study.every,
      exponent: true,
      times: gridOf(config),
      snapshotTimes: study.snapshots,
      onStep: ({ step }) => progress(`generating, ${what}`, step, sampling.steps),
    });
    const { scale } = ouLevel(time.min);
    const finished = study.denoise ? await model.posteriorMean(dynamics.x, time.min) : dynamics.x;
    return { training, dynamics, samples: finished.map((value) => value / scale) };
  } finally {
    await network.close();
  }
}
