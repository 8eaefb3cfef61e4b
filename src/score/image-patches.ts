/** What score machines for images share: the shape of an image, how far patches reach, and the posterior mean given patches. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { toDataScale } from "../density/posterior.ts";
import { expected } from "../errors/argument-error.ts";
import type { PatchMeansRequest } from "../kernels/kernels.ts";
import { dataVariance, ouLevel } from "../schedule/noise-level.ts";
import { whole } from "../settings/setting.ts";
import type { ScoreModel } from "./score-model.ts";

/** Rows and columns of grey images whose pixels lie row by row. */
export interface ImageShape {
  readonly rows: number;
  readonly columns: number;
}

/** How far a pixel sees. */
export interface PatchOptions {
  readonly image: ImageShape;
  /** Pixels that its patch has on each side of it: 2 is 5 × 5. It ends at the border of the image. */
  readonly reach: number;
  /** The same at large noise, with `reach + (widest - reach) h`, rounded, between; default: `reach` at all times. */
  readonly widest?: number;
}

/** The rows of both models' settings. */
export const PATCH_SETTINGS = {
  reach: whole(2, "pixels that a patch has on each side of its centre: 2 is 5 × 5", { min: 0 }),
  widest: whole("same", "the same at large noise, with reach + (widest − reach) h between", {
    min: 0,
    words: ["same"],
  }),
};

/**
 * The rows and columns of square images of d numbers; undefined where there are none.
 * @example
 * squareImage(784); // → { rows: 28, columns: 28 }
 * squareImage(6); // → undefined
 */
export function squareImage(d: number): ImageShape | undefined {
  const side = Math.round(Math.sqrt(d));
  return side * side === d ? { rows: side, columns: side } : undefined;
}

/** A model whose posterior mean of each pixel is that given the patch about it. */
export function patchModel(
  { kernels, data, n, d }: EmpiricalDensity,
  options: PatchOptions,
  { name, places }: { name: string; places: PatchMeansRequest["places"] },
): ScoreModel {
  const { image, reach, widest = reach } = options;
  requirePatches(d, options);
  return {
    name,
    d,
    async posteriorMean(x, time) {
      const level = ouLevel(time);
      const means = await kernels.patchMeans({
        ...image,
        points: { data, n, d },
        queries: toDataScale(x, level),
        m: x.length / d,
        variance: dataVariance(level),
        reach: Math.round(reach + (widest - reach) * level.variance),
        places,
      });
      return means.map((value) => level.scale * value);
    },
  };
}

function requirePatches(d: number, { image: { rows, columns }, reach, widest = reach }: PatchOptions): void {
  const isWhole = (value: number, least: number) => Number.isInteger(value) && value >= least;
  if (!(isWhole(rows, 1) && isWhole(columns, 1) && rows * columns === d))
    throw expected("image", `rows × columns of ${d} pixels`, `${rows} × ${columns}`);
  if (!isWhole(reach, 0)) throw expected("reach", "an integer >= 0", reach);
  if (!isWhole(widest, 0)) throw expected("widest", "an integer >= 0", widest);
}
