/** `mnist-latent` and `fashion-latent`: settings at three scales (THEORY.md section 9). */
import { checkConfig } from "../config.ts";
import { DEFAULT_VAE } from "../parts/latent-data.ts";
import type { Preset } from "../preset.ts";
import { type LatentDiffusionConfig, latentDiffusionSchema, runLatentDiffusion } from "./run.ts";

const SNAPSHOTS = [10, 3.98, 1.58, 0.63, 0.25, 0.1, 0.04, 0.016, 0.0063, 0.0025, 0.001];

/** The settings of the reference experiments: 150 epochs of 7 batches, times uniform, features of t itself. */
function paper(experiment: string, set: "mnist" | "fashion"): LatentDiffusionConfig {
  return {
    experiment,
    scale: "paper",
    seed: 0,
    data: { set, digit: 1, count: "all", latent: "vae:32" },
    vae: DEFAULT_VAE,
    network: {
      hidden: [512, 512],
      activation: "relu",
      prediction: "noise",
      time_features: { kind: "gaussian", size: 128, scale: 30, of: "time" },
    },
    training: {
      steps: 1050,
      batch: 1024,
      rate: 1e-4,
      decay: "none",
      optimizer: "adam",
      clip: "none",
      ema: "none",
      weight: "h",
      time_sampling: "uniform",
      checkpoints: { first: 100, count: 5 },
      directional: { normal: 1, tangent: 1, times_per_batch: 16 },
    },
    time: { horizon: 10, min: 1e-3 },
    sampling: { count: 2000, steps: 1000, stochasticity: 1, solver: "euler", grid: "exponential" },
    guidance: { normal: 0, tangent: 0 },
    ridge: { dim: 20, analysis_time: "auto" },
    study: { every: 40, error_draws: 500, error_levels: 12, denoise: true, snapshots: SNAPSHOTS },
    analysis: { dims: [3, 4, 20, 25, "auto"], factors: [0.25, 0.5, 2], calibration: 1000 },
  };
}

/** Settings under which the same network learns the latents: v rather than noise, times
 * log-uniform, features of log t, a larger rate. */
function long(experiment: string, set: "mnist" | "fashion"): LatentDiffusionConfig {
  const config = paper(experiment, set);
  config.scale = "long";
  config.network.time_features = { kind: "gaussian", size: 128, scale: 0.5, of: "log-time" };
  config.network.activation = "silu";
  config.network.prediction = "v";
  config.training = {
    ...config.training,
    steps: 20000,
    rate: 1e-3,
    ema: 0.999,
    time_sampling: "log-uniform",
    checkpoints: { first: 100, count: 8 },
  };
  config.sampling = { ...config.sampling, steps: 500 };
  config.study.every = 20;
  return config;
}

/** Under three minutes on two cores. */
function quick(experiment: string, set: "mnist" | "fashion"): LatentDiffusionConfig {
  const config = long(experiment, set);
  config.scale = "quick";
  config.vae = { ...config.vae, batch: 256, epochs: 15, validation: { count: 500, patience: 5 } };
  config.training = {
    ...config.training,
    steps: 3000,
    batch: 512,
    ema: 0.99,
    checkpoints: { first: 100, count: 4 },
  };
  config.sampling = { ...config.sampling, count: 400, steps: 200 };
  config.study = { ...config.study, every: 10, error_draws: 400 };
  return config;
}

/** A preset of latent diffusion, at paper scale unless `scale` says otherwise. */
export function latentPreset(name: string, set: "mnist" | "fashion", summary: string): Preset {
  const scales = { paper: paper(name, set), quick: quick(name, set), long: long(name, set) };
  return {
    name,
    summary,
    config: { ...scales.paper },
    variants: {
      scale: Object.fromEntries(Object.entries(scales).map(([scale, config]) => [scale, { ...config }])),
    },
    check: (given, source) => checkConfig(latentDiffusionSchema, given, source),
    run: (given, context) => runLatentDiffusion(given, context),
  };
}
