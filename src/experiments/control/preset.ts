/** `control`: settings by data set and scale. */

import { networkDefaults } from "../parts/network-settings.ts";
import type { Preset } from "../preset.ts";
import { runControl } from "./run.ts";
import {
  type ControlConfig,
  checkControl,
  type LatentControlConfig,
  type PointControlConfig,
} from "./settings.ts";

/** Thirteen points, at a training time at which all three classes are there. */
function quickPoints(): PointControlConfig {
  const { network, training } = networkDefaults();
  return {
    experiment: "control",
    dataset: "points",
    scale: "quick",
    seed: 0,
    data: { set: "thirteen-points" },
    network: { ...network, hidden: [128, 128, 128] },
    training: { ...training, steps: 1200, batch: 256, checkpoints: { first: 300, count: 3 } },
    guidance: { normal: 0, tangent: 0 },
    knobs: {
      normal_weight: [0.25, 1, 4, 16],
      tangent_weight: [0.25, 1, 4, 16],
      normal_guidance: [0, 0.25, 0.5, 0.75, 1],
      tangent_guidance: [-0.5, 0, 0.25, 0.5, 1],
    },
    replicates: 1,
    time: { horizon: 10, min: 1e-3 },
    sampling: { count: 1000, steps: 200, stochasticity: 1, solver: "euler", grid: "exponential" },
    ridge: { dim: 1, analysis_time: "auto" },
    measure: { every: 10, resamples: 1000 },
  };
}

/** The same with a larger network, three trainings of every weight and more samples. */
function paperPoints(): PointControlConfig {
  const quick = quickPoints();
  return {
    ...quick,
    scale: "paper",
    network: { ...quick.network, hidden: [256, 256, 256] },
    training: { ...quick.training, batch: 512 },
    knobs: {
      ...quick.knobs,
      normal_weight: [0.0625, 0.25, 1, 4, 16, 64],
      tangent_weight: [0.0625, 0.25, 1, 4, 16, 64],
    },
    replicates: 3,
    sampling: { ...quick.sampling, count: 2000, steps: 500 },
  };
}

/**
 * 500 images of MNIST's digit 1 in the latents of an autoencoder. Frames at a noised point cost a pass over the training
 * set with a covariance of the latents each: of all 6742 images that is half a second a step.
 */
function quickLatents(): LatentControlConfig {
  const { network, training } = networkDefaults();
  return {
    experiment: "control",
    dataset: "mnist-latent",
    scale: "quick",
    seed: 0,
    data: { set: "mnist", digit: 1, count: 500, latent: "vae:32" },
    vae: {
      hidden: [400, 200],
      rate: 1e-3,
      batch: 256,
      epochs: 20,
      validation: { count: 500, patience: 5 },
    },
    network: {
      ...network,
      hidden: [512, 512],
      time_features: { kind: "gaussian", size: 128, scale: 0.5, of: "log-time" },
    },
    training: {
      ...training,
      steps: 3000,
      batch: 256,
      checkpoints: { first: 1000, count: 2 },
      directional: { normal: 1, tangent: 1, times_per_batch: 32 },
    },
    guidance: { normal: 0, tangent: 0 },
    knobs: {
      normal_weight: [0.25, 1, 4],
      tangent_weight: [0.25, 1, 4],
      normal_guidance: [0, 0.5, 1],
      tangent_guidance: [-0.5, 0, 0.5, 1],
    },
    replicates: 1,
    time: { horizon: 10, min: 1e-3 },
    sampling: { count: 500, steps: 200, stochasticity: 1, solver: "euler", grid: "exponential" },
    ridge: { dim: 20, analysis_time: "auto" },
    measure: { every: 20, resamples: 1000 },
  };
}

function paperLatents(): LatentControlConfig {
  const quick = quickLatents();
  return {
    ...quick,
    scale: "paper",
    replicates: 3,
    vae: { ...quick.vae, batch: 1024, epochs: 100, validation: { count: 500, patience: 20 } },
    data: { ...quick.data, count: 2000 },
    training: { ...quick.training, steps: 4000, ema: 0.999, checkpoints: { first: 1000, count: 3 } },
    knobs: { ...quick.knobs, normal_weight: [0.25, 1, 4, 16], tangent_weight: [0.25, 1, 4, 16] },
    sampling: { ...quick.sampling, count: 1000, steps: 500 },
  };
}

const SCALES: Readonly<Record<ControlConfig["dataset"], Readonly<Record<string, () => ControlConfig>>>> = {
  points: { quick: quickPoints, paper: paperPoints },
  "mnist-latent": { quick: quickLatents, paper: paperLatents },
};

/** The settings of a scale, on the data set that was chosen before it. */
function atScale(scale: ControlConfig["scale"]): (start: Settings) => Settings {
  return ({ dataset }) => ({ ...SCALES[dataset as ControlConfig["dataset"]][scale]() });
}

type Settings = Readonly<Record<string, unknown>>;

/** The preset `control`. */
export function controlPreset(): Preset {
  return {
    name: "control",
    summary: "two weights in training and two strengths of guidance: what each does to samples",
    config: { ...quickPoints() },
    variants: {
      dataset: { points: { ...quickPoints() }, "mnist-latent": { ...quickLatents() } },
      scale: { quick: atScale("quick"), paper: atScale("paper") },
    },
    check: checkControl,
    run: runControl,
  };
}
