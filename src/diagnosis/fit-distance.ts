/**
 * Distances from the mean in the metric of the covariance (Mahalanobis): what sees a sample that is far along a direction in
 * which the data hardly vary, whatever their widest direction and the units of their columns.
 */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { componentsIn, spanOf } from "../density/span.ts";

/** What a direction's variance is at least, the columns being measured in their largest numbers: no rounding is a direction. */
const LEAST = 1e-9;

/** Squares of the distances of points (M × d) to the Gaussian fit of a density's places, M; undefined where that has none. */
export async function fitDistances(
  base: EmpiricalDensity,
  points: Float64Array,
): Promise<Float64Array | undefined> {
  const span = await spanOf(base);
  if (!span || span.rank === 0) return undefined;
  const { d, rank, basis } = span;
  const components = await componentsIn(base.kernels, span, points);
  return Float64Array.from({ length: points.length / d }, (_, q) => {
    let square = 0;
    for (let j = 0; j < rank; j++) square += components[q * rank + j] ** 2 / (basis.values[j] + LEAST);
    return square;
  });
}

/**
 * What the square of one of the n places is to the fit of all others, from that to the fit of all.
 * @example
 * // mean 0 and variance 1 of ±1; the other alone has no variance
 * leftOutSquare(1, 2); // → Infinity
 */
export function leftOutSquare(square: number, n: number): number {
  return square < n - 1 ? (n * square) / (n - 1 - square) : Infinity;
}
