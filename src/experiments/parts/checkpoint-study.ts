/**
 * Training dynamics: a score network is trained, and at logarithmic training times its errors by direction, its samples
 * and their way to the ridge are measured.
 */
import { lastOf } from "../../arrays/present.ts";
import { logSpaced } from "../../arrays/rows.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import type { Classes } from "../../diagnosis/classes.ts";
import type { SampleSet } from "../../diagnosis/diagnose.ts";
import { errorOverTraining, type LevelError } from "../../dynamics/decomposition.ts";
import { createNetworkScore } from "../../networks/network-model.ts";
import { createRidgeFrames } from "../../networks/ridge-frames.ts";
import type { ScoreNetworkSpec } from "../../networks/score-network.ts";
import { type ScoreTraining, trainScore, untrained } from "../../networks/score-training.ts";
import { logarithmicSteps, type TrainedTo } from "../../networks/train.ts";
import type { Rng } from "../../random/rng.ts";
import { finishedSamples } from "../../sample/sampler.ts";
import { createGuidedScore, type RidgeGuidance } from "../../score/guided.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import type { ConfigOf } from "../../settings/config.ts";
import type { ExperimentContext } from "../result.ts";
import { cached } from "./cached.ts";
import type { NamedDynamics } from "./dynamics.ts";
import { generateDynamics } from "./generate.ts";
import { type CHECKPOINT_SETTINGS, type NetworkTrainingConfig, networkSpec } from "./network-settings.ts";

/** Settings that a study needs. */
export type CheckpointStudyConfig = Omit<ConfigOf<typeof CHECKPOINT_SETTINGS>, "ridge">;

/** One checkpoint, measured; its samples are finished. */
interface CheckpointEntry extends SampleSet, NamedDynamics {
  readonly step: number;
  /** Mean training loss over the last steps before it. */
  readonly loss: number;
  /** Errors over p_t at logarithmic noise levels, descending in time. */
  readonly training: readonly LevelError[];
}

/** A checkpoint with the classes of its finished samples. */
export interface JudgedCheckpoint extends CheckpointEntry {
  readonly classes: Classes;
}

/** A trained network with all that was seen on the way. */
export interface CheckpointStudy {
  readonly spec: ScoreNetworkSpec;
  readonly entries: readonly CheckpointEntry[];
  /** What samples were made with at the last checkpoint. */
  readonly parameters: Float32Array;
  readonly losses: TrainedTo["losses"];
}

interface StudyOptions {
  readonly config: CheckpointStudyConfig;
  readonly dim: number;
}

/** Trains and measures with ridge dimension `dim`; parts are cached. */
export async function studyCheckpoints(
  density: EmpiricalDensity,
  { config, dim }: StudyOptions,
  context: ExperimentContext,
): Promise<CheckpointStudy> {
  const spec = networkSpec(config.network, density.d, context.rng.split("network"));
  const training = scoreTraining(density, config, { spec, dim, rng: context.rng.split("training") });
  const entries: CheckpointEntry[] = [];
  const losses: TrainedTo["losses"][number][] = [];
  let parameters = new Float32Array() as Float32Array;
  const options = { context, key: "network-trained", what: "network" };
  for await (const trained of trainToCheckpoints(training, config.training, options)) {
    const { step } = trained;
    const name = `step ${step}`;
    const network = { name: `network, ${name}`, spec, trained };
    const measured = await cached(context, `network-measured-${step}`, () =>
      withNetwork(network, { density, ...config.guidance, dim }, (model) =>
        measure(model, density, { config, dim, context }),
      ),
    );
    losses.push(...trained.losses);
    parameters = sampledParameters(trained);
    entries.push({ name, step, loss: lastOf(trained.losses).loss, ...measured });
  }
  return { spec, entries, parameters, losses };
}

/**
 * A training at each of its checkpoints in turn. They are cached as `key` and their step, so that a run that was cut short
 * goes on at the last one; `what` names the training while it runs.
 */
