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

/** What was found, nearest first. */
export function finishCollector(near: Collector): Found {
  dropBeyond(near);
  const found = { index: Int32Array.from(near.rows), square: Float64Array.from(near.squares) };
  sortPairs(found, 0, near.rows.length - 1);
  return { ...found, limit: near.limit };
}

/** Sorts places `low` to `high` by square, then row. */
function sortPairs({ index, square }: NearRows, low: number, high: number): void {
  const after = (i: number, value: number, row: number) =>
    square[i] > value || (square[i] === value && index[i] > row);
  while (low < high) {
    const middle = (low + high) >> 1;
    const [value, row] = [square[middle], index[middle]];
    let [i, j] = [low, high];
    while (i <= j) {
      while (square[i] < value || (square[i] === value && index[i] < row)) i++;
      while (after(j, value, row)) j--;
      if (i > j) break;
      [square[i], square[j]] = [square[j], square[i]];
      [index[i], index[j]] = [index[j], index[i]];
      i++;
      j--;
    }
    // The shorter part in a call of its own: the stack stays small.
    if (j - low < high - i) {
      sortPairs({ index, square }, low, j);
      low = i;
    } else {
      sortPairs({ index, square }, i, high);
      high = j;
    }
  }
}
