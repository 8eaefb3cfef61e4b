/** Trains and samples the models of `control`: one control turned at a time, all else the same. */
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { type Dynamics, followDynamics } from "../../dynamics/dynamics.ts";
import { createNetworkScore } from "../../networks/network-model.ts";
import { createRidgeFrames } from "../../networks/ridge-frames.ts";
import type { ScoreNetworkSpec } from "../../networks/score-network.ts";
import { type ScoreTraining, trainScore, untrained } from "../../networks/score-training.ts";
import { logarithmicSteps, type TrainedTo } from "../../networks/train.ts";
import type { Rng } from "../../random/rng.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { createGuidedScore } from "../../score/guided.ts";
import { cached } from "../parts/cached.ts";
import { sampledParameters, scoreTraining } from "../parts/checkpoint-study.ts";
import { gridOf } from "../parts/criterion.ts";
import type { Pictures } from "../parts/images.ts";
import { networkSpec } from "../parts/network-settings.ts";
import type { ExperimentContext } from "../result.ts";
import {
  AT_REST,
  type ControlConfig,
  type Controls,
  controlsAtRest,
  controlsName,
  controlValues,
  modelName,
} from "./settings.ts";

/** A model at a training step, and what it generated. */
export interface MadeModel {
  readonly controls: Controls;
  readonly replicate: number;
  readonly step: number;
  readonly dynamics: Dynamics;
  /** Finished samples in the data's units, M × d. */
  readonly samples: Float64Array;
}

/** What models are made for. */
export interface ControlSubject {
  readonly density: EmpiricalDensity;
  /** Ridge dimension k. */
  readonly dim: number;
  readonly config: ControlConfig;
  /** Where the data come from and in which coordinates the ridge is. */
  readonly data: {
    readonly name: string;
    readonly space: string;
    readonly note: string;
    readonly latentScale?: number;
    /** How data points are drawn, where they are images. */
    readonly pictures?: Pictures;
    /** Real points outside the training set, H × d. */
    readonly heldOut?: Float64Array;
    /** Ends what the data hold open, if anything. */
    close?(): Promise<void>;
  };
}

interface Replicate extends ControlSubject {
  readonly replicate: number;
  readonly rng: Rng;
  readonly spec: ScoreNetworkSpec;
}

/**
 * All models: for each replicate those of every weight at every checkpoint, and those of every guidance at the last one,
 * on the network trained at rest. Within a replicate all networks start from the same parameters and see the same
 * batches, times and noise, and all samples start from the same noise and follow the same noise.
 */
export async function makeModels(subject: ControlSubject, context: ExperimentContext): Promise<MadeModel[]> {
  const { config, density } = subject;
  const out: MadeModel[] = [];
  for (let replicate = 0; replicate < config.replicates; replicate++) {
    const rng = context.rng.split("replicate", replicate);
    const spec = networkSpec(config.network, density.d, rng.split("network"));
    const one = { ...subject, replicate, rng, spec };
    for (const controls of weightSettings(config)) out.push(...(await trainedModels(one, controls, context)));
  }
  return out;
}

/** At rest first, then every other weight. */
function weightSettings(config: ControlConfig): Controls[] {
  const rest = controlsAtRest(config);
  return [rest, ...turned(config, "normal_weight"), ...turned(config, "tangent_weight")];
}

function turned(config: ControlConfig, control: keyof Controls): Controls[] {
  const rest = controlsAtRest(config);
  return controlValues(config, control)
    .filter((value) => value !== rest[control])
    .map((value) => ({ ...rest, [control]: value }));
}

/** Models of one training, one a checkpoint; of the one at rest also those under guidance. */
async function trainedModels(
  one: Replicate,
  controls: Controls,
  context: ExperimentContext,
): Promise<MadeModel[]> {
  const { config, replicate } = one;
  const { steps, checkpoints } = config.training;
  const rest = controlsAtRest(config);
  const training = trainingWith(one, controls);
  const what = modelName({ controls, replicate }, config);
  const key = `${replicate}-${controls.normal_weight}-${controls.tangent_weight}`;
  const out: MadeModel[] = [];
  let trained = untrained(training);
  for (const step of logarithmicSteps(checkpoints.first, steps, checkpoints.count)) {
    const from = trained;
    trained = await cached(context, `trained-${key}-${step}`, () =>
      trainScore(training, from, step, {
        last: steps,
        onStep: (done) => context.progress(`training, ${what}`, done, steps),
      }),
    );
    out.push(await madeModel(one, { controls, trained }, context));
  }
  const last = trained;
  if (controlsName(controls, rest) !== AT_REST) return out;
  for (const guided of [...turned(config, "normal_guidance"), ...turned(config, "tangent_guidance")])
    out.push(await madeModel(one, { controls: guided, trained: last }, context));
  return out;
}

/** Directional also where both weights are 1, so that times are drawn alike for every weight. */
function trainingWith({ density, config, dim, rng, spec }: Replicate, controls: Controls): ScoreTraining {
  return {
    ...scoreTraining(density, config, { spec, dim, rng: rng.split("training") }),
    directional: {
      normal: controls.normal_weight,
      tangent: controls.tangent_weight,
      dim,
      frames: createRidgeFrames(density, dim),
      timesPerBatch: config.training.directional.times_per_batch,
    },
  };
}

interface ToMake {
  readonly controls: Controls;
  readonly trained: TrainedTo;
}

async function madeModel(
  one: Replicate,
  { controls, trained }: ToMake,
  context: ExperimentContext,
): Promise<MadeModel> {
  const { replicate, config } = one;
  const { step } = trained;
  const key = `generated-${replicate}-${Object.values(controls).join("-")}-${step}`;
  const dynamics = await cached(context, key, () => generate(one, { controls, trained }, context));
  const { scale } = ouLevel(config.time.min);
  return { controls, replicate, step, dynamics, samples: dynamics.x.map((value) => value / scale) };
}

async function generate(
  { density, dim, config, rng, spec }: Replicate,
  { controls, trained }: ToMake,
  { progress }: ExperimentContext,
): Promise<Dynamics> {
  const name = `${controlsName(controls, controlsAtRest(config))}, step ${trained.step}`;
  const network = await createNetworkScore(name, spec, sampledParameters(trained));
  const { sampling } = config;
  try {
    const guidance = { normal: controls.normal_guidance, tangent: controls.tangent_guidance, dim };
    return await followDynamics(createGuidedScore(network, density, guidance), density, {
      ...sampling,
      rng: rng.split("samples"),
      dim,
      every: config.measure.every,
      exponent: true,
      times: gridOf(config),
      onStep: ({ step }) => progress(`generating, ${name}`, step, sampling.steps),
    });
  } finally {
    await network.close();
  }
}
