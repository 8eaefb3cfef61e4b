import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { PATCH_SETTINGS, type PatchOptions, patchModel } from "./image-patches.ts";
import { defineImageModel } from "./model-entry.ts";
import type { ScoreModel } from "./score-model.ts";

/**
 * The local score machine (THEORY.md section 12): each pixel's posterior mean given the patch of x about it alone, with weights
 * over the same patch of all training images. Patches end at the border: what is beyond it counts nothing. Where they hold the
 * whole image it is the exact score.
 * @throws RangeError where the data are not rows × columns, or a reach is no integer of at least 0
 * @example
 * const image = { rows: 1, columns: 2 };
 * const model = createLocalScore(twoModes, { image, reach: 0 });
 * // each pixel for itself: 3a tanh(3a x / h) of the first, and the second is 0 in all images
 * await model.posteriorMean(Float64Array.of(1, 2), Math.LN2 / 2); // → [2.12, 0]
 */
export function createLocalScore(density: EmpiricalDensity, options: PatchOptions): ScoreModel {
  return patchModel(density, options, { name: `local, reach ${options.reach}`, places: "own" });
}

/** {@link createLocalScore} as an entry. */
export const LOCAL = defineImageModel({
  name: "local",
  title: "local score",
  meaning:
    "Each pixel follows the training images that look alike in the patch about it: samples are mosaics of them.",
  settings: PATCH_SETTINGS,
  create: (density, { image, settings: { reach, widest } }) =>
    createLocalScore(density, { image, reach, widest: widest === "same" ? reach : widest }),
});
