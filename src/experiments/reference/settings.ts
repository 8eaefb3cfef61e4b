/** Settings of `mnist-reference`. */
import type { ConfigOf } from "../../settings/config.ts";
import { number, numbers, text, whole } from "../../settings/setting.ts";
import { EVERY, experimentNamed, RIDGE, SAMPLING, SEED, SNAPSHOTS, TIME } from "../parts/settings.ts";

/** The rows. */
export const MNIST_REFERENCE_SETTINGS = {
  experiment: experimentNamed("mnist-reference"),
  seed: SEED,
  data: {
    train: text({ default: "mnist:train/1", meaning: "training digits: the name of a set or a file" }),
    held_out: text({ default: "mnist:test/1", meaning: "digits outside the training set" }),
    latent: text({
      default: "pca:16",
      pattern: /^pca:[1-9]\d*$/,
      expected: "pca:k",
      meaning: "principal components in which the ridge is",
    }),
  },
  generators: {
    inflated_bandwidth: number({
      default: 0.2,
      above: 0,
      unit: "latent units",
      meaning: "standard deviation of the noise that the data of the inflated generator have",
    }),
  },
  time: TIME,
  sampling: SAMPLING,
  ridge: RIDGE,
  analysis: {
    every: EVERY,
    times: numbers({
      default: [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8],
      item: { above: 0 },
      least: 1,
      unit: "OU time",
      meaning: "further analysis times of the curves",
    }),
    calibration: whole({
      default: 2000,
      min: 1,
      meaning: "training digits at most that calibrate each further analysis time",
    }),
    snapshots: SNAPSHOTS,
  },
};

/** Settings of `mnist-reference`. */
export type MnistReferenceConfig = ConfigOf<typeof MNIST_REFERENCE_SETTINGS>;
