/** Settings of networks and of their training, shared by all experiments that train some. */
import { z } from "zod";
import { ACTIVATIONS, type Activation } from "../../networks/layers.ts";
import {
  embeddingFrequencies,
  type ScoreNetworkSpec,
  type TimeEmbedding,
} from "../../networks/score-network.ts";
import type { Rng } from "../../random/rng.ts";
import type { LossWeight } from "../../random-features/moment-problem.ts";
import { PREDICTION_KINDS, type PredictionKind } from "../../score/prediction.ts";

/** A score network. */
export interface NetworkConfig {
  hidden: number[];
  activation: Activation;
  prediction: PredictionKind;
  time_features: { kind: TimeEmbedding["kind"]; size: number; scale: number; of: TimeEmbedding["of"] };
}

/** How it is trained, and when it is looked at. */
export interface NetworkTrainingConfig {
  steps: number;
  batch: number;
  rate: number;
  decay: "none" | "cosine";
  optimizer: "adam" | "sgd";
  /** Largest norm of the gradient. */
  clip: number | "none";
  /** Decay of the average of the parameters that is looked at and sampled from; "none": the parameters themselves. */
  ema: number | "none";
  weight: LossWeight;
  time_sampling: "uniform" | "log-uniform";
  /** Checkpoints, evenly spaced in log from the first to the last step. */
  checkpoints: { first: number; count: number };
  /** ω_N and ω_T; both 1 is plain denoising score matching. */
  directional: { normal: number; tangent: number; times_per_batch: number };
}

/** γ_N and γ_T while sampling; both 0 is the network alone. */
export interface GuidanceConfig {
  normal: number;
  tangent: number;
}

/** How checkpoints are measured. */
export interface StudyConfig {
  /** Geometry is taken at every so many-th sampling step. */
  every: number;
  /** Draws of p_t at each noise level, and the number of levels, for errors over p_t. */
  error_draws: number;
  error_levels: number;
  /** Whether samples are finished by the posterior mean at the last time, instead of the noisy state there. */
  denoise: boolean;
  /** Noise levels whose residuals are kept. */
  snapshots: number[];
}

const positive = z.number().positive();
const count = z.number().int().positive();
const atLeast0 = z.number().nonnegative();

/** Checks {@link NetworkConfig}. */
export const networkSchema: z.ZodType<NetworkConfig> = z.strictObject({
  hidden: z.array(count).min(1),
  activation: z.enum(ACTIVATIONS as [Activation, ...Activation[]]),
  prediction: z.enum(PREDICTION_KINDS as [PredictionKind, ...PredictionKind[]]),
  time_features: z.strictObject({
    kind: z.enum(["gaussian", "sinusoidal"]),
    size: count.refine((size) => size % 2 === 0, "expected an even number"),
    scale: positive,
    of: z.enum(["time", "log-time"]),
  }),
});

/** Checks {@link NetworkTrainingConfig}. */
export const networkTrainingSchema: z.ZodType<NetworkTrainingConfig> = z.strictObject({
  steps: count,
  batch: count,
  rate: positive,
  decay: z.enum(["none", "cosine"]),
  optimizer: z.enum(["adam", "sgd"]),
  clip: z.union([positive, z.literal("none")], "expected a positive number or none"),
  ema: z.union([z.number().min(0).lt(1), z.literal("none")], "expected a number from 0 to below 1 or none"),
  weight: z.enum(["1", "h", "h2"]),
  time_sampling: z.enum(["uniform", "log-uniform"]),
  checkpoints: z.strictObject({ first: count, count }),
  directional: z.strictObject({ normal: atLeast0, tangent: atLeast0, times_per_batch: count }),
});

/** Checks {@link GuidanceConfig}. */
export const guidanceSchema: z.ZodType<GuidanceConfig> = z.strictObject({
  normal: z.number(),
  tangent: z.number(),
});

/** Checks {@link StudyConfig}. */
export const studySchema: z.ZodType<StudyConfig> = z.strictObject({
  every: count,
  error_draws: count,
  error_levels: count.min(2),
  denoise: z.boolean(),
  snapshots: z.array(positive).min(1),
});

/** The network of these settings on d-dimensional data; the frequencies of its time features are drawn by `rng`. */
export function networkSpec(
  { hidden, activation, prediction, time_features: features }: NetworkConfig,
  d: number,
  rng: Rng,
): ScoreNetworkSpec {
  const frequencies = embeddingFrequencies(features, rng.split("frequencies"));
  return { d, hidden, activation, prediction, time: { of: features.of, frequencies } };
}

/** A network and a training that bring samples of small sets from noise to copies. */
export function networkDefaults(): { network: NetworkConfig; training: NetworkTrainingConfig } {
  return {
    network: {
      hidden: [256, 256, 256],
      activation: "silu",
      prediction: "noise",
      time_features: { kind: "gaussian", size: 64, scale: 0.5, of: "log-time" },
    },
    training: {
      steps: 10000,
      batch: 512,
      rate: 1e-3,
      decay: "none",
      optimizer: "adam",
      clip: "none",
      ema: 0.99,
      weight: "h",
      time_sampling: "log-uniform",
      checkpoints: { first: 100, count: 8 },
      directional: { normal: 1, tangent: 1, times_per_batch: 16 },
    },
  };
}
