/** The presets of random features on small sets of modes (THEORY.md section 9). */
import type { Changes } from "../../settings/config.ts";
import { definePreset, type Preset } from "../preset.ts";
import { reportRandomFeatures } from "./report.ts";
import { runRandomFeatures } from "./run.ts";
import { RANDOM_FEATURE_SETTINGS, type RandomFeatureConfig } from "./settings.ts";

/** Random features on the data set of the preset's name, unless the settings name another. */
export function featurePreset(
  name: string,
  summary: string,
  config: Changes<RandomFeatureConfig> = {},
): Preset {
  return definePreset({
    name,
    summary,
    settings: RANDOM_FEATURE_SETTINGS,
    config: { data: { set: name }, ...config },
    run: runRandomFeatures,
    report: reportRandomFeatures,
  });
}

/** The settings of (±3, 0) in the reference experiments. */
export const TWO_MODES: Changes<RandomFeatureConfig> = {
  features: { p: 2000 },
  time: { horizon: 10 },
  loss: { weights: ["1", "h", "h2"] },
  tau: [300, 500, 800, 1000, 1500, 2000, 5000, "inf"],
  sampling: { steps: 2000 },
};
