/** Draws from the smoothed empirical density p_t. */
import { float64 } from "../kernels/shared.ts";
import type { Rng } from "../random/rng.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import type { EmpiricalDensity } from "./empirical-density.ts";

/** Draws of p_t with the training points that they come from. */
export interface DensityDraws {
  /** count × d. */
  readonly x: Float64Array;
  /** Index of the training point behind each draw, count. */
  readonly source: Int32Array;
}

/**
 * `count` draws `a x_i + sqrt(h) z` (noised scale), i uniform; the same key gives the same draws at every level.
 * @example
 * const { x, source } = sampleDensity(twoModes, veLevel(0.01), { count: 3, rng });
 * Math.round(x[0]) === twoModes.data[2 * source[0]]; // → true
 */
export function sampleDensity(
  { data, n, d }: Pick<EmpiricalDensity, "data" | "n" | "d">,
  { scale, variance }: NoiseLevel,
  { count, rng }: { count: number; rng: Rng },
): DensityDraws {
  const source = rng.split("source").integers(count, n);
  const x = float64(count * d);
  rng.split("noise").normalsInto(x);
  const sd = Math.sqrt(variance);
  for (let q = 0; q < count; q++) {
    for (let j = 0; j < d; j++) x[q * d + j] = scale * data[source[q] * d + j] + sd * x[q * d + j];
  }
  return { x, source };
}
