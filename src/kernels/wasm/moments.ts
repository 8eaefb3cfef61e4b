/**
 * Host side of the fused moments kernel. The data are cut into fixed chunks; a chunk's partial result for a
 * query depends on nothing else, and partials are merged in the order of the data, so neither threads nor
 * the batch of queries show in the result.
 */
import type { MomentArrays, Moments, MomentsRequest } from "../kernels.ts";
import type { ItemRange, Pool, Task, TaskArguments } from "../pool/task.ts";
import { allocateMoments } from "../reference/moments.ts";
import { float64, shareFloat64, shareInt32 } from "../shared.ts";
import { fours, type Wasm } from "./instance.ts";
import { finishInto, fromState, mergePartial, partialLength, type StateLayout } from "./partial-moments.ts";

/** Rows of a chunk; part of the definition of the result's last bits. */
export const CHUNK_ROWS = 16384;
/** Rows of a block in compiled memory. */
export const BLOCK_ROWS = 128;
/** A coordinate whose square overflows. */
const FAR = 1e300;
/** Offset of the list of smallest distances in a query's state, in doubles (see assembly/moments.ts). */
const STATE_HEADER = 16;
/** Bytes of partial results held at once when the data of one tile are spread over threads. */
const PARTIAL_BYTES = 64e6;

/** Weights below exp(-37) of the K-th largest, all rows together, are skipped: see assembly/moments.ts. */
export function windowWidth(n: number, variance: number): number {
  return 2 * variance * (37 + Math.log(n));
}

interface MomentsArguments extends TaskArguments {
  data: Float64Array;
  n: number;
  d: number;
  queries: Float64Array;
  m: number;
  variance: number;
  withCovariance: number;
  keep: number;
  exclude: Int32Array;
  tile: number;
  /** 1: an item is a tile over all data, finished in place. Else: (tile, chunk) pairs that leave partials. */
  whole: number;
  partials: Float64Array;
}

/** See `Kernels.moments`. */
export async function wasmMoments(pool: Pool, request: MomentsRequest): Promise<Moments> {
  const { points, m, covariance } = request;
  const out = allocateMoments(m, points.d, covariance);
  if (m === 0) return out;
  const args = taskArguments(request, out);
  const chunks = Math.ceil(points.n / CHUNK_ROWS);
  // Nothing but tiles to share out: no thread goes without.
  if (chunks === 1) args.tile = Math.max(4, Math.min(args.tile, Math.ceil(m / pool.threads)));
  const tiles = Math.ceil(m / args.tile);
  const cost = 3 * m * points.n * points.d;
  if (tiles >= 2 * pool.threads || pool.threads === 1 || chunks === 1) {
    await pool.run(momentsTask, args, { items: tiles, cost });
  } else {
    await spreadOverChunks(pool, args, cost);
  }
  return out;
}

/** Few queries, much data: every (tile, chunk) pair is an item, and the partials are merged here. */
async function spreadOverChunks(
  pool: Pool,
  args: MomentsArguments & MomentArrays,
  cost: number,
): Promise<void> {
  const chunks = Math.ceil(args.n / CHUNK_ROWS);
  const length = partialLength(args.d, args.withCovariance === 1);
  const group = Math.max(args.tile, Math.floor(PARTIAL_BYTES / (8 * length * chunks)));
  const partials = float64(Math.min(group, args.m) * chunks * length);
  for (let start = 0; start < args.m; start += group) {
    const part = slice(args, start, Math.min(group, args.m - start));
    const tiles = Math.ceil(part.m / part.tile);
    await pool.run(momentsTask, { ...part, whole: 0, partials }, { items: tiles * chunks, cost });
    for (let q = 0; q < part.m; q++) {
      const merged = partials.subarray(q * chunks * length, (q * chunks + 1) * length);
      for (let c = 1; c < chunks; c++) {
        const part = partials.subarray((q * chunks + c) * length, (q * chunks + c + 1) * length);
        mergePartial(merged, part, args);
      }
      finishInto(args, { q: start + q, partial: merged }, args);
    }
  }
}

function slice(args: MomentsArguments, first: number, count: number): MomentsArguments {
  return { ...args, ...queriesOf(args, { first, count }), m: count };
}

function queriesOf(
  { queries, exclude, d }: MomentsArguments,
  { first, count }: TileRange,
): Pick<MomentsArguments, "queries" | "exclude"> {
  return {
    queries: queries.subarray(first * d, (first + count) * d),
    exclude: exclude.length > 0 ? exclude.subarray(first, first + count) : exclude,
  };
}

function taskArguments(request: MomentsRequest, out: MomentArrays): MomentsArguments & MomentArrays {
  const { points, queries, m, variance, covariance, keep, exclude } = request;
  return {
    ...out,
    data: shareFloat64(points.data),
    n: points.n,
    d: points.d,
    queries: shareFloat64(queries),
    m,
    variance,
    withCovariance: covariance ? 1 : 0,
    keep,
    exclude: shareInt32(exclude ?? new Int32Array(0)),
    tile: tileSize(points.d, covariance),
    whole: 1,
    partials: new Float64Array(0),
  };
}

/** Queries of a tile: as many as keep the states within a cache or so, even, at most 64. */
function tileSize(d: number, covariance: boolean): number {
  const bytes = 8 * (covariance ? d * d + 3 * d : 3 * d);
  return Math.max(4, Math.min(64, 2 * Math.floor(2e6 / (2 * bytes))));
}

/** The worker's part: see `MomentsArguments.whole`. */
export const momentsTask: Task = (wasm, raw, items) => {
  const args = raw as MomentsArguments & MomentArrays;
  if (args.whole === 1) wholeTiles(wasm, args, items);
  else chunksOfTiles(wasm, args, items);
};

