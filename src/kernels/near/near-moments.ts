/**
 * Moments where few rows matter: the boxes say which, and the sums run over those alone. Queries with more rows than pay go to
 * the kernel that takes every row of the data in its turn.
 */
import { allocateFrames, placeFrame } from "../graded/frames.ts";
import { type RowWeights, rowWeights } from "../graded/posterior-rows.ts";
import { sortedOf } from "../graded/query-frame.ts";
import type { MomentArrays, Moments, MomentsRequest } from "../kernels.ts";
import type { Pool, Task, TaskArguments } from "../pool/task.ts";
import { allocateMoments } from "../reference/moments.ts";
import { lookAt, shareOf } from "../row-share.ts";
import { int32, shareFloat64, shareInt32 } from "../shared.ts";
import { type Moment, placeMoments } from "../split-request.ts";
import { wasmQueryFrame } from "../wasm/graded-frame.ts";
import { isCut } from "../wasm/graded-frames.ts";
import type { Wasm } from "../wasm/instance.ts";
import { windowWidth } from "../wasm/moments.ts";
import { collectRows } from "../wasm/near-rows.ts";
import { type Found, finishCollector, holds, type NearRowsInput } from "./collector.ts";
import { pivotRatio } from "./pivot-ratio.ts";
import { momentsInto } from "./query-moments.ts";
import { bringRows } from "./query-rows.ts";
import { type TreeArguments, treeFor } from "./tree-rows.ts";

/** Queries of a tile at most, and tiles that a request is cut into. */
const TILE = 256;
const TILES = 16;
/** Operations that a query takes besides its distances, about: what was found is sorted, weighed and summed. */
const ANSWER = 2e4;
/** With more rows than this, looking at all rows in their turn is as fast. */
const MOST_ROWS = 3000;
/** The same where there are no boxes to find them by. */
const MOST_WITHOUT = 600;

interface NearMomentsArguments extends TaskArguments, NearRowsInput, TreeArguments {
  m: number;
  tile: number;
  variance: number;
  withCovariance: number;
  /** 1: done. */
  done: Int32Array;
  /** Of frames; 0: none are asked for. */
  count: number;
  width: number;
  vectors: Float64Array;
  logValues: Float64Array;
  resolved: Int32Array;
}

/** See `Kernels.moments`. Without boxes, rows are looked for apart only where frames are made of them too. */
export async function nearMoments(pool: Pool, request: MomentsRequest, every: Moment): Promise<Moments> {
  const tree = treeFor(request.points, request.m);
  const pays = tree.order.length > 0 || request.frames !== undefined;
  return pays ? momentsOfRows(pool, request, { tree, every }) : every(request);
}

/** The moments by the rows about each query, and by another kernel where there are too many of them. */
export async function momentsOfRows(
  pool: Pool,
  request: MomentsRequest,
  { tree, every }: { tree: TreeArguments; every: Moment },
): Promise<Moments> {
  const { points, queries, m, variance, covariance, keep, exclude, frames } = request;
  const { n, d } = points;
  const out = allocateMoments(m, d, covariance);
  const { count, width } = frames ?? { count: 0, width: 0 };
  const found = allocateFrames({ points, m, width });
  found.resolved.fill(-1);
  const args: NearMomentsArguments & MomentArrays = {
    ...out,
    ...found,
    ...tree,
    count,
    width,
    data: shareFloat64(points.data),
    n,
    d,
    queries: shareFloat64(queries),
    m,
    tile: Math.min(TILE, Math.ceil(m / TILES)),
    variance,
    withCovariance: Number(covariance),
    exclude: shareInt32(exclude ?? int32(0)),
    keep,
    window: windowWidth(n, variance),
    most: new Float64Array(0),
    done: int32(m),
  };
  await pool.run(nearMomentsTask, args, {
    items: Math.ceil(m / args.tile),
    cost: m * (n * d + ANSWER),
  });
  const left = Int32Array.from({ length: m }, (_, q) => q).filter((q) => args.done[q] === 0);
  if (left.length > 0) await placeMoments(out, { ...request, frames: undefined }, { rows: left, by: every });
  return frames === undefined ? out : { ...out, frames: found };
}

/** Tiles `[begin, end)`. */
export const nearMomentsTask: Task = (wasm, raw, { begin, end }) => {
  const args = raw as NearMomentsArguments & MomentArrays;
  const most = args.order.length > 0 ? MOST_ROWS : MOST_WITHOUT;
  const skips = manyRows(args, most);
  for (let at = begin; at < end; at++) {
    const first = at * args.tile;
    const count = Math.min(args.tile, args.m - first);
    const near = collectRows(wasm, args, { first, count, givesUp: (one) => holds(one, most), skips });
    near.forEach((one, q) => {
      const pays = one.squares.length > 0 && !holds(one, most);
      if (pays) answer(wasm, args, { q: first + q, near: finishCollector(one, sortedOf(args)) });
    });
  }
};

/** Tells which queries have too many rows, from a few of them; none of few rows at all. */
function manyRows(args: NearMomentsArguments, most: number): (q: number) => boolean {
  const { n, d } = args;
  if (n <= most) return () => false;
  const looked = lookAt(args);
  return (q) => shareOf({ ...args, points: { n, d } }, q, looked) * n > most;
}

/** Moments of a query, and its frame where that is asked for and a covariance would not hold it, which is then not made. */
function answer(
  wasm: Wasm,
  args: NearMomentsArguments & MomentArrays,
  { q, near }: { q: number; near: Found },
): void {
  const query = { points: args, near, weights: rowWeights(args, near, args.variance) };
  const few = args.count > 0 && oneOf(query.weights) * args.count > 1;
  const rows = bringRows(wasm, query);
  args.done[q] = 1;
  momentsInto(wasm, { query, rows }, { out: args, q, context: few ? { ...args, withCovariance: 0 } : args });
  if (!few && (args.count === 0 || !fallsFast(args, q))) return;
  const frame = wasmQueryFrame(wasm, { query, rows }, args);
  if (!isCut(args, frame, near)) placeFrame(args, q, frame);
  else if (few) momentsInto(wasm, { query, rows: bringRows(wasm, query) }, { out: args, q, context: args });
}

/** Variances that fall by more than this lose digits in a covariance; by less than that share of it, pivots may fall too. */
const FALL = 3e-5;

/** Whether the last wanted variance is likely to be lost in the covariance of a query. */
function fallsFast({ covariance, d, count }: NearMomentsArguments & MomentArrays, q: number): boolean {
  return pivotRatio(covariance.subarray(q * d * d, (q + 1) * d * d), d, Math.min(count, d)) < FALL;
}

/** Σ w² of the weights over the square of their sum: one over how many rows share the weight. */
function oneOf({ copies, relative, factor, total }: RowWeights): number {
  let squares = copies;
  for (const w of relative) squares += (factor * w) ** 2;
  return squares / total ** 2;
}
