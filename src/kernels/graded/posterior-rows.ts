/**
 * The vectors whose outer products add up to a posterior covariance, √w_i (y_i - m), with the weights as logarithms
 * (THEORY.md section 2).
 */
import type { PointSet } from "../kernels.ts";
import { samePlace } from "../reference/moments.ts";
import type { GradedRows } from "./pivoted-basis.ts";

/** Data rows about a query, the nearest first, that carry all of its weight that matters. */
export interface NearRows {
  readonly index: Int32Array;
  /** Squared distances to the query. */
  readonly square: Float64Array;
}

/** Weights of the rows about a query. */
export interface RowWeights {
  /** Places in the list of rows that stand elsewhere than the nearest. */
  readonly others: Int32Array;
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
  const others = otherPlaces(points, { index, square });
  const count = others.length;
  const copies = index.length - count;
  const second = count > 0 ? square[others[0]] : Infinity;
  const inv = 1 / (2 * variance);
  const relative = new Float64Array(count);
  let sum = 0;
  for (let r = 0; r < count; r++) {
    relative[r] = Math.exp((second - square[others[r]]) * inv);
    sum += relative[r];
  }
  const reference = (square[0] - second) * inv;
  const factor = Math.exp(reference);
  const total = copies + factor * sum;
  const logTotal = Math.log(total);
  const logScale = new Float64Array(count + 1);
  for (let r = 0; r < count; r++) logScale[r + 1] = 0.5 * ((square[0] - square[others[r]]) * inv - logTotal);
  logScale[0] = count > 0 ? 0.5 * (Math.log(copies) - logTotal) + reference : -Infinity;
  return { others, copies, relative, factor, total, logScale };
}

/** Places in the list of rows that stand elsewhere than the first. */
function otherPlaces(points: Pick<PointSet, "data" | "d">, { index, square }: NearRows): Int32Array {
  const out = new Int32Array(index.length);
  let count = 0;
  for (let r = 1; r < index.length; r++) {
    if (square[r] !== square[0] || !samePlace(points, index[r], index[0])) out[count++] = r;
  }
  return out.subarray(0, count);
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
