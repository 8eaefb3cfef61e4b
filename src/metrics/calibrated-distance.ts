/** The nearest distance relative to that of a whole neighbourhood (Carlini et al., arXiv 2301.13188). */

import { sampleMetric } from "./sample-metric.ts";
import type { QueryPass } from "./shared-pass.ts";

/** α of the definition. */
const ALPHA = 0.5;

/**
 * |q - NN_1| / (α · mean over the 50 nearest training points (all, where there are fewer) of |q - NN_k|), α = 0.5, m.
 * Small is suspicious. 0 where all of them are at the query.
 * @example
 * // 1 / (½ · (1 + √37) / 2), 7 / (½ · (7 + √85) / 2)
 * calibratedDistances(queryPass); // → [0.5648, 1.726]
 */
export function calibratedDistances({ distance, count }: QueryPass): Float64Array {
  return Float64Array.from({ length: distance.length / count }, (_, q) => {
    const row = distance.subarray(q * count, (q + 1) * count);
    const typical = row.reduce((sum, value) => sum + value, 0) / count;
    return typical === 0 ? 0 : row[0] / (ALPHA * typical);
  });
}

/** Mean calibrated distance. */
export const calibratedDistance = sampleMetric({
  group: "copies",
  words: {
    calibrated_distance: {
      title: "calibrated distance",
      meaning: "nearest distance over half the mean of the 50 nearest; near 0: copies",
    },
  },
  measure: ({ pass }) => {
    const rows = calibratedDistances(pass);
    return {
      metrics: { calibrated_distance: { over: "generated", rows } },
      perSample: { calibrated_distance: rows },
    };
  },
});
