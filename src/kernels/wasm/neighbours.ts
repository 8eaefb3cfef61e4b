/**
 * Host side of the search for nearest neighbours: queries in tiles against the data, a block of rows at a time. What a query
 * finds depends on nothing but the order of the rows, so neither threads nor tiles show in the result.
 */
import type { Neighbours, NeighboursRequest } from "../kernels.ts";
import { neighboursTree, type TreeNeighboursInput, treeNeighbours } from "../near/tree-neighbours.ts";
import type { TreeArguments } from "../near/tree-rows.ts";
import type { ItemRange, Pool, Task, TaskArguments } from "../pool/task.ts";
import { float64, int32, shareFloat64, shareInt32 } from "../shared.ts";
import type { Wasm } from "./instance.ts";
import { BLOCK_ROWS, packBlock } from "./moments.ts";

/** Boxes only where nothing but nearest rows is asked for; what is empty is not. */
interface NeighboursArguments extends TaskArguments, TreeNeighboursInput {
  radii: Float64Array;
  inside: Int32Array;
  strictlyInside: Int32Array;
  sum: Float64Array;
}

/** Rows that lie side by side in compiled memory. */
const GROUP = 8;
/** Queries that share a block of rows: packing it is little work beside theirs. */
const TILE = 64;
/** Numbers of a block, so that it stays in a cache. */
const BLOCK_NUMBERS = 32768;
/** Bytes of a query's state before its list, as in assembly/neighbours.ts. */
const LIST = 24;

/** See `Kernels.neighbours`. */
export function wasmNeighbours(pool: Pool, request: NeighboursRequest): Promise<Neighbours> {
  return neighboursBy(pool, request, neighboursTree(request));
}

/** The same by given boxes, which only do where nothing but nearest rows is asked for; none: every row is looked at. */
export async function neighboursBy(
  pool: Pool,
  request: NeighboursRequest,
  tree: TreeArguments,
): Promise<Neighbours> {
  const { points, queries, m, count, exclude, radii, sums = false } = request;
  const out: Neighbours = {
    index: int32(m * count),
    distance: float64(m * count),
    inside: int32(radii ? m : 0),
    strictlyInside: int32(radii ? m : 0),
    sum: float64(sums ? m : 0),
  };
  const args: NeighboursArguments = {
    data: shareFloat64(points.data),
    n: points.n,
    d: points.d,
    queries: shareFloat64(queries),
    count,
    exclude: shareInt32(exclude ?? new Int32Array(0)),
    radii: shareFloat64(radii ?? new Float64Array(0)),
    ...tree,
    ...out,
  };
  const grain = Math.min(TILE, Math.max(2, Math.ceil(m / (2 * pool.threads))));
  await pool.run(neighboursTask, args, { items: m, grain, cost: 3 * m * points.n * points.d });
  return out;
}

/** Queries `[begin, end)`, a tile at a time. */
export const neighboursTask: Task = (wasm, raw, { begin, end }) => {
  const args = raw as NeighboursArguments;
  for (let first = begin; first < end; first += TILE) {
    const tile = { begin: first, end: Math.min(first + TILE, end) };
    if (args.order.length > 0) treeNeighbours(wasm, args, tile);
    else allNeighbours(wasm, args, tile);
  }
};

/** Every row looked at. */
function allNeighbours(wasm: Wasm, args: NeighboursArguments, tile: ItemRange): void {
  const room = allocate(wasm, args, tile.end - tile.begin);
  fillQueries(wasm, args, { room, tile });
  scan(wasm, args, room);
  readStates(wasm, args, { room, tile });
}

/** Byte offsets in compiled memory. */
interface Room {
  readonly tile: number;
  readonly rows: number;
  readonly block: number;
  readonly radii: number;
  readonly reaches: number;
  readonly queries: number;
  readonly states: number;
  readonly stateBytes: number;
}

/** Room for an even number of queries and a block of rows. */
function allocate(wasm: Wasm, { d, count }: NeighboursArguments, queries: number): Room {
  wasm.reset();
  const tile = queries + (queries % 2);
  const rows = Math.min(BLOCK_ROWS, Math.max(GROUP, GROUP * Math.floor(BLOCK_NUMBERS / (GROUP * d))));
  const stateBytes = 8 * Math.ceil((LIST + 12 * count) / 8);
  return {
    tile,
    rows,
    block: wasm.allocate(rows * d),
    radii: wasm.allocate(rows),
    reaches: wasm.allocate(rows / GROUP),
    queries: wasm.allocate(tile * d),
    states: wasm.allocate((tile * stateBytes) / 8),
    stateBytes,
  };
}

