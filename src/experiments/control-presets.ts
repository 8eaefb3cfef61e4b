/** `control`: settings by data set and scale. */

import { runControl } from "./control.ts";
import { type ControlConfig, checkControl } from "./control-config.ts";
import { networkDefaults } from "./network-config.ts";
import type { Preset } from "./presets.ts";

/** Thirteen points, at a training time at which all three classes are there. */
function quickPoints(): ControlConfig {
  const { network, training } = networkDefaults();
  return {
    ...{ experiment: "control", dataset: "points", scale: "quick", seed: 0 },
    data: { set: "thirteen-points" },
    network: { ...network, hidden: [128, 128, 128] },
    training: { ...training, steps: 1600, batch: 256, checkpoints: { first: 400, count: 3 } },
    guidance: { normal: 0, tangent: 0 },
    knobs: {
      ...{ normal_weight: [0.25, 1, 4, 16], tangent_weight: [0.25, 1, 4, 16] },
      ...{ normal_guidance: [0, 0.25, 0.5, 0.75, 1], tangent_guidance: [-0.5, 0, 0.25, 0.5, 1] },
    },
    replicates: 1,
    time: { horizon: 10, min: 1e-3 },
    sampling: { count: 1000, steps: 200, stochasticity: 1, solver: "euler", grid: "exponential" },
    ridge: { dim: 1, analysis_time: "auto" },
    measure: { every: 10, resamples: 1000 },
  };
}

/** The same with a larger network, three trainings of every weight and more samples. */
function paperPoints(): ControlConfig {
  const quick = quickPoints();
  return {
    ...quick,
    scale: "paper",
    network: { ...quick.network, hidden: [256, 256, 256] },
    training: { ...quick.training, batch: 512 },
    knobs: {
      ...quick.knobs,
      ...{ normal_weight: [0.0625, 0.25, 1, 4, 16, 64], tangent_weight: [0.0625, 0.25, 1, 4, 16, 64] },
    },
    replicates: 3,
    sampling: { ...quick.sampling, count: 2000, steps: 500 },
  };
}

/** The preset `control`. */
export function controlPreset(): Preset {
  return {
    name: "control",
    summary: "four knobs, ω_N and ω_T in training, γ_N and γ_T in sampling: what each does to samples",
    config: { ...quickPoints() },
    variants: { scale: { quick: { ...quickPoints() }, paper: { ...paperPoints() } } },
    check: checkControl,
    run: runControl,
  };
}
