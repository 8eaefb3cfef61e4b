import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { toDataScale } from "../density/posterior.ts";
import { ouLevel } from "../schedule/noise-level.ts";
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
    throw new RangeError(`neighbours: expected an integer from 1 to ${n}, got ${neighbours}`);
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