interface TileRoom {
  readonly room: Room;
  readonly tile: ItemRange;
}

/** The states of a tile's queries as numbers, and where one state's parts are. */
function statesOf(wasm: Wasm, { tile, states, stateBytes }: Room) {
  return {
    doubles: wasm.float64(states, (tile * stateBytes) / 8),
    integers: wasm.int32(states, (tile * stateBytes) / 4),
    /** The sum, then the list, in `doubles`. */
    sumAt: (q: number) => (q * stateBytes) / 8,
    squaresAt: (q: number) => (q * stateBytes + LIST) / 8,
    /** Balls that hold the query, the same strictly, and the row left out, in `integers`. */
    countsAt: (q: number) => (q * stateBytes) / 4 + 2,
    rowsAt: (q: number, count: number) => (q * stateBytes + LIST) / 4 + 2 * count,
  };
}

/** Nothing seen yet; an odd tile is filled up with a second copy of its last query, whose state is not read. */
function fillQueries(
  wasm: Wasm,
  { queries, exclude, d, count }: NeighboursArguments,
  { room, tile: { begin, end } }: TileRoom,
): void {
  const view = wasm.float64(room.queries, room.tile * d);
  view.set(queries.subarray(begin * d, end * d));
  if (room.tile > end - begin) view.copyWithin((room.tile - 1) * d, (room.tile - 2) * d, (room.tile - 1) * d);
  const { doubles, integers, squaresAt, countsAt, rowsAt } = statesOf(wasm, room);
  doubles.fill(0);
  for (let q = 0; q < room.tile; q++) {
    integers[countsAt(q) + 2] = exclude.length > 0 && begin + q < end ? exclude[begin + q] : -1;
    doubles.fill(Infinity, squaresAt(q), squaresAt(q) + count);
    integers.fill(-1, rowsAt(q, count), rowsAt(q, count) + count);
  }
}

/** All rows of the data past the queries of a tile. */
function scan(wasm: Wasm, args: NeighboursArguments, room: Room): void {
  const { data, n, d, count, radii, sum } = args;
  const packed = wasm.float64(room.block, room.rows * d);
  const balls = radii.length > 0;
  for (let first = 0; first < n; first += room.rows) {
    const rows = Math.min(room.rows, n - first);
    packBlock(packed, data, { first, rows, d });
    if (balls) bringRadii(wasm, room, radii.subarray(first, first + rows));
    const block = [room.block, rows, first, d, room.queries, room.tile] as const;
    const places = balls ? ([room.radii, room.reaches] as const) : ([0, 0] as const);
    const states = [room.states, room.stateBytes, count] as const;
    wasm.exports.neighboursBlock(...block, ...states, ...places, sum.length > 0 ? 1 : 0);
  }
}

/** The radii of a block's balls, and the squares beyond which none of a group holds a query, whatever rounding does. */
function bringRadii(wasm: Wasm, room: Room, radii: Float64Array): void {
  wasm.float64(room.radii, radii.length).set(radii);
  const reaches = wasm.float64(room.reaches, Math.ceil(radii.length / GROUP));
  for (let g = 0; g < reaches.length; g++) {
    const largest = radii.subarray(g * GROUP, (g + 1) * GROUP).reduce((most, r) => Math.max(most, r), 0);
    reaches[g] = largest * largest * (1 + 1e-12);
  }
}

/** What was found, into the places of the queries. */
function readStates(wasm: Wasm, args: NeighboursArguments, { room, tile: { begin, end } }: TileRoom): void {
  const { count, index, distance, radii, inside, strictlyInside, sum } = args;
  const { doubles, integers, sumAt, squaresAt, countsAt, rowsAt } = statesOf(wasm, room);
  for (let q = 0; q < end - begin; q++) {
    for (let r = 0; r < count; r++) {
      distance[(begin + q) * count + r] = Math.sqrt(doubles[squaresAt(q) + r]);
      index[(begin + q) * count + r] = integers[rowsAt(q, count) + r];
    }
    if (sum.length > 0) sum[begin + q] = doubles[sumAt(q)];
    if (radii.length === 0) continue;
    inside[begin + q] = integers[countsAt(q)];
    strictlyInside[begin + q] = integers[countsAt(q) + 1];
  }
}
