import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { posterior } from "../density/posterior.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { defineScoreModel } from "./model-entry.ts";
import type { ScoreModel } from "./score-model.ts";

/**
 * The exact score of the smoothed empirical density: generation with it ends at the training points.
 * @example
 * const mean = await createExactScore(twoModes).posteriorMean(Float64Array.of(1, 2), Math.LN2 / 2);
 * // (3a tanh(3a x / h), 0) with a = √½, h = ½ and x = 1
 * mean; // → [2.12, 0]
 */
export function createExactScore(density: EmpiricalDensity): ScoreModel {
  return {
    name: "exact",
    d: density.d,
    posteriorMean: async (x, time) => (await posterior(density, ouLevel(time), { x })).posteriorMean,
  };
}

/** {@link createExactScore} as an entry. */
export const EXACT = defineScoreModel({
  name: "exact",
  title: "exact score",
  meaning: "The score of the data themselves: every sample ends as a copy of a training point.",
  settings: {},
  create: createExactScore,
});
