/**
 * The vectors whose outer products add up to a posterior covariance, √w_i (y_i - m), with the weights as logarithms
 * (THEORY.md section 2).
 */
import type { PointSet } from "../kernels.ts";
import { samePlace } from "../reference/moments.ts";
import type { GradedRows } from "./pivoted-basis.ts";

/** Data rows about a query, nearest first, that carry all of its weight that matters. */
export interface NearRows {
  readonly index: Int32Array;
  /** Squared distances to the query. */
  readonly square: Float64Array;
}

/** The vectors of one query; σ² = `variance` in the data's units. The first one is the nearest place, with all its copies. */
export function posteriorRows(
  points: Pick<PointSet, "data" | "d">,
  { index, square }: NearRows,
  variance: number,
): GradedRows {
  const { data, d } = points;
  const others: number[] = [];
  for (let r = 1; r < index.length; r++) if (!samePlace(points, index[r], index[0])) others.push(r);
  const copies = index.length - others.length;
  const logWeight = others.map((r) => (square[0] - square[r]) / (2 * variance));
  const logTotal = Math.log(copies + logWeight.reduce((sum, l) => sum + Math.exp(l), 0));
  const reference = logWeight[0] ?? -Infinity;
  const count = others.length + 1;
  const out = { vectors: new Float64Array(count * d), logScale: new Float64Array(count), count, d };
  const { vectors, logScale } = out;
  const mean = vectors.subarray(0, d);
  for (let r = 0; r < others.length; r++) {
    const share = Math.exp(logWeight[r] - reference - logTotal);
    for (let j = 0; j < d; j++) {
      const u = data[index[others[r]] * d + j] - data[index[0] * d + j];
      vectors[(r + 1) * d + j] = u;
      mean[j] += share * u;
    }
    logScale[r + 1] = 0.5 * (logWeight[r] - logTotal);
  }
  // The mean is exp(reference) · mean from the nearest place: y_i - m of the others, and that of the nearest place itself.
  const factor = Math.exp(reference);
  for (let i = d; i < count * d; i++) vectors[i] -= factor * mean[i % d];
  for (let j = 0; j < d; j++) mean[j] = -mean[j];
  logScale[0] = others.length > 0 ? 0.5 * (Math.log(copies) - logTotal) + reference : -Infinity;
  return out;
}
