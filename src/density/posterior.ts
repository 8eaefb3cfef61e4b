/** Density, score and posterior mean at points of the noised space: the parts that need no covariance. */

import type { Moments } from "../kernels/kernels.ts";
import { float64, shareFloat64 } from "../kernels/shared.ts";
import { dataVariance, type NoiseLevel } from "../schedule/noise-level.ts";
import type { EmpiricalDensity } from "./empirical-density.ts";

/** What one weighted pass over the data gives at M points, d coordinates each. */
export interface Posterior {
  readonly m: number;
  /** log p_t, M. */
  readonly logDensity: Float64Array;
  /** ∇ log p_t, M × d. */
  readonly score: Float64Array;
  /** E[a x_0 | x], M × d. */
  readonly posteriorMean: Float64Array;
  /** Index of the nearest training point, M. */
  readonly nearest: Int32Array;
  /** Index of the nearest one at a different place, M (-1: there is none). */
  readonly secondNearest: Int32Array;
  /** Distance from x to a · (nearest training point), M. */
  readonly nearestDistance: Float64Array;
  /** Nearest over second-nearest distinct distance, M (1 where all training points are at one place). */
  readonly nearestRatio: Float64Array;
  /** 1 / Σ w², M: how many training points share the weight. */
  readonly effectiveSize: Float64Array;
  /** exp of the entropy of the weights, M. */
  readonly entropySize: Float64Array;
  /** Local intrinsic dimension `Σ w |x - a x_i|² / h`, M (METRICS.md, FLIPD of the exact score). */
  readonly localDimension: Float64Array;
}

/** Options of {@link posterior}. */
export interface PosteriorOptions {
  /** The points, M × d, in the noised scale. */
  x: Float64Array;
  /** Per point, the index of a training point to leave out, M. */
  exclude?: Int32Array;
}

/** Points x of the noised space in the data's own scale, x / a, in shared memory. */
export function toDataScale(x: Float64Array, { scale }: NoiseLevel): Float64Array {
  if (scale === 1) return shareFloat64(x);
  const z = float64(x.length);
  for (let i = 0; i < x.length; i++) z[i] = x[i] / scale;
  return z;
}

/**
 * Density, score and posterior mean of the smoothed empirical density at the points, THEORY.md section 2.
 * Nothing is checked here; the checks are at `createDensity` and at the public doors.
 * @example
 * const { score } = await posterior(twoModes, veLevel(1), { x: Float64Array.of(1, 2) });
 * // 3 tanh 3 - 1, and -2 across
 * score; // → [1.985, -2]
 */
export async function posterior(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { x, exclude }: PosteriorOptions,
): Promise<Posterior> {
  const moments = await density.kernels.moments({
    points: density,
    queries: toDataScale(x, level),
    m: x.length / density.d,
    variance: dataVariance(level),
    covariance: false,
    keep: 2,
    ...(exclude ? { exclude } : {}),
  });
  return posteriorFrom(moments, density, { x, level, exclude });
}

/** Turns moments in the data's scale into a posterior in that of x. */
export function posteriorFrom(
  moments: Moments,
  { n, d }: Pick<EmpiricalDensity, "n" | "d">,
  { x, level, exclude }: { x: Float64Array; level: NoiseLevel; exclude: Int32Array | undefined },
): Posterior {
  const m = moments.logSum.length;
  const { scale, variance } = level;
  const score = float64(m * d);
  const posteriorMean = float64(m * d);
  for (let i = 0; i < m * d; i++) {
    const step = scale * moments.shift[i];
    score[i] = step / variance;
    posteriorMean[i] = x[i] + step;
  }
  const sigmaSquare = dataVariance(level);
  return {
    m,
    logDensity: moments.logSum.map((sum, q) => {
      const count = exclude && exclude[q] >= 0 ? n - 1 : n;
      return sum - Math.log(count) - 0.5 * d * Math.log(2 * Math.PI * variance);
    }),
    score,
    posteriorMean,
    nearest: moments.nearest,
    secondNearest: moments.secondNearest,
    nearestDistance: moments.nearestDistance.map((distance) => scale * distance),
    nearestRatio: moments.nearestDistance.map((distance, q) => ratio(distance, moments.secondDistance[q])),
    effectiveSize: moments.weightSquare.map((square) => 1 / square),
    entropySize: moments.logSum.map((sum, q) => Math.exp(sum + moments.meanSquare[q] / (2 * sigmaSquare))),
    localDimension: moments.meanSquare.map((square) => square / sigmaSquare),
  };
}

/** 1 when there is no second place. */
function ratio(first: number, second: number): number {
  return second === Infinity ? 1 : first / second;
}
