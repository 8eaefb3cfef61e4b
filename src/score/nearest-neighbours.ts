import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { toDataScale } from "../density/posterior.ts";
import { expected } from "../errors/argument-error.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { whole } from "../settings/setting.ts";
import { defineScoreModel } from "./model-entry.ts";
import type { ScoreModel } from "./score-model.ts";

/**
 * The posterior mean replaced by the plain mean of the k nearest training points: a closed-form generaliser that ends
 * at local averages of the data instead of the points themselves.
 * @throws RangeError unless 1 ≤ neighbours ≤ n
 * @example
 * const model = createNearestNeighbourScore(twoModes, 1);
 * // 3 e^-0.5
 * await model.posteriorMean(Float64Array.of(1, 2), 0.5); // → [1.82, 0]
 */
export function createNearestNeighbourScore(density: EmpiricalDensity, neighbours: number): ScoreModel {
  const { kernels, data, n, d } = density;
  if (!(Number.isInteger(neighbours) && neighbours >= 1 && neighbours <= n)) {
    throw expected("neighbours", `an integer from 1 to ${n}`, neighbours);
  }
  return {
    name: `mean of ${neighbours} nearest`,
    d,
    async posteriorMean(x, time) {
      const level = ouLevel(time);
      const m = x.length / d;
      const { index } = await kernels.neighbours({
        points: density,
        queries: toDataScale(x, level),
        m,
        count: neighbours,
      });
      const out = new Float64Array(m * d);
      for (let q = 0; q < m; q++) {
        for (let r = 0; r < neighbours; r++) {
          const row = index[q * neighbours + r] * d;
          for (let j = 0; j < d; j++) out[q * d + j] += (level.scale * data[row + j]) / neighbours;
        }
      }
      return out;
    },
  };
}

/** {@link createNearestNeighbourScore} as an entry. */
export const NEIGHBOURS = defineScoreModel({
  name: "neighbours",
  title: "k nearest neighbours",
  meaning: "The mean of the nearest points stands for the data: samples end at local averages.",
  settings: {
    count: whole(2, "how many nearest points are averaged", {
      min: 1,
      slider: { label: "Neighbours", min: 1, max: 10, ofPoints: true, link: { min: 1, max: 50 } },
    }),
  },
  create: (density, { settings }) => createNearestNeighbourScore(density, settings.count),
});
