/** The preset `training-check`. */
import { definePreset, type Preset } from "../preset.ts";
import { reportTrainingCheck } from "./report.ts";
import { runTrainingCheck } from "./run.ts";
import { TRAINING_CHECK_SETTINGS } from "./settings.ts";

/** Gradient descent beside the closed form. */
export function trainingCheckPreset(): Preset {
  return definePreset({
    name: "training-check",
    summary: "gradient descent beside the closed form: the same weights and the same samples",
    settings: TRAINING_CHECK_SETTINGS,
    config: {
      data: { set: "three-modes" },
      time: { horizon: 40, min: 5e-3 },
      sampling: { count: 1000, steps: 500 },
    },
    run: runTrainingCheck,
    report: reportTrainingCheck,
  });
}
