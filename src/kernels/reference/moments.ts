/**
 * Specification of the moments kernel: two plain passes over all rows, nothing skipped, everything kept.
 */

import type { MomentArrays, Moments, MomentsRequest, PointSet } from "../kernels.ts";
import { borrowFloat64, float64, int32 } from "../shared.ts";

/** See `Kernels.moments`. THEORY.md section 2. */
export function referenceMoments(request: MomentsRequest): Moments {
  const { points, m, covariance } = request;
  const out = allocateMoments(m, points.d, covariance);
  for (let q = 0; q < m; q++) queryMoments(out, request, q);
  return out;
}

/** Room for the moments of m queries of dimension d. */
export function allocateMoments(m: number, d: number, covariance: boolean): MomentArrays {
  return {
    logSum: float64(m),
    shift: float64(m * d),
    meanSquare: float64(m),
    weightSquare: float64(m),
    covariance: covariance ? borrowFloat64(m * d * d) : float64(0),
    covarianceLogScale: float64(m),
    nearest: int32(m),
    secondNearest: int32(m),
    nearestDistance: float64(m),
    secondDistance: float64(m),
  };
}

function queryMoments(out: Moments, request: MomentsRequest, q: number): void {
  const { points, variance, exclude, covariance } = request;
  const { n, d } = points;
  const squares = squaredDistances(request, q);
  const nearest = indexOfNearest(squares, n, exclude?.[q] ?? -1);
  const second = secondNearest(points, squares, { nearest, exclude: exclude?.[q] ?? -1 });
  out.nearest[q] = nearest;
  out.nearestDistance[q] = nearest < 0 ? Infinity : Math.sqrt(squares[nearest]);
  out.secondNearest[q] = second;
  out.secondDistance[q] = second < 0 ? Infinity : Math.sqrt(squares[second]);

  const base = nearest < 0 ? 0 : squares[nearest];
  const weights = squares.map((e, i) => (i === exclude?.[q] ? 0 : Math.exp((base - e) / (2 * variance))));
  const total = weights.reduce((sum, w) => sum + w, 0);
  out.logSum[q] = Math.log(total) - base / (2 * variance);
  for (let i = 0; i < n; i++) weights[i] /= total;
  out.meanSquare[q] = weights.reduce((sum, w, i) => sum + w * squares[i], 0);
  out.weightSquare[q] = weights.reduce((sum, w) => sum + w * w, 0);
  const mean = meanAbout(points.data.subarray(nearest * d, (nearest + 1) * d), points, weights);
  for (let j = 0; j < d; j++) {
    out.shift[q * d + j] = points.data[nearest * d + j] - request.queries[q * d + j] + mean[j];
  }
  if (second < 0) return;
  const others = squares.map((e, i) =>
    i === exclude?.[q] || samePlace(points, i, nearest)
      ? 0
      : Math.exp((squares[second] - e) / (2 * variance)) / total,
  );
  const logScale = (base - squares[second]) / (2 * variance);
  out.covarianceLogScale[q] = logScale;
  if (covariance) {
    const target = out.covariance.subarray(q * d * d, (q + 1) * d * d);
    covarianceInto(target, points, { others, nearest, g: Math.exp(logScale) });
  }
}

function squaredDistances({ points, queries }: MomentsRequest, q: number): Float64Array {
  const { data, n, d } = points;
  const squares = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) squares[i] += (data[i * d + j] - queries[q * d + j]) ** 2;
  }
  return squares;
}

function indexOfNearest(squares: Float64Array, n: number, exclude: number): number {
  let best = -1;
  for (let i = 0; i < n; i++) if (i !== exclude && (best < 0 || squares[i] < squares[best])) best = i;
  return best;
}

function secondNearest(
  points: PointSet,
  squares: Float64Array,
  { nearest, exclude }: { nearest: number; exclude: number },
): number {
  let best = -1;
  for (let i = 0; i < squares.length; i++) {
    if (i === exclude || (best >= 0 && squares[i] >= squares[best])) continue;
    if (!samePlace(points, i, nearest)) best = i;
  }
  return best;
}

/** Whether rows i and k of the data are equal. */
export function samePlace({ data, d }: Pick<PointSet, "data" | "d">, i: number, k: number): boolean {
  for (let j = 0; j < d; j++) if (data[i * d + j] !== data[k * d + j]) return false;
  return true;
}

/** Σ w_i (y_i - origin): about the nearest point, so that tiny weights of the others are not lost beside it. */
function meanAbout(origin: Float64Array, { data, n, d }: PointSet, weights: Float64Array): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) mean[j] += weights[i] * (data[i * d + j] - origin[j]);
  }
  return mean;
}

/** Σ_i o_i u_i u_iᵀ - g μ μᵀ with u = y - (nearest), μ = Σ o_i u_i: the covariance divided by g. */
function covarianceInto(
  out: Float64Array,
  { data, n, d }: PointSet,
  { others, nearest, g }: { others: Float64Array; nearest: number; g: number },
): void {
  const origin = data.subarray(nearest * d, (nearest + 1) * d);
  const mean = meanAbout(origin, { data, n, d }, others);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      for (let k = 0; k < d; k++) {
        out[j * d + k] += others[i] * (data[i * d + j] - origin[j]) * (data[i * d + k] - origin[k]);
      }
    }
  }
  for (let j = 0; j < d; j++) for (let k = 0; k < d; k++) out[j * d + k] -= g * mean[j] * mean[k];
}
