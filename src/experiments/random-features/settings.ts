/** Settings of the random feature experiments (THEORY.md sections 7 and 9). */

import { LOSS_WEIGHT_NAMES } from "../../random-features/moment-problem.ts";
import type { ConfigOf } from "../../settings/config.ts";
import { choices, constant, number, numbers, whole } from "../../settings/setting.ts";
import {
  EVERY,
  EXPERIMENT,
  FEATURES,
  PARAMETERIZATION,
  RIDGE,
  SAMPLING,
  SEED,
  SNAPSHOTS,
} from "../parts/settings.ts";

/** The rows. */
export const RANDOM_FEATURE_SETTINGS = {
  experiment: EXPERIMENT,
  model: constant("rfm", "the model: random features"),
  seed: SEED,
  ...FEATURES,
  time: {
    ...FEATURES.time,
    horizon: number({ default: 40, above: 0, unit: "OU time", meaning: "where generation starts" }),
  },
  loss: {
    weights: choices({
      of: LOSS_WEIGHT_NAMES,
      default: ["h2"],
      least: 1,
      meaning: "weights λ(t) of the loss, each trained by itself",
    }),
    parameterization: PARAMETERIZATION,
  },
  tau: numbers({
    default: [100, 300, 1000, 3000, 10000, "inf"],
    item: { min: 0, words: ["inf"] },
    least: 1,
    unit: "training time",
    meaning: "training times τ; inf is the end of training",
  }),
  sampling: SAMPLING,
  ridge: { ...RIDGE, dim: whole({ default: 1, min: 0, words: ["auto"], meaning: "ridge dimension k" }) },
  analysis: {
    every: EVERY,
    error_draws: whole({
      default: 8,
      min: 1,
      meaning: "draws of p_t at each time node, for errors over p_t",
    }),
    snapshots: SNAPSHOTS,
  },
};

/** Settings of a random feature experiment. */
export type RandomFeatureConfig = ConfigOf<typeof RANDOM_FEATURE_SETTINGS>;
