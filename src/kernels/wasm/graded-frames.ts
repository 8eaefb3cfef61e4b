/**
 * Leading eigenpairs of posterior covariances to full relative accuracy, from the rows about each query; host side and
 * worker's part. A tile of queries is one item.
 */
import { takeRows } from "../../arrays/rows.ts";
import { allocateFrames, placeFrame } from "../graded/frames.ts";
import type { GradedFrame } from "../graded/graded-frame.ts";
import { rowWeights } from "../graded/posterior-rows.ts";
import { sortedOf } from "../graded/query-frame.ts";
import type { GradedFrames, GradedFramesRequest } from "../kernels.ts";
import type { Found, NearRowsInput } from "../near/collector.ts";
import { type TreeArguments, treeFor } from "../near/tree-rows.ts";
import type { Pool, Task, TaskArguments } from "../pool/task.ts";
import { int32, shareFloat64, shareInt32 } from "../shared.ts";
import { wasmQueryFrame } from "./graded-frame.ts";
import type { Wasm } from "./instance.ts";
import { nearRows } from "./near-rows.ts";

const TILE = 64;
/** Rows beyond the limit that weigh less than exp(-25) of the last wanted direction leave it exact to 1e-11. */
const CUT = 25;
/** Logarithm of how much smaller the last wanted direction may be than the weight of the row that gives it, at first. */
const SPARE = 6;

interface GradedArguments extends TaskArguments, NearRowsInput, TreeArguments {
  m: number;
  variance: number;
  count: number;
  width: number;
  vectors: Float64Array;
  logValues: Float64Array;
  resolved: Int32Array;
}

/** See `Kernels.gradedFrames`. */
export async function wasmGradedFrames(pool: Pool, request: GradedFramesRequest): Promise<GradedFrames> {
  const { points, queries, m, variance, exclude, count, width } = request;
  const { n, d } = points;
  const out = allocateFrames(request);
  const args: GradedArguments = {
    ...out,
    ...treeFor(points, m),
    data: shareFloat64(points.data),
    n,
    d,
    queries: shareFloat64(queries),
    m,
    variance,
    exclude: shareInt32(exclude ?? int32(0)),
    keep: Math.min(n, count + 1),
    window: 2 * variance * (CUT + SPARE + Math.log(4 * n)),
    most: new Float64Array(0),
    count,
    width,
  };
  const cost = m * (2 * n * d + 20 * width * d * d);
  await pool.run(gradedFramesTask, args, { items: Math.ceil(m / TILE), cost });
  return out;
}

/** Tiles `[begin, end)`. */
export const gradedFramesTask: Task = (wasm, raw, { begin, end }) => {
  const args = raw as GradedArguments;
  for (let tile = begin; tile < end; tile++) {
    const first = tile * TILE;
    const cut: Cut[] = [];
    const part = { first, count: Math.min(TILE, args.m - first), sorted: sortedOf(args) };
    nearRows(wasm, args, part).forEach((near, i) => {
      const frame = frameAbout(wasm, args, near);
      const q = first + i;
      if (!isCut(args, frame, near)) placeFrame(args, q, frame);
      else if (lastOf(args, frame) === -Infinity) placeFrame(args, q, widened(wasm, args, q));
      else cut.push({ q, limit: enough(args, frame, near) });
    });
    farther(wasm, args, cut);
  }
};

function frameAbout(wasm: Wasm, args: GradedArguments, near: Found): GradedFrame {
  const weights = rowWeights(args, near, args.variance);
  return wasmQueryFrame(wasm, { query: { points: args, near, weights } }, args);
}

/** A query that needs more rows, up to a squared distance. */
interface Cut {
  readonly q: number;
  readonly limit: number;
}

/** What decides whether rows beyond a distance matter. */
interface Beyond {
  readonly variance: number;
  readonly n: number;
  readonly count: number;
}

/** The largest logarithm that rows beyond a squared distance may have together, of weight times length. */
function beyond({ variance, n }: Beyond, nearest: number, limit: number): number {
  return (nearest - limit) / (2 * variance) + Math.log(4 * n * limit);
}

function lastOf({ count }: Beyond, { logValues }: GradedFrame): number {
  return logValues[count - 1] ?? -Infinity;
}

/** Whether rows beyond the limit may matter to the last wanted direction. */
export function isCut(args: Beyond, frame: GradedFrame, { square, limit }: Found): boolean {
  return limit < Number.MAX_VALUE && !(beyond(args, square[0], limit) < lastOf(args, frame) - CUT);
}

/** The squared distance beyond which rows do not matter to what is found already; more rows make that only larger. */
function enough(args: GradedArguments, frame: GradedFrame, { square, limit }: Found): number {
  let out = limit;
  for (let step = 0; step < 60 && beyond(args, square[0], out) >= lastOf(args, frame) - CUT - 1; step++) {
    out += Math.max(out - limit, 2 * args.variance);
  }
  return out;
}

/** Again with all rows that may matter, and where too few directions were found with more and more of them. */
function farther(wasm: Wasm, args: GradedArguments, cut: readonly Cut[]): void {
  if (cut.length === 0) return;
  const { d } = args;
  const again = {
    ...args,
    queries: takeRows(
      args.queries,
      cut.map(({ q }) => q),
      d,
    ),
    exclude: Int32Array.from(args.exclude.length > 0 ? cut.map(({ q }) => args.exclude[q]) : []),
    window: Infinity,
    most: Float64Array.from(cut, ({ limit }) => limit),
  };
  nearRows(wasm, again, { first: 0, count: cut.length, sorted: sortedOf(args) }).forEach((near, i) => {
    const frame = frameAbout(wasm, args, near);
    const { q } = cut[i];
    placeFrame(args, q, isCut(args, frame, near) ? widened(wasm, args, q) : frame);
  });
}

/** More rows than this are not asked for again: what they would resolve stays unresolved. */
const MOST_ROWS = 20000;

/** Again with more and more rows, until what is left out does not matter. */
function widened(wasm: Wasm, args: GradedArguments, q: number): GradedFrame {
  for (let keep = 4 * args.keep; ; keep *= 4) {
    const tile = { first: q, count: 1, sorted: sortedOf(args) };
    const [near] = nearRows(wasm, { ...args, keep: Math.min(keep, args.n) }, tile);
    const frame = frameAbout(wasm, args, near);
    const all = keep >= args.n || near.index.length > MOST_ROWS;
    if (all || !isCut(args, frame, near)) return frame;
  }
}
