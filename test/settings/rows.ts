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
  rate: number(0.5, "a share", { above: 0, max: 1 }),
  width: whole(64, "features", { min: 2, below: 512, multipleOf: 2 }),
  time: number("auto", "analysis time", { above: 0, words: ["auto"], unit: "OU time" }),
  dim: whole(1, "ridge dimension", { min: 0, words: ["auto", "all"] }),
  solver: choice({ of: ["euler", "heun"], default: "euler" }, "how a step is taken"),
  denoise: flag(true, "whether the last noise is taken away"),
  latent: text("pca:2", "coordinates", { pattern: /^pca:\d+$/, expected: "pca:k" }),
  title: text("", "any text"),
  lists: {
    tau: numbers([1, "inf"], "training times", { item: { min: 0, words: ["inf"] }, least: 1 }),
    hidden: wholes([256, 256], "widths", { item: { min: 1 } }),
    range: numbers([0, 1], "from and to", { length: 2 }),
    weights: choices({ of: ["1", "h"], default: ["h"] }, "weights", { least: 1 }),
    points: points([[0, 1]], "points of the plane", { width: 2 }),
  },
};
