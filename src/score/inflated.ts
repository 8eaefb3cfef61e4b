import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { posterior } from "../density/posterior.ts";
import { ouLevel } from "../schedule/noise-level.ts";
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
  if (!(bandwidth > 0)) throw new RangeError(`bandwidth: expected a positive number, got ${bandwidth}`);
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
