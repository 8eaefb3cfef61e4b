/** Settings of networks, of their training and of what is measured on the way, for all experiments that train some. */
import { ACTIVATIONS } from "../../networks/layers.ts";
import { embeddingFrequencies, type ScoreNetworkSpec } from "../../networks/score-network.ts";
import type { Rng } from "../../random/rng.ts";
import { LOSS_WEIGHT_NAMES } from "../../random-features/moment-problem.ts";
import { PREDICTION_KINDS } from "../../score/prediction.ts";
import type { ConfigOf } from "../../settings/config.ts";
import { choice, flag, number, whole, wholes } from "../../settings/setting.ts";
import { EVERY, RIDGE, SAMPLING, SNAPSHOTS, TIME } from "./settings.ts";

/** A score network. */
export const NETWORK_SETTINGS = {
  hidden: wholes({
    default: [256, 256, 256],
    item: { min: 1 },
    least: 1,
    meaning: "widths of the hidden layers",
  }),
  activation: choice({ of: ACTIVATIONS, default: "silu", meaning: "activation of the hidden layers" }),
  prediction: choice({ of: PREDICTION_KINDS, default: "noise", meaning: "what the network predicts" }),
  time_features: {
    kind: choice({
      of: ["gaussian", "sinusoidal"],
      default: "gaussian",
      meaning: "kind of the time features",
    }),
    size: whole({ default: 64, min: 1, multipleOf: 2, meaning: "number of time features" }),
    scale: number({ default: 0.5, above: 0, meaning: "scale of their frequencies" }),
    of: choice({ of: ["time", "log-time"], default: "log-time", meaning: "what they are features of" }),
  },
};

/** How a network is trained, and when it is looked at. */
export const TRAINING_SETTINGS = {
  steps: whole({ default: 10000, min: 1, meaning: "training steps" }),
  batch: whole({ default: 512, min: 1, meaning: "noised points in a batch" }),
  rate: number({ default: 1e-3, above: 0, meaning: "learning rate" }),
  decay: choice({ of: ["none", "cosine"], default: "none", meaning: "how the learning rate falls" }),
  optimizer: choice({ of: ["adam", "sgd"], default: "adam", meaning: "how a step follows from a gradient" }),
  clip: number({ default: "none", above: 0, words: ["none"], meaning: "largest norm of the gradient" }),
  ema: number({
    default: 0.99,
    min: 0,
    below: 1,
    words: ["none"],
    meaning:
      "decay of the average of the parameters that is looked at and sampled from; none: they themselves",
  }),
  weight: choice({
    of: LOSS_WEIGHT_NAMES,
    default: "h",
    meaning: "weight λ(t) of the loss on the score error",
  }),
  time_sampling: choice({
    of: ["uniform", "log-uniform"],
    default: "log-uniform",
    meaning: "how the times of a batch are drawn",
  }),
  checkpoints: {
    first: whole({ default: 100, min: 1, meaning: "step of the first checkpoint" }),
    count: whole({ default: 8, min: 1, meaning: "checkpoints, evenly spaced in log up to the last step" }),
  },
  directional: {
    normal: number({ default: 1, min: 0, meaning: "ω_N, weight of normal errors" }),
    tangent: number({
      default: 1,
      min: 0,
      meaning: "ω_T, weight of tangent errors; both 1 is plain denoising score matching",
    }),
    times_per_batch: whole({ default: 16, min: 1, meaning: "noise levels in a batch of weighted errors" }),
  },
};

/** What is added to the network's score while sampling. */
export const GUIDANCE_SETTINGS = {
  normal: number({
    default: 0,
    meaning: "γ_N, how far the normal part of the score is moved to the exact one",
  }),
  tangent: number({ default: 0, meaning: "γ_T, the same of the tangent part; both 0 is the network alone" }),
};

/** How checkpoints are measured. */
export const STUDY_SETTINGS = {
  every: EVERY,
  error_draws: whole({
    default: 1000,
    min: 1,
    meaning: "draws of p_t at each noise level, for errors over p_t",
  }),
  error_levels: whole({ default: 24, min: 2, meaning: "noise levels, for errors over p_t" }),
  denoise: flag({
    default: false,
    meaning: "whether samples are finished by the posterior mean at the last time, not the noisy state there",
  }),
  snapshots: SNAPSHOTS,
};

/** All that a study of checkpoints needs, and the ridge that its samples are judged by. */
export const CHECKPOINT_SETTINGS = {
  network: NETWORK_SETTINGS,
  training: TRAINING_SETTINGS,
  time: TIME,
  sampling: SAMPLING,
  guidance: GUIDANCE_SETTINGS,
  ridge: RIDGE,
  study: STUDY_SETTINGS,
};

/** A score network. */
export type NetworkConfig = ConfigOf<typeof NETWORK_SETTINGS>;
/** How a network is trained. */
export type NetworkTrainingConfig = ConfigOf<typeof TRAINING_SETTINGS>;

/** The network of these settings on d-dimensional data; the frequencies of its time features are drawn by `rng`. */
export function networkSpec(
  { hidden, activation, prediction, time_features: features }: NetworkConfig,
  d: number,
  rng: Rng,
): ScoreNetworkSpec {
  const frequencies = embeddingFrequencies(features, rng.split("frequencies"));
  return { d, hidden, activation, prediction, time: { of: features.of, frequencies } };
}
