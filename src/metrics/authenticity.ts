/** Authentic samples (Alaa et al. 2022). */

import { sampleMetric } from "./sample-metric.ts";
import type { QueryPass, TrainPass } from "./shared-pass.ts";

/**
 * 1 where q is farther from its nearest training point x* than x* is from the nearest training point at another place,
 * else 0, m. Equality is not authentic. Duplicates of x* do not count as other points: beside them every sample that is
 * not exact would be authentic. (One library reports the percentage minus 50; this is the share itself.)
 * @example
 * // 1 and 7 from a training point that is 6 from the next
 * authenticSamples(queryPass, trainPass); // → [0, 1]
 */
export function authenticSamples(
  { index, distance, count }: QueryPass,
  { otherPlace }: TrainPass,
): Float64Array {
  return Float64Array.from({ length: index.length / count }, (_, q) =>
    distance[q * count] > otherPlace[index[q * count]] ? 1 : 0,
  );
}

/** Share of authentic samples. */
export const authenticity = sampleMetric({
  group: "copies",
  words: {
    authentic_fraction: {
      title: "authentic",
      meaning: "farther from the nearest training point than that one is from the next",
      share: true,
    },
  },
  measure: ({ pass }, { train }) => {
    const authentic = authenticSamples(pass, train);
    return {
      metrics: { authentic_fraction: { over: "generated", rows: authentic, share: true } },
      perSample: { authentic },
    };
  },
});
