/** `mnist-latent` and `fashion-latent`: settings at three scales (THEORY.md section 9). */
import { type Changes, configOf } from "../../settings/config.ts";
import { definePreset, type Preset } from "../preset.ts";
import { reportLatentDiffusion } from "./report.ts";
import { runLatentDiffusion } from "./run.ts";
import { LATENT_DIFFUSION_SETTINGS, type LatentDiffusionConfig } from "./settings.ts";

type LatentChanges = Changes<LatentDiffusionConfig>;

/** The reference experiments: 150 epochs of 7 batches, times uniform, features of t itself. */
const PAPER = {
  network: {
    hidden: [512, 512],
    activation: "relu",
    time_features: { size: 128, scale: 30, of: "time" },
  },
  training: {
    steps: 1050,
    batch: 1024,
    rate: 1e-4,
    ema: "none",
    time_sampling: "uniform",
    checkpoints: { count: 5 },
  },
  ridge: { dim: 20 },
  study: { every: 40, error_draws: 500, error_levels: 12, denoise: true },
} satisfies LatentChanges;

/** The same network learns the latents: v rather than noise, times log-uniform, features of log t, a larger rate. */
const LONG = {
  ...PAPER,
  scale: "long",
  network: {
    hidden: PAPER.network.hidden,
    prediction: "v",
    time_features: { size: 128 },
  },
  training: { steps: 20000, batch: 1024, ema: 0.999 },
  sampling: { steps: 500 },
  study: { ...PAPER.study, every: 20 },
} satisfies LatentChanges;

/** Under three minutes on two cores. */
const QUICK = {
  ...LONG,
  scale: "quick",
  vae: { batch: 256, epochs: 15, validation: { patience: 5 } },
  training: { steps: 3000, checkpoints: { count: 4 } },
  sampling: { count: 400, steps: 200 },
  study: { ...PAPER.study, every: 10, error_draws: 400 },
} satisfies LatentChanges;

/** A preset of latent diffusion, at paper scale unless `scale` says otherwise. */
export function latentPreset(name: string, set: "mnist" | "fashion", summary: string): Preset {
  const at = (changes: LatentChanges) =>
    configOf(LATENT_DIFFUSION_SETTINGS, { ...changes, experiment: name, data: { set } });
  return definePreset({
    name,
    summary,
    settings: LATENT_DIFFUSION_SETTINGS,
    config: at(PAPER),
    variants: { scale: { paper: at(PAPER), quick: at(QUICK), long: at(LONG) } },
    run: runLatentDiffusion,
    report: reportLatentDiffusion,
    close: ({ data }) => data.space.close(),
  });
}
