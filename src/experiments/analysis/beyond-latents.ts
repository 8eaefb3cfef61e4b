/**
 * How far samples are from what the latents can show: a ridge in latents sees nothing of the rest. Distances between points
 * and what is decoded of their latents, against those of real points that the latents were not fitted to.
 */
import { takeRows } from "../../arrays/rows.ts";
import type { Matrix } from "../../data/matrix.ts";
import { sizeEstimate } from "../../diagnosis/baselines.ts";
import { REAL_SHARE } from "../../diagnosis/choose-levels.ts";
import { type Estimate, finiteSampleQuantile, fractionEstimate, median } from "../../metrics/statistics.ts";
import { type LatentSpace, pcaSpace } from "../parts/latent-data.ts";
import type { ExperimentContext } from "../result.ts";
import type { AnalysisData } from "./inputs.ts";

/** Samples beside real points; distances in the data's units. */
export interface BeyondLatents {
  /** Samples farther from their reconstruction than 95 % of real points. */
  readonly share: Estimate;
  /** What that share may be of real points, as those that the 95 % were taken of are few. */
  readonly bound: number;
  /** Median distance of samples, and of real points. */
  readonly distance: number;
  readonly real: number;
  /** Whether the latents were fitted to the very points that they are compared with: their distances are then too small. */
  readonly fitted: boolean;
}

/** At most so many real points. */
const MOST_REAL = 2000;

/** Undefined where the ridge is in all of the data's columns. */
export async function beyondLatents(
  data: AnalysisData,
  samples: Matrix,
  context: ExperimentContext,
): Promise<BeyondLatents | undefined> {
  const { space } = data;
  if (space.scale === undefined) return undefined;
  const { distances, fitted } = await realDistances(data, context);
  const limit = finiteSampleQuantile(distances, REAL_SHARE);
  const own = await reconstructionDistances(space, samples.data, samples.columns);
  return {
    share: fractionEstimate(own.filter((value) => value > limit).length, own.length),
    bound: sizeEstimate(distances.length).high,
    distance: median(own),
    real: median(distances),
    fitted,
  };
}

/** Of held-out points, else of one half of the training points with components fitted to the other half. */
async function realDistances({ space, heldOut, train }: AnalysisData, context: ExperimentContext) {
  const d = train.columns;
  const order = context.rng.split("beyond latents").permutation(train.rows);
  const half = train.rows >> 1;
  const some = (rows: Int32Array) => takeRows(train.data, rows.subarray(0, MOST_REAL), d);
  if (heldOut) return { distances: await reconstructionDistances(space, heldOut.data, d), fitted: false };
  if (!space.pca) return { distances: await reconstructionDistances(space, some(order), d), fitted: true };
  const first = takeRows(train.data, order.subarray(0, half), d);
  const k = Math.min(space.d, half, d);
  const folded = await pcaSpace({ ...train, data: first, rows: half }, k, context);
  return { distances: await reconstructionDistances(folded, some(order.subarray(half)), d), fitted: false };
}

/** |x - decode(encode(x))| of each row; what rounding of the largest number does counts as none. */
async function reconstructionDistances(
  space: LatentSpace,
  points: Float64Array,
  d: number,
): Promise<Float64Array> {
  const decoded = await space.decode(await space.encode(points));
  return Float64Array.from({ length: points.length / d }, (_, q) => {
    let [square, size] = [0, 0];
    for (let i = q * d; i < (q + 1) * d; i++) {
      square += (points[i] - decoded[i]) ** 2;
      size += points[i] ** 2;
    }
    const rounding = 2 ** -22 * Math.sqrt(size);
    return square > rounding ** 2 ? Math.sqrt(square) : 0;
  });
}