interface TileRange {
  first: number;
  count: number;
}

function tileRange({ tile, m }: MomentsArguments, at: number): TileRange {
  return { first: at * tile, count: Math.min(tile, m - at * tile) };
}

/** Tiles `[begin, end)`, each over all data. */
function wholeTiles(wasm: Wasm, args: MomentsArguments & MomentArrays, { begin, end }: ItemRange): void {
  const length = partialLength(args.d, args.withCovariance === 1);
  const own = Array.from({ length: args.tile + 1 }, () => new Float64Array(length));
  for (let tile = begin; tile < end; tile++) wholeTile(wasm, args, { tile, own });
}

/** All chunks in the order of the data; `own` has room for the tile's partials and one more. */
function wholeTile(
  wasm: Wasm,
  args: MomentsArguments & MomentArrays,
  { tile, own }: { tile: number; own: Float64Array[] },
): void {
  const { first, count } = tileRange(args, tile);
  const fresh = own[args.tile];
  for (let chunk = 0; chunk * CHUNK_ROWS < args.n; chunk++) {
    const states = chunkOfTile(wasm, args, { first, count, chunk });
    for (let q = 0; q < count; q++) {
      fromState(chunk === 0 ? own[q] : fresh, states, q);
      if (chunk > 0) mergePartial(own[q], fresh, args);
    }
  }
  for (let q = 0; q < count; q++) finishInto(args, { q: first + q, partial: own[q] }, args);
}

/** (tile, chunk) pairs `[begin, end)`, whose partials are kept. */
function chunksOfTiles(wasm: Wasm, args: MomentsArguments, { begin, end }: ItemRange): void {
  const chunks = Math.ceil(args.n / CHUNK_ROWS);
  const length = partialLength(args.d, args.withCovariance === 1);
  for (let item = begin; item < end; item++) {
    const { first, count } = tileRange(args, Math.floor(item / chunks));
    const chunk = item % chunks;
    const states = chunkOfTile(wasm, args, { first, count, chunk });
    for (let q = 0; q < count; q++) {
      const at = ((first + q) * chunks + chunk) * length;
      fromState(args.partials.subarray(at, at + length), states, q);
    }
  }
}

/** Runs one chunk of data against one tile of queries and says where the states are. */
function chunkOfTile(
  wasm: Wasm,
  args: MomentsArguments,
  { first, count, chunk }: TileRange & { chunk: number },
): StateLayout {
  const { data, n, d, keep, variance, withCovariance } = args;
  const room = allocate(wasm, args, count);
  const stop = Math.min((chunk + 1) * CHUNK_ROWS, n);
  fillQueries(wasm, room, queriesOf(args, { first, count }));
  wasm.exports.momentsReset(room.states, room.stateBytes, room.tile);
  const view = wasm.float64(room.block, BLOCK_ROWS * d);
  for (let row = chunk * CHUNK_ROWS; row < stop; row += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, stop - row);
    packBlock(view, data, { first: row, rows, d });
    const inputs = [room.block, rows, row, d, room.dp, room.queries, room.tile] as const;
    const rules = [keep, 0.5 / variance, windowWidth(n, variance), withCovariance] as const;
    const places = [room.exclude, room.list, room.scratch] as const;
    wasm.exports.momentsBlock(...inputs, room.states, room.stateBytes, ...rules, ...places);
  }
  return {
    memory: wasm.doubles(),
    start: room.states / 8,
    stride: room.stateBytes / 8,
    vectors: STATE_HEADER + room.keep,
    d,
    dp: room.dp,
    covariance: withCovariance === 1,
  };
}

interface Room {
  block: number;
  queries: number;
  exclude: number;
  list: number;
  scratch: number;
  states: number;
  stateBytes: number;
  tile: number;
  d: number;
  dp: number;
  keep: number;
}

function allocate(wasm: Wasm, { d, keep, withCovariance }: MomentsArguments, count: number): Room {
  wasm.reset();
  const tile = count + (count % 2);
  const dp = fours(d);
  const kept = (keep + 1) & ~1;
  const doubles = STATE_HEADER + kept + 2 * dp + (withCovariance === 1 ? dp * dp : 0);
  return {
    block: wasm.allocate(BLOCK_ROWS * d),
    queries: wasm.allocate(tile * d),
    exclude: wasm.allocate(tile),
    list: wasm.allocate(2 * 200),
    scratch: wasm.allocate(BLOCK_ROWS * (dp + 3)),
    states: wasm.allocate(tile * doubles),
    stateBytes: doubles * 8,
    tile,
    d,
    dp,
    keep: kept,
  };
}

/** An odd tile is filled up with a second copy of its last query, whose state is not read. */
function fillQueries(
  wasm: Wasm,
  room: Room,
  { queries, exclude }: Pick<MomentsArguments, "queries" | "exclude">,
): void {
  const { d, tile } = room;
  const view = wasm.float64(room.queries, tile * d);
  const left = wasm.int32(room.exclude, tile).fill(-1);
  view.set(queries);
  if (view.length > queries.length) view.copyWithin(queries.length, queries.length - d, queries.length);
  left.set(exclude);
}

/** Rows to groups of eight points, dimension by dimension; places without a row are far away. */
export function packBlock(
  out: Float64Array,
  data: Float64Array,
  { first, rows, d }: { first: number; rows: number; d: number },
): void {
  for (let row = 0; row < rows; row++) {
    const source = (first + row) * d;
    const target = (row >> 3) * d * 8 + (row & 7);
    for (let j = 0; j < d; j++) out[target + j * 8] = data[source + j];
  }
  for (let row = rows; row & 7; row++) {
    const target = (row >> 3) * d * 8 + (row & 7);
    for (let j = 0; j < d; j++) out[target + j * 8] = FAR;
  }
}
