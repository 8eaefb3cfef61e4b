/**
 * Mean and covariance of the held rows about a point under the weights of the posterior there, as far as an allowed error
 * needs rows. Not exact: what is reported of a point comes from the moments and top-eigenpairs.ts.
 */
import { dot } from "../../arrays/vectors.ts";
import { fours } from "../wasm/instance.ts";
import type { HeldRows } from "./held-rows.ts";
import { type Operator, setPair } from "./row-space.ts";

/** Rows of less than exp(-32) of the largest weight are not kept. */
const DEPTH = 32;

/** Rows of so many times the allowed error of the weight, all together, are multiplied in float32. */
const LIGHT = 1e5;

/** Rows that are near enough to a point to be looked at for points around it. */
export interface Near {
  /** Where they were looked for, less the mean of all rows. */
  readonly at: Float64Array;
  /** Row numbers; they are in `held.near` too. */
  readonly index: Int32Array;
}

/** Products of up to four points with all rows, left in `held.products`. */
export function multiplyAll(held: HeldRows, points: readonly Float64Array[]): void {
  const { wasm, n, d, stride, rows, queries, products } = held;
  points.forEach((point, q) => {
    wasm.float64(queries + 8 * q * stride, d).set(point);
  });
  wasm.exports.dotFourQueries(rows, fours(n), stride, queries, products);
}

/** The rows near point q of those multiplied last. */
export function nearOf(
  held: HeldRows,
  at: Float64Array,
  { q, variance }: { q: number; variance: number },
): Near {
  const { wasm, n, squares, products } = held;
  const found = wasm.float64(products, 4 * n);
  const distances = new Float64Array(n);
  let least = Infinity;
  for (let i = 0; i < n; i++) {
    distances[i] = squares[i] - 2 * found[4 * i + q];
    if (distances[i] < least) least = distances[i];
  }
  const limit = least + 2 * variance * DEPTH;
  const index = new Int32Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) if (distances[i] <= limit) index[count++] = i;
  return { at, index: index.slice(0, count) };
}

/** Takes up the rows near a point for {@link localRows}. */
export function holdNear({ wasm, near }: HeldRows, { index }: Near): void {
  const view = wasm.int32(near, fours(index.length));
  view.set(index);
  view.fill(index[0], index.length);
}

/** The posterior at a point. */
export interface Local {
  /** Posterior mean minus point. */
  readonly shift: Float64Array;
  readonly covariance: Operator;
  /** Rows that it is made of. */
  readonly count: number;
}

/** What the posterior is made with. */
export interface LocalRules {
  readonly near: Near;
  readonly variance: number;
  /** Share of the weight that may be lost. */
  readonly error: number;
}

/** Rows on the list: heavy ones first, then those in float32, each a multiple of 4. */
interface Chosen {
  readonly count: number;
  readonly heavy: number;
  readonly light: number;
  /** The largest weight of the latter. */
  readonly unit: number;
}

/** The posterior at `at` of the rows taken up. */
export function localRows(held: HeldRows, at: Float64Array, rules: LocalRules): Local {
  const { wasm, d, stride, rows, list, weights, output } = held;
  const chosen = chooseRows(held, at, rules);
  wasm.float64(output, stride).fill(0);
  wasm.exports.addListed(rows, list, chosen.heavy + chosen.light, stride, weights, output);
  const centre = wasm.float64(output, d).slice();
  return {
    shift: centre.map((value, j) => value - at[j]),
    covariance: {
      basis: held,
      rows: chosen.count,
      times: (v) => covarianceTimes(held, v, { chosen, centre }),
      timesPair: (v, w) => covarianceTimesPair(held, [v, w], { chosen, centre }),
    },
    count: chosen.count,
  };
}

