/** The data rows about each query of a tile that carry weight: scanned in compiled memory, kept here. */
import type { NearRows } from "../graded/posterior-rows.ts";
import { enterSmallest } from "../smallest.ts";
import type { Wasm } from "./instance.ts";
import { BLOCK_ROWS, packBlock } from "./moments.ts";

/** What to look for. */
export interface NearRowsInput {
  data: Float64Array;
  n: number;
  d: number;
  queries: Float64Array;
  /** Per query a row to leave out; empty: none. */
  exclude: Int32Array;
  /** Rows count up to the keep-th smallest distinct squared distance and `window` beyond it. */
  keep: number;
  window: number;
  /** And up to these squared distances at most, one a query; empty: however far. */
  most: Float64Array;
}

/** Rows about a query, and the squared distance up to which all are there. */
export interface Found extends NearRows {
  readonly limit: number;
}

/** Bytes of a list of candidates in compiled memory, and where its rows begin (assembly/moments-state.ts). */
const LIST_DOUBLES = 200;
const ROWS_AT = 130;
/** Candidates held before those beyond the limit are dropped. */
const SPARE = 512;

/** Rows about the queries `first, …, first + count - 1`, nearest first. */
export function nearRows(
  wasm: Wasm,
  input: NearRowsInput,
  { first, count }: { first: number; count: number },
): Found[] {
  const { data, n, d } = input;
  const { block, inside, lists } = bringIn(wasm, input, { first, count });
  const packed = wasm.float64(block, BLOCK_ROWS * d);
  const squares = lists.map((list) => wasm.float64(list, ROWS_AT));
  const rows = lists.map((list) => wasm.int32(list + 8 * ROWS_AT, 2 * (LIST_DOUBLES - ROWS_AT)));
  const near = Array.from({ length: count + 1 }, (_, q) =>
    createCollector(input, first + Math.min(q, count - 1)),
  );
  for (let row = 0; row < n; row += BLOCK_ROWS) {
    const held = Math.min(BLOCK_ROWS, n - row);
    packBlock(packed, data, { first: row, rows: held, d });
    for (let q = 0; q < count; q += 2) {
      const [a, b] = [near[q], near[q + 1]];
      const [za, zb] = [inside + 8 * q * d, inside + 8 * (q + 1) * d];
      const limits = [a.limit, b.limit] as const;
      const found = wasm.exports.nearBlock(block, held, d, za, zb, ...limits, lists[0], lists[1]);
      if (found === 0) continue;
      collect(a, { squares: squares[0], rows: rows[0], count: found & 0xffff, first: row });
      collect(b, { squares: squares[1], rows: rows[1], count: found >> 16, first: row });
    }
  }
  return near.slice(0, count).map(finish);
}

/** Room for a block of rows and two lists, and the queries, an odd last one twice. */
function bringIn(
  wasm: Wasm,
  { d, queries }: NearRowsInput,
  { first, count }: { first: number; count: number },
) {
  wasm.reset();
  const block = wasm.allocate(BLOCK_ROWS * d);
  const inside = wasm.allocate((count + 1) * d);
  const lists = [wasm.allocate(LIST_DOUBLES), wasm.allocate(LIST_DOUBLES)];
  const target = wasm.float64(inside, (count + 1) * d);
  target.set(queries.subarray(first * d, (first + count) * d));
  target.copyWithin(count * d, (count - 1) * d, count * d);
  return { block, inside, lists };
}

/** Rows of one query seen so far. */
interface Collector {
  readonly keep: number;
  readonly window: number;
  readonly without: number;
  readonly most: number;
  /** The smallest distinct squares, ascending. */
  readonly smallest: Float64Array;
  limit: number;
  squares: number[];
  rows: number[];
  room: number;
}

function createCollector({ keep, window, exclude, most: limits }: NearRowsInput, q: number): Collector {
  const smallest = new Float64Array(keep).fill(Infinity);
  const most = limits.length > 0 ? limits[q] : Number.MAX_VALUE;
  const without = exclude.length > 0 ? exclude[q] : -1;
  return { keep, window, without, most, smallest, limit: most, squares: [], rows: [], room: SPARE };
}

interface Candidates {
  readonly squares: Float64Array;
  readonly rows: Int32Array;
  readonly count: number;
  readonly first: number;
}

function collect(near: Collector, { squares, rows, count, first }: Candidates): void {
  const { smallest, keep, window, most } = near;
  for (let c = 0; c < count; c++) {
    const square = squares[c];
    const row = first + rows[c];
    if (square > near.limit || row === near.without) continue;
    near.squares.push(square);
    near.rows.push(row);
    if (enterSmallest(smallest, square)) near.limit = Math.min(smallest[keep - 1] + window, most);
  }
  if (near.squares.length <= near.room) return;
  dropBeyond(near);
  near.room = 2 * near.squares.length + SPARE;
}

/** Drops the candidates beyond the limit, which has fallen since. */
function dropBeyond(near: Collector): void {
  const { squares, rows, limit } = near;
  near.rows = rows.filter((_, i) => squares[i] <= limit);
  near.squares = squares.filter((square) => square <= limit);
}

function finish(near: Collector): Found {
  dropBeyond(near);
  const { squares, rows, limit } = near;
  const order = Array.from(squares.keys()).sort((i, j) => squares[i] - squares[j] || rows[i] - rows[j]);
  return {
    index: Int32Array.from(order, (i) => rows[i]),
    square: Float64Array.from(order, (i) => squares[i]),
    limit,
  };
}
