/**
 * The rows B of one query's scaled posterior covariance BᵀB: with weights ω_i relative to the second place,
 * `b_i = sqrt(ω_i / W) (u_i - gμ)`, plus one row for the nearest point itself. Not the search for them (wasm/near-rows.ts),
 * nor the products with them: those are in row-space.ts.
 */
import type { NearRows } from "../graded/posterior-rows.ts";
import { samePlace } from "../reference/moments.ts";

/** What a query's rows are made from. */
export interface WeightedRowsInput {
  data: Float64Array;
  d: number;
  queries: Float64Array;
  variance: number;
  nearest: Int32Array;
  covarianceLogScale: Float64Array;
  /** Posterior mean minus query. */
  shift: Float64Array;
}

/** Rows `scale_r (y_index[r] - centre)`, the data read in place, the heaviest first. */
export interface WeightedRows {
  readonly data: Float64Array;
  readonly d: number;
  readonly index: Int32Array;
  readonly scale: Float64Array;
  readonly centre: Float64Array;
  readonly count: number;
  /** Rows from this one on have so little of the weight that float32 holds them. */
  readonly heavy: number;
}

/** From this g on the moments' own mean is accurate enough: an error δ of the centre enters as δ² / g. */
const PLAIN_SHARE = 1e-6;
/** Below this g the nearest point's own row is rounding beside the others. */
const PIVOT_SHARE = 1e-30;
/** Rows with this share of the others' weight all together are light: float32 loses less than 1e-7 of it. */
const LIGHT = 1e-6;

/** The rows of query q, of those near it. */
export function weightedRows(input: WeightedRowsInput, q: number, near: NearRows): WeightedRows {
  const { data, d, covarianceLogScale, nearest } = input;
  const pivot = nearest[q];
  const { index, weight, copies } = support(input, q, near);
  const g = Math.exp(covarianceLogScale[q]);
  const others = weight.reduce((sum, w) => sum + w, 0);
  const total = copies + g * others;
  const centre =
    g > PLAIN_SHARE ? plainCentre(input, q) : centreOf(input, { index, weight, factor: g / total, pivot });
  let heavy = weight.length;
  for (let left = 0; heavy > 0 && left + weight[heavy - 1] < LIGHT * others; heavy--)
    left += weight[heavy - 1];
  if (index.length > 0 && g > PIVOT_SHARE) {
    index.unshift(pivot);
    weight.unshift(copies / g);
    heavy++;
  }
  const scale = Float64Array.from(weight, (w) => Math.sqrt(w / total));
  return { data, d, index: Int32Array.from(index), scale, centre, count: index.length, heavy };
}

interface Support {
  /** Rows at other places than the nearest point. */
  index: number[];
  /** Their weights relative to the nearest of them. */
  weight: number[];
  /** Rows at the nearest point's place. */
  copies: number;
}

function support(input: WeightedRowsInput, q: number, near: NearRows): Support {
  const { variance, nearest } = input;
  const out: Support = { index: [], weight: [], copies: 0 };
  let first = 0;
  near.index.forEach((i, r) => {
    if (samePlace(input, i, nearest[q])) out.copies++;
    else {
      if (out.index.length === 0) first = near.square[r];
      out.index.push(i);
      out.weight.push(Math.exp((first - near.square[r]) / (2 * variance)));
    }
  });
  return out;
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
