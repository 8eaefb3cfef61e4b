/**
 * The rows B of one query's scaled posterior covariance BᵀB: with weights ω_i relative to the second place,
 * `b_i = sqrt(ω_i / W) (u_i - gμ)`, plus one row for the nearest point itself. Not the products with them: those are
 * in row-space.ts.
 */
import type { NearRows } from "../graded/posterior-rows.ts";
import { samePlace } from "../reference/moments.ts";
import { enterSmallest } from "../smallest.ts";

/** What a query's rows are made from. */
export interface WeightedRowsInput {
  data: Float64Array;
  n: number;
  d: number;
  queries: Float64Array;
  variance: number;
  keep: number;
  exclude: Int32Array;
  nearest: Int32Array;
  secondNearest: Int32Array;
  covarianceLogScale: Float64Array;
  /** Posterior mean minus query. */
  shift: Float64Array;
}

/** Rows `scale_r (y_index[r] - centre)`, the data read in place. */
export interface WeightedRows {
  readonly data: Float64Array;
  readonly d: number;
  readonly index: Int32Array;
  readonly scale: Float64Array;
  readonly centre: Float64Array;
  readonly count: number;
}

/** Rows of less than exp(-30) of the K-th nearest weight, all together, are left out. */
const WINDOW = 30;
/** From this g on the moments' own mean is accurate enough: an error δ of the centre enters as δ² / g. */
const PLAIN_SHARE = 1e-6;
/** Below this g the nearest point's own row is rounding beside the others. */
const PIVOT_SHARE = 1e-30;

/** The rows of query q that carry weight. */
export function weightedRows(input: WeightedRowsInput, q: number): WeightedRows {
  const { data, d, covarianceLogScale, nearest } = input;
  const pivot = nearest[q];
  const { index, weight, copies } = support(input, q);
  const g = Math.exp(covarianceLogScale[q]);
  const total = copies + g * weight.reduce((sum, w) => sum + w, 0);
  const centre =
    g > PLAIN_SHARE ? plainCentre(input, q) : centreOf(input, { index, weight, factor: g / total, pivot });
  if (index.length > 0 && g > PIVOT_SHARE) {
    index.push(pivot);
    weight.push(copies / g);
  }
  const scale = Float64Array.from(weight, (w) => Math.sqrt(w / total));
  return { data, d, index: Int32Array.from(index), scale, centre, count: index.length };
}

/** The rows of query q that carry weight, the nearest point's copies among them, nearest first. */
export function nearestRows(input: WeightedRowsInput, q: number): NearRows {
  const { squares, limit } = squaresOf(input, q);
  const order = Array.from(squares.keys()).filter((i) => squares[i] <= limit);
  order.sort((i, k) => squares[i] - squares[k] || i - k);
  return { index: Int32Array.from(order), square: Float64Array.from(order, (i) => squares[i]) };
}

interface Support {
  /** Rows at other places than the nearest point. */
  index: number[];
  /** Their weights relative to the nearest of them. */
  weight: number[];
  /** Rows at the nearest point's place. */
  copies: number;
}

function support(input: WeightedRowsInput, q: number): Support {
  const { n, variance, secondNearest, nearest } = input;
  const { squares, limit } = squaresOf(input, q);
  const e2 = squares[secondNearest[q]] ?? 0;
  const out: Support = { index: [], weight: [], copies: 0 };
  for (let i = 0; i < n; i++) {
    if (!(squares[i] <= limit)) continue;
    if (samePlace(input, i, nearest[q])) out.copies++;
    else {
      out.index.push(i);
      out.weight.push(Math.exp((e2 - squares[i]) / (2 * variance)));
    }
  }
  return out;
}

function squaresOf(input: WeightedRowsInput, q: number) {
  const { n, variance, keep } = input;
  return squaresWithin(input, q, { keep, window: 2 * variance * (WINDOW + Math.log(n)) });
}

/** Squared distances, exact up to the limit (the K-th smallest distinct one plus the window), larger beyond it. */
function squaresWithin(
  { data, n, d, queries, exclude }: WeightedRowsInput,
  q: number,
  { keep, window }: { keep: number; window: number },
): { squares: Float64Array; limit: number } {
  const squares = new Float64Array(n);
  const smallest = new Float64Array(keep).fill(Infinity);
  const query = { data, point: queries.subarray(q * d, (q + 1) * d) };
  const without = exclude.length > 0 ? exclude[q] : -1;
  for (let i = 0; i < n; i++) {
    squares[i] = i === without ? Infinity : boundedSquare(query, i, smallest[keep - 1] + window);
    enterSmallest(smallest, squares[i]);
  }
  return { squares, limit: smallest[keep - 1] + window };
}

/** Coordinates between two looks at the bound. */
const STRIDE = 64;

/** A query beside the data. */
interface Query {
  readonly data: Float64Array;
  readonly point: Float64Array;
}

/** |y_row - point|², or some partial sum of it above `bound`. */
function boundedSquare(query: Query, row: number, bound: number): number {
  const d = query.point.length;
  let sum = 0;
  for (let j = 0; j < d && sum <= bound; j += STRIDE) sum += partialSquare(query, row * d, j);
  return sum;
}

/** The part of the next coordinates from `begin` on; four sums at a time: they do not wait for each other. */
function partialSquare({ data, point }: Query, i: number, begin: number): number {
  const end = Math.min(begin + STRIDE, point.length);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = begin;
  for (; j + 3 < end; j += 4) {
    const e0 = data[i + j] - point[j];
    const e1 = data[i + j + 1] - point[j + 1];
    const e2 = data[i + j + 2] - point[j + 2];
    const e3 = data[i + j + 3] - point[j + 3];
    s0 += e0 * e0;
    s1 += e1 * e1;
    s2 += e2 * e2;
    s3 += e3 * e3;
  }
  for (; j < end; j++) s0 += (data[i + j] - point[j]) ** 2;
  return s0 + s1 + (s2 + s3);
}

/** The mean, from the moments. */
function plainCentre({ queries, shift, d }: WeightedRowsInput, q: number): Float64Array {
  return Float64Array.from({ length: d }, (_, j) => queries[q * d + j] + shift[q * d + j]);
}

/** The mean, by its small distance g μ from the pivot. */
function centreOf(
  { data, d }: WeightedRowsInput,
  { index, weight, factor, pivot }: { index: number[]; weight: number[]; factor: number; pivot: number },
): Float64Array {
  const origin = data.subarray(pivot * d, (pivot + 1) * d);
  const centre = new Float64Array(d);
  for (let r = 0; r < index.length; r++) {
    const at = index[r] * d;
    const share = weight[r] * factor;
    for (let j = 0; j < d; j++) centre[j] += share * (data[at + j] - origin[j]);
  }
  for (let j = 0; j < d; j++) centre[j] += origin[j];
  return centre;
}
