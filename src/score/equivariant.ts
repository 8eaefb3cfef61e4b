import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { expected } from "../errors/argument-error.ts";
import { choice } from "../settings/setting.ts";
import { PATCH_SETTINGS, type PatchOptions, patchModel } from "./image-patches.ts";
import { defineImageModel } from "./model-entry.ts";
import type { ScoreModel } from "./score-model.ts";

/** How pixels near the border are treated. */
export type PatchBorder = "aware" | "round";

/** Options of {@link createEquivariantScore}. */
export interface EquivariantOptions extends PatchOptions {
  /**
   * "aware", as of a network that pads with zeros and so sees where the border is: a patch that it cuts off is compared with
   * those that it cuts off alike. "round", as of one that pads circularly: x goes round, and all its patches are compared with
   * those inside the training images.
   */
  readonly border?: PatchBorder;
}

/**
 * The equivariant local score machine (THEORY.md section 12): as {@link createLocalScore}, with weights over the patches of all
 * training images at all places.
 * @throws RangeError as there, and where images that go round are not larger than a patch
 * @example
 * // a point that is in one place in the first image, and in another in the second
 * const points = createDensity(kernels, { data: Float64Array.of(1, 0, 0, 0, 0, 1), n: 2, d: 3 });
 * const model = createEquivariantScore(points, { image: { rows: 1, columns: 3 }, reach: 0 });
 * // a third of all pixels are 1, and at this noise nothing can be told
 * (await model.posteriorMean(Float64Array.of(0, 0, 0), 5)).map((value) => value * Math.exp(5)); // → [0.3333, 0.3333, 0.3333]
 */
export function createEquivariantScore(density: EmpiricalDensity, options: EquivariantOptions): ScoreModel {
  const { border = "aware", reach, widest = reach, image } = options;
  const side = 2 * Math.max(reach, widest) + 1;
  if (border === "round" && Math.min(image.rows, image.columns) < side)
    throw expected(
      "image",
      `at least ${side} rows and columns, as patches have`,
      `${image.rows} × ${image.columns}`,
    );
  return patchModel(density, options, {
    name: `equivariant, reach ${reach}`,
    places: border === "round" ? "round" : "alike",
  });
}

/** {@link createEquivariantScore} as an entry. */
export const EQUIVARIANT = defineImageModel({
  name: "equivariant",
  title: "equivariant local score",
  meaning:
    "Each pixel follows the patches that look alike anywhere in the training images: samples are mosaics of pieces of them.",
  settings: {
    ...PATCH_SETTINGS,
    border: choice<PatchBorder>(
      { of: ["aware", "round"], default: "aware" },
      "aware: patches that the border cuts off are compared with those that it cuts off alike; round: x goes round",
    ),
  },
  create: (density, { image, settings: { reach, widest, border } }) =>
    createEquivariantScore(density, { image, reach, widest: widest === "same" ? reach : widest, border }),
});