function covarianceTimes(
  { wasm, d, stride, rows, narrow, list, weights, input, output, work }: HeldRows,
  v: Float64Array,
  { chosen: { heavy, light, unit }, centre }: { chosen: Chosen; centre: Float64Array },
): Float64Array {
  const along = dot(v, centre);
  wasm.float64(input, d).set(v);
  wasm.float64(output, stride).fill(0);
  wasm.exports.applyListed(rows, list, weights, heavy, stride, input, along, output, work);
  if (light > 0) {
    wasm.exports.narrowInto(input, stride, 1, work);
    const rest = [list + 4 * heavy, weights + 8 * heavy, light, stride, work, along] as const;
    wasm.exports.applyListedNarrow(narrow, ...rest, unit, output, work + 4 * stride);
  }
  return wasm.float64(output, d).slice();
}

/** The same of two vectors: rows are read once for both. */
function covarianceTimesPair(
  held: HeldRows,
  [v, w]: readonly [Float64Array, Float64Array],
  { chosen: { heavy, light, unit }, centre }: { chosen: Chosen; centre: Float64Array },
): [Float64Array, Float64Array] {
  const { wasm, d, stride, rows, narrow, list, weights, input, output, work } = held;
  const along = [dot(v, centre), dot(w, centre)] as const;
  setPair(held, v, w);
  wasm.exports.applyListedPair(rows, list, weights, heavy, stride, input, ...along, output, work);
  if (light > 0) {
    wasm.exports.narrowInto(input, 2 * stride, 1, work);
    const rest = [list + 4 * heavy, weights + 8 * heavy, light, stride, work, ...along] as const;
    wasm.exports.applyListedNarrowPair(narrow, ...rest, unit, output, work + 8 * stride);
  }
  return [wasm.float64(output, d).slice(), wasm.float64(output + 8 * stride, d).slice()];
}

/** Writes the rows that count, and their weights of sum 1. */
function chooseRows(held: HeldRows, at: Float64Array, { near, variance, error }: LocalRules): Chosen {
  const logs = logWeights(held, at, { near, variance });
  const [limit, light] = [limitOf(logs, error), limitOf(logs, Math.min(1, LIGHT * error))];
  const list = held.wasm.int32(held.list, near.index.length + 8);
  const weights = held.wasm.float64(held.weights, list.length);
  let [size, total, count] = [0, 0, 0];
  /** Those between two limits, and rows of weight 0 up to a multiple of 4. */
  const take = (from: number, to: number) => {
    for (let i = 0; i < logs.length; i++) {
      if (!(logs[i] >= from && logs[i] < to)) continue;
      list[size] = near.index[i];
      weights[size] = Math.exp(logs[i]);
      total += weights[size++];
      count++;
    }
    for (; size & 3; size++) {
      list[size] = near.index[0];
      weights[size] = 0;
    }
  };
  take(light, Infinity);
  const heavy = size;
  take(limit, light);
  for (let i = 0; i < size; i++) weights[i] /= total;
  return { count, heavy, light: size - heavy, unit: Math.exp(Math.min(0, light)) / total };
}

/** Logarithms of the weights relative to the largest. */
function logWeights(
  held: HeldRows,
  at: Float64Array,
  { near, variance }: { near: Near; variance: number },
): Float64Array {
  const { wasm, d, stride, rows, squares, input, products } = held;
  const { length } = near.index;
  wasm.float64(input, d).set(at);
  wasm.exports.dotListed(rows, held.near, fours(length), stride, input, products);
  const logs = wasm.float64(products, length).slice();
  let most = -Infinity;
  for (let i = 0; i < length; i++) {
    logs[i] = (logs[i] - 0.5 * squares[near.index[i]]) / variance;
    if (logs[i] > most) most = logs[i];
  }
  for (let i = 0; i < length; i++) logs[i] -= most;
  return logs;
}

/** The least logarithm, a multiple of 1 / 4, beyond which at most `cut` of the weight lies. */
function limitOf(logs: Float64Array, cut: number): number {
  const bins = new Float64Array(4 * DEPTH + 1);
  let total = 0;
  for (const log of logs) {
    const weight = Math.exp(log);
    bins[Math.min(4 * DEPTH, Math.floor(-4 * log))] += weight;
    total += weight;
  }
  let bin = 4 * DEPTH;
  for (let left = 0; bin >= 0 && left + bins[bin] <= cut * total; bin--) left += bins[bin];
  return -(bin + 1) / 4;
}
