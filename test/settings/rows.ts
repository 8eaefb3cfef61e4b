/** Rows of every kind, as the tests of settings use them. */
import {
  choice,
  choices,
  constant,
  flag,
  number,
  numbers,
  points,
  text,
  whole,
  wholes,
} from "../../src/settings/setting.ts";

export const ROWS = {
  name: constant("all-kinds", "name of the preset"),
  rate: number({ default: 0.5, above: 0, max: 1, meaning: "a share" }),
  width: whole({ default: 64, min: 2, below: 512, multipleOf: 2, meaning: "features" }),
  time: number({ default: "auto", above: 0, words: ["auto"], unit: "OU time", meaning: "analysis time" }),
  dim: whole({ default: 1, min: 0, words: ["auto", "all"], meaning: "ridge dimension" }),
  solver: choice({ of: ["euler", "heun"], default: "euler", meaning: "how a step is taken" }),
  denoise: flag({ default: true, meaning: "whether the last noise is taken away" }),
  latent: text({ default: "pca:2", pattern: /^pca:\d+$/, expected: "pca:k", meaning: "coordinates" }),
  title: text({ default: "", meaning: "any text" }),
  lists: {
    tau: numbers({
      default: [1, "inf"],
      item: { min: 0, words: ["inf"] },
      least: 1,
      meaning: "training times",
    }),
    hidden: wholes({ default: [256, 256], item: { min: 1 }, meaning: "widths" }),
    range: numbers({ default: [0, 1], length: 2, meaning: "from and to" }),
    weights: choices({ of: ["1", "h"], default: ["h"], least: 1, meaning: "weights" }),
    points: points({ default: [[0, 1]], width: 2, meaning: "points of the plane" }),
  },
};
