import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { posterior } from "../density/posterior.ts";
import { expected } from "../errors/argument-error.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { number } from "../settings/setting.ts";
import { defineScoreModel } from "./model-entry.ts";
import type { ScoreModel } from "./score-model.ts";

/**
 * The exact score of the data convolved with N(0, bandwidth² I): the kernel's variance is `h + a² bandwidth²` and
 * never falls below the bandwidth. A closed-form generaliser: it generates training points plus that much noise.
 * @throws RangeError unless the bandwidth (in the data's units) is positive
 * @example
 * const model = createInflatedScore(twoModes, 1);
 * // across the axis the data have variance 1, as the noised ones do: a² of 2 is left
 * await model.posteriorMean(Float64Array.of(0, 2), Math.LN2 / 2); // → [0, 1]
 */
export function createInflatedScore(density: EmpiricalDensity, bandwidth: number): ScoreModel {
  if (!(bandwidth > 0)) throw expected("bandwidth", "a positive number", bandwidth);
  return {
    name: `inflated bandwidth ${bandwidth}`,
    d: density.d,
    async posteriorMean(x, time) {
      const { scale, variance } = ouLevel(time);
      const wide = variance + scale * scale * bandwidth * bandwidth;
      const { score } = await posterior(density, { scale, variance: wide }, { x });
      return x.map((value, i) => value + variance * score[i]);
    },
  };
}

/** {@link createInflatedScore} as an entry. */
export const INFLATED = defineScoreModel({
  name: "inflated",
  title: "inflated bandwidth",
  meaning: "The exact score of data blurred by a kernel: samples are copies plus that blur.",
  settings: {
    bandwidth: number(0.2, "standard deviation of the kernel that the data are blurred with", {
      above: 0,
      unit: "data units",
      slider: {
        label: "Bandwidth",
        min: 0.01,
        max: 2,
        log: true,
        help: "Standard deviation of the blur, in data units.",
        link: { min: 0.01, max: 5 },
      },
    }),
  },
  create: (density, { settings }) => createInflatedScore(density, settings.bandwidth),
});
