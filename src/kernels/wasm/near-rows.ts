/** The data rows about each query of a tile that carry weight: scanned in compiled memory, kept here. */

import {
  type Collector,
  collectRow,
  createCollector,
  type Found,
  finishCollector,
  type NearRowsInput,
  tidy,
} from "../near/collector.ts";
import { type GivesUp, type TreeArguments, treeRows } from "../near/tree-rows.ts";
import type { Wasm } from "./instance.ts";
import { BLOCK_ROWS, packBlock } from "./moments.ts";

/** Bytes of a list of candidates in compiled memory, and where its rows begin (assembly/moments-state.ts). */
const LIST_DOUBLES = 200;
const ROWS_AT = 130;

/** Queries `first, …, first + count - 1`. */
interface Tile {
  readonly first: number;
  readonly count: number;
}

/** When to look no more for the rows of a query: once it has too many, and where it is known from the start that it has. */
interface Patience {
  readonly givesUp?: GivesUp;
  readonly skips?: (q: number) => boolean;
}

/** Rows about the queries of a tile, the nearest `sorted` first (see `finishCollector`). */
export function nearRows(
  wasm: Wasm,
  input: NearRowsInput | (NearRowsInput & TreeArguments),
  { sorted, ...tile }: Tile & { sorted?: number },
): Found[] {
  return collectRows(wasm, input, tile).map((near) => finishCollector(near, sorted));
}

/** The same before it is finished. */
export function collectRows(
  wasm: Wasm,
  input: NearRowsInput | (NearRowsInput & TreeArguments),
  tile: Tile & Patience,
): Collector[] {
  const byTree = "order" in input && input.order.length > 0;
  return byTree ? treeRows(wasm, input, tile) : allRows(wasm, input, tile);
}

/** Every row looked at. */
function allRows(
  wasm: Wasm,
  input: NearRowsInput,
  { first, count, givesUp = () => false, skips = () => false }: Tile & Patience,
): Collector[] {
  const { data, n, d } = input;
  const { block, inside, lists } = bringIn(wasm, input, { first, count });
  const packed = wasm.float64(block, BLOCK_ROWS * d);
  const squares = lists.map((list) => wasm.float64(list, ROWS_AT));
  const rows = lists.map((list) => wasm.int32(list + 8 * ROWS_AT, 2 * (LIST_DOUBLES - ROWS_AT)));
  const near = Array.from({ length: count + 1 }, (_, q) =>
    createCollector(input, first + Math.min(q, count - 1)),
  );
  const ended = near.map((_, q) => q === count || skips(first + q));
  const limitOf = (q: number) => (ended[q] ? -1 : near[q].limit);
  for (let row = 0; row < n; row += BLOCK_ROWS) {
    const held = Math.min(BLOCK_ROWS, n - row);
    packBlock(packed, data, { first: row, rows: held, d });
    for (let q = 0; q < count; q += 2) {
      if (ended[q] && ended[q + 1]) continue;
      const [za, zb] = [inside + 8 * q * d, inside + 8 * (q + 1) * d];
      const limits = [limitOf(q), limitOf(q + 1)] as const;
      const found = wasm.exports.nearBlock(block, held, d, za, zb, ...limits, lists[0], lists[1]);
      if (found === 0) continue;
      collect(near[q], { squares: squares[0], rows: rows[0], count: found & 0xffff, first: row });
      collect(near[q + 1], { squares: squares[1], rows: rows[1], count: found >> 16, first: row });
      for (const one of [q, q + 1]) ended[one] ||= givesUp(near[one]);
    }
  }
  return near.slice(0, count);
}

/** Room for a block of rows and two lists, and the queries, an odd last one twice. */
function bringIn(wasm: Wasm, { d, queries }: NearRowsInput, { first, count }: Tile) {
  wasm.reset();
  const block = wasm.allocate(BLOCK_ROWS * d);
  const inside = wasm.allocate((count + 1) * d);
  const lists = [wasm.allocate(LIST_DOUBLES), wasm.allocate(LIST_DOUBLES)];
  const target = wasm.float64(inside, (count + 1) * d);
  target.set(queries.subarray(first * d, (first + count) * d));
  target.copyWithin(count * d, (count - 1) * d, count * d);
  return { block, inside, lists };
}

interface Candidates {
  readonly squares: Float64Array;
  readonly rows: Int32Array;
  readonly count: number;
  readonly first: number;
}

function collect(near: Collector, { squares, rows, count, first }: Candidates): void {
  for (let c = 0; c < count; c++) collectRow(near, first + rows[c], squares[c]);
  tidy(near);
}
