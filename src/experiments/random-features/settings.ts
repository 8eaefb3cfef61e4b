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
    horizon: number(40, "where generation starts", { above: 0, unit: "OU time" }),
  },
  loss: {
    weights: choices(
      { of: LOSS_WEIGHT_NAMES, default: ["h2"] },
      "weights λ(t) of the loss, each trained by itself",
      { least: 1 },
    ),
    parameterization: PARAMETERIZATION,
  },
  tau: numbers([100, 300, 1000, 3000, 10000, "inf"], "training times τ; inf is the end of training", {
    item: { min: 0, words: ["inf"] },
    least: 1,
    unit: "training time",
  }),
  sampling: SAMPLING,
  ridge: { ...RIDGE, dim: whole(1, "ridge dimension k", { min: 0, words: ["auto"] }) },
  analysis: {
    every: EVERY,
    error_draws: whole(8, "draws of p_t at each time node, for errors over p_t", { min: 1 }),
    snapshots: SNAPSHOTS,
  },
};

/** Settings of a random feature experiment. */
export type RandomFeatureConfig = ConfigOf<typeof RANDOM_FEATURE_SETTINGS>;
