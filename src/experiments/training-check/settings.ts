/** Settings of `training-check`: gradient descent beside the closed form (THEORY.md section 9). */
import type { ConfigOf } from "../../settings/config.ts";
import { number, numbers, whole } from "../../settings/setting.ts";
import {
  experimentNamed,
  FEATURES,
  LOSS_WEIGHT,
  PARAMETERIZATION,
  RIDGE,
  SAMPLING,
  SEED,
} from "../parts/settings.ts";

/** The rows. */
export const TRAINING_CHECK_SETTINGS = {
  experiment: experimentNamed("training-check"),
  seed: SEED,
  ...FEATURES,
  loss: { weight: LOSS_WEIGHT, parameterization: PARAMETERIZATION },
  tau: numbers([25, 50, 100, 200, 400], "training times τ at which both ways are compared", {
    item: { above: 0 },
    least: 1,
    unit: "training time",
  }),
  descent: {
    learning_rate_share: number(0.5, "learning rate as a share of the largest stable one, d / λ_1", {
      above: 0,
      max: 1,
    }),
  },
  sampling: SAMPLING,
  ridge: {
    ...RIDGE,
    dim: whole(1, "ridge dimension k; auto is 1", { min: 0, words: ["auto"] }),
  },
};

/** Settings of `training-check`. */
export type TrainingCheckConfig = ConfigOf<typeof TRAINING_CHECK_SETTINGS>;
