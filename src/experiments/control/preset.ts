/** `control`: settings by data set and scale. */
import { configOf } from "../../settings/config.ts";
import { choosePreset, definePreset, type Preset } from "../preset.ts";
import { reportControl } from "./report.ts";
import { type ControlRun, runLatentControl, runPointControl } from "./run.ts";
import { LATENT_CONTROL_SETTINGS, POINT_CONTROL_SETTINGS } from "./settings.ts";

const ABOUT = {
  name: "control",
  summary: "two weights in training and two strengths of guidance: what each does to samples",
  report: reportControl,
  close: async ({ space }: ControlRun) => space.close?.(),
};

/** Thirteen points, at a training time at which all three classes are there. */
const QUICK_POINTS = configOf(POINT_CONTROL_SETTINGS, {
  network: { hidden: [128, 128, 128] },
  training: { steps: 1200, batch: 256, checkpoints: { first: 300, count: 3 } },
  sampling: { count: 1000, steps: 200 },
  ridge: { dim: 1 },
});

/** The same with a larger network, three trainings of every weight and more samples. */
const PAPER_POINTS = configOf(POINT_CONTROL_SETTINGS, {
  ...QUICK_POINTS,
  scale: "paper",
  network: { hidden: [256, 256, 256] },
  training: { ...QUICK_POINTS.training, batch: 512 },
  knobs: {
    normal_weight: [0.0625, 0.25, 1, 4, 16, 64],
    tangent_weight: [0.0625, 0.25, 1, 4, 16, 64],
  },
  replicates: 3,
  sampling: { count: 2000, steps: 500 },
});

/**
 * 500 images of MNIST's digit 1 in the latents of an autoencoder. Frames at a noised point cost a pass over the training
 * set with a covariance of the latents each: of all 6742 images that is half a second a step.
 */
const QUICK_LATENTS = configOf(LATENT_CONTROL_SETTINGS, {
  data: { count: 500 },
  vae: { batch: 256, epochs: 20, validation: { patience: 5 } },
  network: { hidden: [512, 512], time_features: { size: 128 } },
  training: {
    steps: 3000,
    batch: 256,
    checkpoints: { first: 1000, count: 2 },
    directional: { times_per_batch: 32 },
  },
  knobs: {
    normal_weight: [0.25, 1, 4],
    tangent_weight: [0.25, 1, 4],
    normal_guidance: [0, 0.5, 1],
    tangent_guidance: [-0.5, 0, 0.5, 1],
  },
  sampling: { count: 500, steps: 200 },
  ridge: { dim: 20 },
  measure: { every: 20 },
});

/** The same with the autoencoder of the reference experiments, more images, values, trainings and samples. */
const PAPER_LATENTS = configOf(LATENT_CONTROL_SETTINGS, {
  ...QUICK_LATENTS,
  scale: "paper",
  data: { count: 2000 },
  vae: {},
  training: { ...QUICK_LATENTS.training, steps: 4000, ema: 0.999, checkpoints: { first: 1000, count: 3 } },
  knobs: {
    ...QUICK_LATENTS.knobs,
    normal_weight: [0.25, 1, 4, 16],
    tangent_weight: [0.25, 1, 4, 16],
  },
  replicates: 3,
  sampling: { count: 1000, steps: 500 },
});

/** The preset `control`. */
export function controlPreset(): Preset {
  return choosePreset("dataset", {
    points: definePreset({
      ...ABOUT,
      settings: POINT_CONTROL_SETTINGS,
      config: QUICK_POINTS,
      variants: { scale: { quick: QUICK_POINTS, paper: PAPER_POINTS } },
      run: runPointControl,
    }),
    "mnist-latent": definePreset({
      ...ABOUT,
      settings: LATENT_CONTROL_SETTINGS,
      config: QUICK_LATENTS,
      variants: { scale: { quick: QUICK_LATENTS, paper: PAPER_LATENTS } },
      run: runLatentControl,
    }),
  });
}