export async function* trainToCheckpoints(
  training: ScoreTraining,
  { steps, checkpoints }: NetworkTrainingConfig,
  {
    context,
    key,
    what,
  }: { readonly context: ExperimentContext; readonly key: string; readonly what: string },
): AsyncGenerator<TrainedTo, void> {
  let trained = untrained(training);
  for (const step of logarithmicSteps(checkpoints.first, steps, checkpoints.count)) {
    const from = trained;
    trained = await cached(context, `${key}-${step}`, () =>
      trainScore(training, from, {
        until: step,
        last: steps,
        onStep: (done) => context.progress(`training, ${what}`, done, steps),
      }),
    );
    yield trained;
  }
}

/** The parameters that are looked at and sampled from: their average where one is kept. */
function sampledParameters({ state }: TrainedTo): Float32Array {
  return state.average ?? state.parameters;
}

/** What is trained; `weights` by direction take the place of those of the settings, and are used where both are 1 too. */
export interface ScoreTrainingOptions {
  readonly spec: ScoreNetworkSpec;
  readonly dim: number;
  readonly rng: Rng;
  readonly weights?: { readonly normal: number; readonly tangent: number };
}

/** Training on the points of a density by these settings; directional where a weight is not 1. */
export function scoreTraining(
  density: EmpiricalDensity,
  { training, time }: Pick<CheckpointStudyConfig, "training" | "time">,
  { spec, dim, rng, weights }: ScoreTrainingOptions,
): ScoreTraining {
  const { batch, rate, decay, weight, directional } = training;
  const { normal, tangent } = weights ?? directional;
  const timesPerBatch = directional.times_per_batch;
  const frames = createRidgeFrames(density, dim);
  const { data, n } = density;
  const common = { data, n, spec, batch, rate, decay, weight, rng };
  return {
    ...common,
    optimizer: {
      kind: training.optimizer,
      ...(training.clip !== "none" && { clip: training.clip }),
      ...(training.ema !== "none" && { ema: training.ema }),
    },
    time: { ...time, sampling: training.time_sampling },
    ...((weights || normal !== 1 || tangent !== 1) && {
      directional: { normal, tangent, dim, frames, timesPerBatch },
    }),
  };
}

/** A network as far as it is trained. */
export interface TrainedNetwork {
  readonly name: string;
  readonly spec: ScoreNetworkSpec;
  readonly trained: TrainedTo;
}

/** What `use` makes of a network under guidance towards the score of `density`; the network is closed after it. */
export async function withNetwork<T>(
  { name, spec, trained }: TrainedNetwork,
  { density, ...guidance }: RidgeGuidance & { readonly density: EmpiricalDensity },
  use: (model: ScoreModel) => Promise<T>,
): Promise<T> {
  const network = await createNetworkScore(name, spec, sampledParameters(trained));
  try {
    return await use(createGuidedScore(network, density, guidance));
  } finally {
    await network.close();
  }
}

async function measure(
  model: ScoreModel,
  density: EmpiricalDensity,
  { config, dim, context: { rng, progress } }: StudyOptions & { readonly context: ExperimentContext },
): Promise<Pick<CheckpointEntry, "training" | "dynamics" | "samples">> {
  const { time, study } = config;
  const { error_draws: count, every, snapshots: snapshotTimes } = study;
  const times = logSpaced(time.horizon, time.min, study.error_levels);
  progress(`errors, ${model.name}`, 0, 1);
  const drawn = { times, dim, count, rng: rng.split("errors") };
  const training = await errorOverTraining(model, density, drawn);
  const options = { config, rng, progress, dim, every, snapshotTimes, exponent: true };
  const dynamics = await generateDynamics(model, density, options);
  const last = study.denoise ? await model.posteriorMean(dynamics.x, time.min) : dynamics.x;
  return { training, dynamics, samples: finishedSamples(last, time.min) };
}
