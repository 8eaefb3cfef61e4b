/** Which queries have so many rows that matter that products over all rows are faster than looking for them. */
import { columnMeans } from "../../arrays/rows.ts";
import { squaredDistance } from "../../arrays/vectors.ts";
import type { MomentsRequest, PointSet } from "../kernels.ts";

/** Rows that are looked at to tell. */
const LOOKED = 128;
/** One of so many of them is looked at first. */
const FIRST_OF = 4;
/** The share of them that matters from which on products are faster. */
const MANY = 0.35;
/** Logarithm of the weight, beside the heaviest row's, below which all rows together do not matter (as in wasm/moments.ts). */
const NEGLIGIBLE = 37;
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
  const centre = columnMeans(points.data, points.d);
  const far = Math.sqrt(Math.max(...rows.map((row) => squaredDistance(row, centre))));
  const where = (holds: (q: number) => boolean) => Int32Array.from({ length: m }, (_, q) => q).filter(holds);
  const dense = where((q) => shares[q] >= MANY && keepsDigits(request, q, { far, centre }));
  const chosen = dense.length < LEAST_QUERIES ? new Int32Array(0) : dense;
  const taken = new Set(chosen);
  const others = where((q) => shares[q] >= SOME && !taken.has(q));
  if (Math.max(chosen.length, others.length) < LEAST_QUERIES) return undefined;
  return { chosen, centre, others: others.length < LEAST_QUERIES ? new Int32Array(0) : others };
}

/** A few rows, evenly spread, those first that are spread widest. */
function lookAt({ data, n, d }: PointSet): Float64Array[] {
  const order = Array.from({ length: LOOKED }, (_, i) => i);
  order.sort((i, j) => (i % FIRST_OF) - (j % FIRST_OF) || i - j);
  return order.map((i) => {
    const row = Math.round((i * (n - 1)) / (LOOKED - 1));
    return data.subarray(row * d, (row + 1) * d);
  });
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

/** The share of the rows looked at that matter beside the nearest of them; 0 where a first few tell that hardly any does. */
function shareOf(
  { points: { n, d }, queries, variance }: MomentsRequest,
  q: number,
  rows: readonly Float64Array[],
): number {
  const z = queries.subarray(q * d, (q + 1) * d);
  const beyond = 2 * variance * (NEGLIGIBLE + Math.log(n));
  const matter = (squares: readonly number[]) => {
    const limit = Math.min(...squares) + beyond;
    return squares.filter((square) => square < limit).length;
  };
  const few = rows.slice(0, LOOKED / FIRST_OF).map((row) => squaredDistance(z, row));
  if (matter(few) <= 1) return 0;
  const squares = [...few, ...rows.slice(few.length).map((row) => squaredDistance(z, row))];
  return matter(squares) / rows.length;
}
