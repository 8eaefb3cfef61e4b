/** Which queries have so many rows that matter that products over all rows are faster than looking for them. */
import { columnMeans } from "../../arrays/rows.ts";
import { squaredDistance } from "../../arrays/vectors.ts";
import type { MomentsRequest, PointSet } from "../kernels.ts";
import { lookAt, shareOf } from "../row-share.ts";

/** The share of them that matters from which on products are faster. */
const MANY = 0.35;
/** Squares of lengths over σ² beyond which products lose too many digits of the exponents. */
export const MOST_SQUARE = 500;
/** Fewer rows, or dimensions, gain nothing; more of the latter make too many products. */
const LEAST_ROWS = 4096;
const DIMS = [8, 128] as const;
/** Products are made for so many queries at least, whether they are there or not. */
const LEAST_QUERIES = 64;

/** The share of the rows that were looked at from which on products with a part of the rows may be faster. */
const SOME = 0.05;

/** Queries for products. */
export interface DenseQueries {
  /** With all rows, ascending. */
  readonly chosen: Int32Array;
  /** The middle of all rows, which their sums are about. */
  readonly centre: Float64Array;
  /** Perhaps with a part of the rows. */
  readonly others: Int32Array;
}

/** The queries for products; undefined where that would not pay, which is known before any row is looked at for most requests. */
export function denseQueries(request: MomentsRequest): DenseQueries | undefined {
  const { points, m, covariance } = request;
  const fits = covariance && points.d >= DIMS[0] && points.d <= DIMS[1] && points.n >= LEAST_ROWS;
  if (!fits || m < LEAST_QUERIES) return undefined;
  const rows = lookAt(points);
  const shares = Float64Array.from({ length: m }, (_, q) => shareOf(request, q, rows));
  if (!shares.some((share) => share >= SOME)) return undefined;
  const centre = middleOf(points);
  const far = farthest(rows, centre);
  const where = (holds: (q: number) => boolean) => Int32Array.from({ length: m }, (_, q) => q).filter(holds);
  const dense = where((q) => shares[q] >= MANY && keepsDigits(request, q, { far, centre }));
  const chosen = dense.length < LEAST_QUERIES ? new Int32Array(0) : dense;
  const taken = new Set(chosen);
  const others = where((q) => shares[q] >= SOME && !taken.has(q));
  if (Math.max(chosen.length, others.length) < LEAST_QUERIES) return undefined;
  return { chosen, centre, others: others.length < LEAST_QUERIES ? new Int32Array(0) : others };
}

const middles = new WeakMap<Float64Array, Float64Array>();

/** The mean of the rows; made when it is first asked for, and kept with their array. */
function middleOf({ data, d }: PointSet): Float64Array {
  const middle = middles.get(data) ?? columnMeans(data, d);
  middles.set(data, middle);
  return middle;
}

/** The largest distance of a row from the middle. */
function farthest(rows: Float64Array, centre: Float64Array): number {
  const d = centre.length;
  let most = 0;
  for (let at = 0; at < rows.length; at += d) {
    most = Math.max(most, squaredDistance(rows.subarray(at, at + d), centre));
  }
  return Math.sqrt(most);
}

/** Whether the exponents that products give keep enough digits. */
function keepsDigits(
  { points: { d }, queries, variance }: MomentsRequest,
  q: number,
  { far, centre }: { far: number; centre: Float64Array },
): boolean {
  const z = queries.subarray(q * d, (q + 1) * d);
  return (Math.sqrt(squaredDistance(z, centre)) + far) ** 2 < MOST_SQUARE * variance;
}
