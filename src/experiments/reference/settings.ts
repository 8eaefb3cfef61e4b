/** Settings of `mnist-reference`. */
import type { ConfigOf } from "../../settings/config.ts";
import { number, numbers, text, whole } from "../../settings/setting.ts";
import { EVERY, experimentNamed, RIDGE, SAMPLING, SEED, SNAPSHOTS, TIME } from "../parts/settings.ts";

/** The rows. */
export const MNIST_REFERENCE_SETTINGS = {
  experiment: experimentNamed("mnist-reference"),
  seed: SEED,
  data: {
    train: text("mnist:train/1", "training digits: the name of a set or a file"),
    held_out: text("mnist:test/1", "digits outside the training set"),
    latent: text("pca:16", "principal components in which the ridge is", {
      pattern: /^pca:[1-9]\d*$/,
      expected: "pca:k",
    }),
  },
  generators: {
    inflated_bandwidth: number(
      0.2,
      "standard deviation of the noise that the data of the inflated generator have",
      { above: 0, unit: "latent units" },
    ),
  },
  time: TIME,
  sampling: SAMPLING,
  ridge: RIDGE,
  analysis: {
    every: EVERY,
    times: numbers([0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8], "further analysis times of the curves", {
      item: { above: 0 },
      least: 1,
      unit: "OU time",
    }),
    calibration: whole(2000, "training digits at most that calibrate each further analysis time", { min: 1 }),
    snapshots: SNAPSHOTS,
  },
};

/** Settings of `mnist-reference`. */
export type MnistReferenceConfig = ConfigOf<typeof MNIST_REFERENCE_SETTINGS>;
