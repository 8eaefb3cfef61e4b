/** The rows about one query seen so far, and how far those that still matter may be. */
import type { NearRows } from "../graded/posterior-rows.ts";
import { enterSmallest } from "../smallest.ts";

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

/** The same, and whether equal squared distances count each for itself; default: once. */
export interface CollectorInput extends NearRowsInput {
  copies?: boolean;
}

/** Rows about a query, and the squared distance up to which all are there. */
export interface Found extends NearRows {
  readonly limit: number;
}

/** Rows of one query seen so far. */
export interface Collector {
  readonly keep: number;
  readonly window: number;
  readonly without: number;
  readonly copies: boolean;
  /** The smallest squares, distinct ones unless copies count, ascending. */
  readonly smallest: Float64Array;
  /** The squared distance beyond which rows do not count; it only falls. */
  limit: number;
  squares: number[];
  rows: number[];
  room: number;
}

/** Candidates held before those beyond the limit are dropped. */
const SPARE = 512;

/** For query q; nothing seen yet. */
export function createCollector(
  { keep, window, exclude, most: limits, copies = false }: CollectorInput,
  q: number,
): Collector {
  const smallest = new Float64Array(keep).fill(Infinity);
  const most = limits.length > 0 ? limits[q] : Number.MAX_VALUE;
  const without = exclude.length > 0 ? exclude[q] : -1;
  return { keep, window, without, copies, smallest, limit: most, squares: [], rows: [], room: SPARE };
}

/** The same query again; nothing seen yet. */
export function afresh(near: Collector): Collector {
  const smallest = new Float64Array(near.keep).fill(Infinity);
  return { ...near, smallest, squares: [], rows: [], room: SPARE };
}

/** Takes a row in, where it counts. */
export function collectRow(near: Collector, row: number, square: number): void {
  const { smallest, keep, window } = near;
  if (square > near.limit || row === near.without) return;
  near.squares.push(square);
  near.rows.push(row);
  if (enterSmallest(smallest, square, near.copies))
    near.limit = Math.min(near.limit, smallest[keep - 1] + window);
}

/** Drops what is beyond the limit by now, where much is held. */
export function tidy(near: Collector): void {
  if (near.squares.length <= near.room) return;
  dropBeyond(near);
  near.room = 2 * near.squares.length + SPARE;
}

/** Whether more rows than `most` count by now. */
export function holds(near: Collector, most: number): boolean {
  if (near.squares.length <= most) return false;
  dropBeyond(near);
  return near.squares.length > most;
}

/** Drops the candidates beyond the limit, which has fallen since. */
function dropBeyond(near: Collector): void {
  const { squares, rows, limit } = near;
  near.rows = rows.filter((_, i) => squares[i] <= limit);
  near.squares = squares.filter((square) => square <= limit);
}

/**
 * What was found: the nearest `first`, and all that are as near as the very nearest besides, nearest first; then the others in
 * the order in which they were seen.
 */
export function finishCollector(near: Collector, first = Infinity): Found {
  dropBeyond(near);
  const { rows, squares, limit } = near;
  const within = first < squares.length ? frontLimit(squares, first) : Infinity;
  const [front, rest]: [number[], number[]] = [[], []];
  squares.forEach((square, i) => {
    (square <= within ? front : rest).push(i);
  });
  front.sort((i, j) => squares[i] - squares[j] || rows[i] - rows[j]);
  const order = front.concat(rest);
  const found = { index: new Int32Array(order.length), square: new Float64Array(order.length), limit };
  order.forEach((from, to) => {
    found.index[to] = rows[from];
    found.square[to] = squares[from];
  });
  return found;
}

/** The square up to which rows are among the nearest `first` beside those that are as near as the very nearest. */
function frontLimit(squares: readonly number[], first: number): number {
  const nearest = squares.reduce((least, square) => Math.min(least, square), Infinity);
  const smallest = new Float64Array(first).fill(Infinity);
  for (const square of squares) if (square !== nearest) enterSmallest(smallest, square, true);
  return smallest[first - 1];
}
