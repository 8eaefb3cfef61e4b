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
  hidden: wholes([256, 256, 256], "widths of the hidden layers", { item: { min: 1 }, least: 1 }),
  activation: choice({ of: ACTIVATIONS, default: "silu" }, "activation of the hidden layers"),
  prediction: choice({ of: PREDICTION_KINDS, default: "noise" }, "what the network predicts"),
  time_features: {
    kind: choice({ of: ["gaussian", "sinusoidal"], default: "gaussian" }, "kind of the time features"),
    size: whole(64, "number of time features", { min: 1, multipleOf: 2 }),
    scale: number(0.5, "scale of their frequencies", { above: 0 }),
    of: choice({ of: ["time", "log-time"], default: "log-time" }, "what they are features of"),
  },
};

/** How a network is trained, and when it is looked at. */
export const TRAINING_SETTINGS = {
  steps: whole(10000, "training steps", { min: 1 }),
  batch: whole(512, "noised points in a batch", { min: 1 }),
  rate: number(1e-3, "learning rate", { above: 0 }),
  decay: choice({ of: ["none", "cosine"], default: "none" }, "how the learning rate falls"),
  optimizer: choice({ of: ["adam", "sgd"], default: "adam" }, "how a step follows from a gradient"),
  clip: number("none", "largest norm of the gradient", { above: 0, words: ["none"] }),
  ema: number(
    0.99,
    "decay of the average of the parameters that is looked at and sampled from; none: they themselves",
    { min: 0, below: 1, words: ["none"] },
  ),
  weight: choice({ of: LOSS_WEIGHT_NAMES, default: "h" }, "weight λ(t) of the loss on the score error"),
  time_sampling: choice(
    { of: ["uniform", "log-uniform"], default: "log-uniform" },
    "how the times of a batch are drawn",
  ),
  checkpoints: {
    first: whole(100, "step of the first checkpoint", { min: 1 }),
    count: whole(8, "checkpoints, evenly spaced in log up to the last step", { min: 1 }),
  },
  directional: {
    normal: number(1, "ω_N, weight of normal errors", { min: 0 }),
    tangent: number(1, "ω_T, weight of tangent errors; both 1 is plain denoising score matching", { min: 0 }),
    times_per_batch: whole(16, "noise levels in a batch of weighted errors", { min: 1 }),
  },
};

/** What is added to the network's score while sampling. */
export const GUIDANCE_SETTINGS = {
  normal: number(0, "γ_N, how far the normal part of the score is moved to the exact one"),
  tangent: number(0, "γ_T, the same of the tangent part; both 0 is the network alone"),
};

/** How checkpoints are measured. */
const STUDY_SETTINGS = {
  every: EVERY,
  error_draws: whole(1000, "draws of p_t at each noise level, for errors over p_t", { min: 1 }),
  error_levels: whole(24, "noise levels, for errors over p_t", { min: 2 }),
  denoise: flag(
    false,
    "whether samples are finished by the posterior mean at the last time, not the noisy state there",
  ),
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
