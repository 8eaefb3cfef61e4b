/**
 * Leading eigenpairs of posterior covariances to full relative accuracy, from the rows about each query; host side and
 * worker's part. A tile of queries is one item.
 */
import { allocateFrames, placeFrame } from "../graded/frames.ts";
import type { GradedFrame } from "../graded/graded-frame.ts";
import { NEGLIGIBLE, queryFrame } from "../graded/query-frame.ts";
import type { GradedFrames, GradedFramesRequest } from "../kernels.ts";
import type { Pool, Task, TaskArguments } from "../pool/task.ts";
import { int32, shareFloat64, shareInt32 } from "../shared.ts";
import type { Wasm } from "./instance.ts";
import { type NearRowsInput, nearRows } from "./near-rows.ts";

const TILE = 64;
/** Decades (natural) that the window reaches farther than weights alone would have it: directions are shorter than distances. */
const SPARE = 12;
/** Rows beyond the limit that weigh less than exp(-30) of the last wanted direction leave it exact to 1e-13. */
const CUT = 30;

interface GradedArguments extends TaskArguments, NearRowsInput {
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
    data: shareFloat64(points.data),
    n,
    d,
    queries: shareFloat64(queries),
    m,
    variance,
    exclude: shareInt32(exclude ?? int32(0)),
    keep: Math.min(n, count + 1),
    window: 2 * variance * (NEGLIGIBLE + SPARE + Math.log(n)),
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
    const found = nearRows(wasm, args, { first, count: Math.min(TILE, args.m - first) });
    found.forEach((near, i) => {
      const frame = queryFrame(args, near, args);
      const cut = near.limit < Number.MAX_VALUE && isCut(args, frame, near);
      placeFrame(args, first + i, cut ? widened(wasm, args, first + i) : frame);
    });
  }
};

/** Whether rows beyond the limit may matter to the last wanted direction. */
function isCut(
  { variance, count, n }: GradedArguments,
  { logValues }: GradedFrame,
  { square, limit }: { square: Float64Array; limit: number },
): boolean {
  const last = logValues[count - 1] ?? -Infinity;
  const beyond = (square[0] - limit) / (2 * variance) + Math.log(4 * n * limit);
  return !(beyond < last - CUT);
}

/** More rows than this are not asked for again: what they would resolve stays unresolved. */
const MOST_ROWS = 20000;

/** Again with more and more rows, until what is left out does not matter. */
function widened(wasm: Wasm, args: GradedArguments, q: number): GradedFrame {
  for (let keep = 4 * args.keep; ; keep *= 4) {
    const [near] = nearRows(wasm, { ...args, keep: Math.min(keep, args.n) }, { first: q, count: 1 });
    const frame = queryFrame(args, near, args);
    const enough = keep >= args.n || near.index.length > MOST_ROWS;
    if (enough || !isCut(args, frame, near)) return frame;
  }
}
