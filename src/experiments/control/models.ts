/** Trains and samples the models of `control`: one control turned at a time, all else the same. */
import { lastOf } from "../../arrays/present.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { type Classes, classify, type RidgeCriterion } from "../../diagnosis/classes.ts";
import { outcomeOf } from "../../diagnosis/outcomes.ts";
import { integrateErrors } from "../../dynamics/decomposition.ts";
import type { Dynamics } from "../../dynamics/dynamics.ts";
import { median } from "../../metrics/statistics.ts";
import type { ScoreNetworkSpec } from "../../networks/score-network.ts";
import type { TrainedTo } from "../../networks/train.ts";
import type { Rng } from "../../random/rng.ts";
import { finishedSamples } from "../../sample/sampler.ts";
import { cached } from "../parts/cached.ts";
import { scoreTraining, trainToCheckpoints, withNetwork } from "../parts/checkpoint-study.ts";
import { generateDynamics } from "../parts/generate.ts";
import type { LatentData, LatentSpace } from "../parts/latent-data.ts";
import { networkSpec } from "../parts/network-settings.ts";
import type { ExperimentContext } from "../result.ts";
import {
  AT_REST,
  CONTROL_NAMES,
  type ControlConfig,
  type Controls,
  controlsAtRest,
  controlsName,
  controlValues,
  modelName,
} from "./settings.ts";

/** A model at a training step, and what it generated; `setting` is its controls in words, whichever the training is. */
export type ControlModel = Awaited<ReturnType<typeof madeModel>>;

/** What models are made for: data that may be images in latents, in which case their space is open. */
export interface ControlSubject extends Partial<Pick<LatentData, "pictures" | "heldOut">> {
  readonly config: ControlConfig;
  readonly density: EmpiricalDensity;
  readonly criterion: RidgeCriterion;
  /** Name of the data. */
  readonly title: string;
  readonly space: Pick<LatentSpace, "name" | "note" | "scale"> & Partial<Pick<LatentSpace, "close">>;
}

interface Replicate extends ControlSubject {
  readonly context: ExperimentContext;
  readonly replicate: number;
  readonly rng: Rng;
  readonly spec: ScoreNetworkSpec;
}

/**
 * All models: for each replicate those of every weight at every checkpoint, and those of every guidance at the last one,
 * on the network trained at rest. Within a replicate all networks start from the same parameters and see the same
 * batches, times and noise, and all samples start from the same noise and follow the same noise.
 */
export async function makeModels(
  subject: ControlSubject,
  context: ExperimentContext,
): Promise<ControlModel[]> {
  const { config, density } = subject;
  const out: ControlModel[] = [];
  for (let replicate = 0; replicate < config.replicates; replicate++) {
    const rng = context.rng.split("replicate", replicate);
    const spec = networkSpec(config.network, density.d, rng.split("network"));
    const one = { ...subject, context, replicate, rng, spec };
    for (const controls of [controlsAtRest(config), ...turned(config, "weight")])
      for await (const model of trainedModels(one, controls)) out.push(model);
  }
  return out;
}

/** One of the controls of a kind turned to each of its values, the others at rest. */
function turned(config: ControlConfig, kind: "weight" | "guidance"): Controls[] {
  const rest = controlsAtRest(config);
  return CONTROL_NAMES.filter((control) => control.endsWith(kind)).flatMap((control) =>
    controlValues(config, control)
      .filter((value) => value !== rest[control])
      .map((value) => ({ ...rest, [control]: value })),
  );
}

/** Models of one training, one a checkpoint; of the one at rest also those under guidance. */
async function* trainedModels(one: Replicate, controls: Controls): AsyncGenerator<ControlModel, void> {
  const { config, context, density, criterion, replicate, rng, spec } = one;
  const { normal_weight: normal, tangent_weight: tangent } = controls;
  // Directional also where both weights are 1, so that times are drawn alike for every weight.
  const weighted = { spec, dim: criterion.dim, rng: rng.split("training"), weights: { normal, tangent } };
  const training = scoreTraining(density, config, weighted);
  const what = modelName({ controls, replicate }, config);
  const key = `trained-${replicate}-${normal}-${tangent}`;
  const resting = controlsName(controls, controlsAtRest(config)) === AT_REST;
  for await (const trained of trainToCheckpoints(training, config.training, { context, key, what })) {
    const guided = resting && trained.step === config.training.steps;
    for (const each of [controls, ...(guided ? turned(config, "guidance") : [])])
      yield madeModel(one, each, trained);
  }
}

async function madeModel(one: Replicate, controls: Controls, trained: TrainedTo) {
  const { density, criterion, replicate, config, context, rng, spec } = one;
  const { dim } = criterion;
  const { step } = trained;
  const setting = controlsName(controls, controlsAtRest(config));
  const guidance = { normal: controls.normal_guidance, tangent: controls.tangent_guidance, dim, density };
  const network = { name: `${setting}, step ${step}`, spec, trained };
  const key = `generated-${replicate}-${Object.values(controls).join("-")}-${step}`;
  const { progress } = context;
  const options = { config, rng, progress, dim, every: config.measure.every, exponent: true };
  const dynamics = await cached(context, key, () =>
    withNetwork(network, guidance, (model) => generateDynamics(model, density, options)),
  );
  const samples = finishedSamples(dynamics.x, config.time.min);
  const classes = await classify(density, samples, criterion);
  const headlines = headlinesOf(dynamics, classes);
  const name = modelName({ controls, replicate }, config);
  return { name, setting, controls, replicate, step, dynamics, samples, classes, headlines };
}

function headlinesOf(dynamics: Dynamics, classes: Classes) {
  const { normal, tangent } = integrateErrors(dynamics.errors, "h2");
  return {
    median_distance: outcomeOf("median_distance", classes),
    predicted_distance: lastOf(dynamics.predictedDistance),
    measured_distance: lastOf(dynamics.measuredDistance),
    normal_error: normal,
    tangent_error: tangent,
    median_slide_exponent: median(dynamics.exponent),
    diverged: dynamics.diverged,
  };
}
