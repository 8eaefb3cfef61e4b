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

/** Weights of the rows about a query. */
export interface RowWeights {
  /** Places in the list of rows that stand elsewhere than the nearest. */
  readonly others: readonly number[];
  /** Rows at the nearest place. */
  readonly copies: number;
  /** Weights of the others over that of the nearest of them. */
  readonly relative: Float64Array;
  /** The weight of the nearest of the others over that of a row at the nearest place. */
  readonly factor: number;
  /** All of the weight over that of a row at the nearest place. */
  readonly total: number;
  /** log √w, w over all of the weight: that of the nearest place beside all others, then those of the others. */
  readonly logScale: Float64Array;
}

/** The weights; σ² = `variance` in the data's units. The nearest place counts with all its copies. */
export function rowWeights(
  points: Pick<PointSet, "data" | "d">,
  { index, square }: NearRows,
  variance: number,
): RowWeights {
  const others: number[] = [];
  for (let r = 1; r < index.length; r++) if (!samePlace(points, index[r], index[0])) others.push(r);
  const copies = index.length - others.length;
  const second = square[others[0]] ?? Infinity;
  const relative = Float64Array.from(others, (r) => Math.exp((second - square[r]) / (2 * variance)));
  const reference = (square[0] - second) / (2 * variance);
  const factor = Math.exp(reference);
  const total = copies + factor * relative.reduce((sum, w) => sum + w, 0);
  const logTotal = Math.log(total);
  const logScale = new Float64Array(others.length + 1);
  for (let r = 0; r < others.length; r++) {
    logScale[r + 1] = 0.5 * ((square[0] - square[others[r]]) / (2 * variance) - logTotal);
  }
  logScale[0] = others.length > 0 ? 0.5 * (Math.log(copies) - logTotal) + reference : -Infinity;
  return { others, copies, relative, factor, total, logScale };
}

/** The vectors of one query. The first one is the nearest place, with all its copies. */
export function posteriorRows(
  points: Pick<PointSet, "data" | "d">,
  near: NearRows,
  variance: number,
): GradedRows {
  const { data, d } = points;
  const { index } = near;
  const { others, logScale, relative, factor, total } = rowWeights(points, near, variance);
  const count = others.length + 1;
  const vectors = new Float64Array(count * d);
  const mean = vectors.subarray(0, d);
  for (let r = 0; r < others.length; r++) {
    for (let j = 0; j < d; j++) {
      const u = data[index[others[r]] * d + j] - data[index[0] * d + j];
      vectors[(r + 1) * d + j] = u;
      mean[j] += (relative[r] / total) * u;
    }
  }
  // The mean is factor · mean from the nearest place: y_i - m of the others, and that of the nearest place itself.
  for (let i = d; i < count * d; i++) vectors[i] -= factor * mean[i % d];
  for (let j = 0; j < d; j++) mean[j] = -mean[j];
  return { vectors, logScale, count, d };
}
