/** Copies by the ratio of the two nearest training distances (Gu et al., arXiv 2310.02664; Yoon et al. 2023). */
import type { Quantity } from "./quantity.ts";
import { sampleMetric } from "./sample-metric.ts";
import type { QueryPass } from "./shared-pass.ts";

/** Nearest over second-nearest distance below this is a copy. */
export const COPY_RATIO: number = 1 / 3;

/**
 * r(q) = |q - NN_1| / |q - NN_2|, m. NN_2 is the nearest training point at another place than NN_1: a duplicated
 * training point would otherwise hide a perfect copy. 1 where all training points are at one place.
 * @example
 * // 1 / √37, 7 / √85
 * nearestRatios(queryPass); // → [0.1644, 0.7593]
 */
export function nearestRatios({ distance, secondPlace, count }: QueryPass): Float64Array {
  return secondPlace.map((second, q) => (second === Infinity ? 1 : distance[q * count] / second));
}

/**
 * Mean ratio, and the fraction with r < 1/3 (equality is no copy).
 * @example
 * nearestRatioQuantities(Float64Array.of(0.1, 0.5)).map(quantityValue); // → [0.5, 0.3]
 */
export function nearestRatioQuantities(ratios: Float64Array): Quantity[] {
  const copied = ratios.map((ratio) => (ratio < COPY_RATIO ? 1 : 0));
  return [
    { name: "memorised_fraction", over: "generated", rows: copied, share: true },
    { name: "nearest_ratio", over: "generated", rows: ratios },
  ];
}

/** The mean ratio, and the share of copies by it. */
export const nearestRatio = sampleMetric({
  group: "copies",
  words: {
    memorised_fraction: {
      title: "memorised",
      meaning: "less than a third as far from the nearest training point as from the next",
      share: true,
    },
    nearest_ratio: { title: "nearest ratio", meaning: "mean of that ratio of distances; near 0: copies" },
  },
  measure: ({ pass, m }) => {
    const ratios = nearestRatios(pass);
    const [memorised_fraction, nearest_ratio] = nearestRatioQuantities(ratios);
    return {
      metrics: { memorised_fraction, nearest_ratio },
      perSample: {
        nearest_distance: Float64Array.from({ length: m }, (_, q) => pass.distance[q * pass.count]),
        nearest_ratio: ratios,
      },
    };
  },
});
