/** Energy distance (Székely and Rizzo) from the mean distances of the shared pass. */
import type { Quantity } from "./quantity.ts";
import { FEWEST_TO_COMPARE, sampleMetric } from "./sample-metric.ts";
import type { QueryPass, TrainPass } from "./shared-pass.ts";
import { mean } from "./statistics.ts";

/**
 * 2 E|Q - X| - E|Q - Q'| - E|X - X'| over pairs of two different rows: unbiased, so it may be below 0. Rows are its
 * first-order form over the samples.
 * @example
 * // (1 + √37 + 7 + √85) / 2 - 6 - 6
 * quantityValue(energyDistanceQuantity(trainPass, queryPass)); // → -0.3488
 */
export function energyDistanceQuantity(train: TrainPass, query: QueryPass): Quantity {
  const { meanDistance, meanOwnDistance } = query;
  const value = 2 * mean(meanDistance) - mean(meanOwnDistance) - train.meanDistance;
  const influence = meanDistance.map((across, q) => 2 * (across - meanOwnDistance[q]));
  const centre = mean(influence);
  const rows = influence.map((one) => value + one - centre);
  return { name: "energy_distance", over: "generated", rows, pseudo: rows };
}

/** Energy distance from the training points. */
export const energyDistance = sampleMetric({
  group: "quality",
  words: { energy_distance: { title: "energy distance", meaning: "unbiased; 0: same distribution" } },
  fewestPoints: FEWEST_TO_COMPARE,
  measure: ({ pass }, { train }) => ({ metrics: { energy_distance: energyDistanceQuantity(train, pass) } }),
});
