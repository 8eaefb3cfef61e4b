/**
 * Rows in boxes within boxes, as 32-bit numbers: what tells quickly which rows cannot be near a query. It only leaves rows
 * out that are beyond a limit for certain; distances of the others are for whoever asks to work out from the rows themselves.
 *
 * Coordinates are taken about the middle, over the largest of all, those that vary most first. A page is 512 rows: the boxes
 * of its 8 blocks, those of the 8 groups of each block, and the 8 rows of each group, all eight at a time: a box as d × (8
 * lows, 8 highs), rows as d × 8 (assembly/near-page.ts reads them).
 */
import { columnMeans } from "../../arrays/rows.ts";
import type { PointSet } from "../kernels.ts";
import { float32, int32 } from "../shared.ts";
import { BOX_ROWS, splitRows } from "./split-rows.ts";

const [PAGE] = BOX_ROWS;
/** Things side by side in a page. */
const EIGHT = 8;

/** The boxes of one set of rows. */
export interface RowTree {
  /** Row of the data in each place of each page; -1 where there is none. */
  readonly order: Int32Array;
  /** All pages, one after the other. */
  readonly pages: Float32Array;
  /** Boxes of the pages, eight at a time. */
  readonly pageBoxes: Float32Array;
  /** Columns by falling variance. */
  readonly columns: Int32Array;
  /** The middle, in the data's own order of columns. */
  readonly centre: Float64Array;
  /** A power of two: the largest coordinate about the middle, times this, is at most 1. */
  readonly scale: number;
}

/** Numbers of a page in dimension d. */
export function pageLength(d: number): number {
  return (1 + EIGHT) * boxLength(d) + PAGE * d;
}

/** Numbers of eight boxes. */
function boxLength(d: number): number {
  return 2 * EIGHT * d;
}

const known = new WeakMap<Float64Array, RowTree>();

/** The tree of the points; made when they are first asked for, and kept with their array. */
export function rowTree(points: PointSet): RowTree {
  const tree = known.get(points.data) ?? makeTree(points);
  known.set(points.data, tree);
  return tree;
}

/** Whether the tree of the points is there. */
export function hasRowTree({ data }: PointSet): boolean {
  return known.has(data);
}

function makeTree({ data, n, d }: PointSet): RowTree {
  const centre = columnMeans(data, d);
  const { columns, scale } = spreadOf(data, { d, centre });
  const values = new Float32Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      values[i * d + j] = (data[i * d + columns[j]] - centre[columns[j]]) * scale;
    }
  }
  const rows = splitRows({ values, n, d });
  const count = Math.ceil(n / PAGE);
  const order = int32(count * PAGE).fill(-1);
  order.set(rows);
  const pages = float32(count * pageLength(d));
  const pageBoxes = float32(Math.ceil(count / EIGHT) * boxLength(d));
  for (let j = 0; j < pageBoxes.length; j++) pageBoxes[j] = (j & EIGHT) === 0 ? Infinity : -Infinity;
  for (let page = 0; page < count; page++) {
    const out = pages.subarray(page * pageLength(d), (page + 1) * pageLength(d));
    fillPage(out, { values, d, order: order.subarray(page * PAGE, (page + 1) * PAGE) });
    const boxes = pageBoxes.subarray(Math.floor(page / EIGHT) * boxLength(d));
    joinBoxes(boxes, page % EIGHT, { from: out, d });
  }
  return { order, pages, pageBoxes, columns, centre, scale };
}

/** Columns by falling variance, and the scale. */
function spreadOf(data: Float64Array, { d, centre }: { d: number; centre: Float64Array }) {
  const variance = new Float64Array(d);
  let largest = 0;
  for (let i = 0; i < data.length; i += d) {
    for (let j = 0; j < d; j++) {
      const u = data[i + j] - centre[j];
      variance[j] += u * u;
      if (Math.abs(u) > largest) largest = Math.abs(u);
    }
  }
  const order = Array.from(variance.keys()).sort((i, j) => variance[j] - variance[i] || i - j);
  const columns = int32(d);
  columns.set(order);
  const exponent = largest > 0 ? Math.ceil(Math.log2(largest)) : 0;
  return { columns, scale: 2 ** -Math.max(-1000, Math.min(1000, exponent)) };
}

interface PageRows {
  readonly values: Float32Array;
  readonly d: number;
  readonly order: Int32Array;
}

/** The rows of a page, then the boxes about them from the inside out. */
function fillPage(out: Float32Array, { values, d, order }: PageRows): void {
  const box = boxLength(d);
  const rowsAt = (1 + EIGHT) * box;
  for (let j = 0; j < rowsAt; j++) out[j] = (j & EIGHT) === 0 ? Infinity : -Infinity;
  out.fill(Infinity, rowsAt);
  for (let place = 0; place < order.length; place++) {
    const row = order[place];
    if (row < 0) continue;
    const group = place >> 3;
    const at = rowsAt + group * EIGHT * d + (place & 7);
    const boxAt = (1 + (group >> 3)) * box + (group & 7);
    for (let j = 0; j < d; j++) {
      const value = values[row * d + j];
      out[at + j * EIGHT] = value;
      widen(out, boxAt + j * 2 * EIGHT, [value, value]);
    }
  }
  for (let block = 0; block < EIGHT; block++) {
    joinBoxes(out, block, { from: out.subarray((1 + block) * box), d });
  }
}

/** Makes box `at` of eight hold the eight boxes that `from` begins with. */
function joinBoxes(out: Float32Array, at: number, { from, d }: { from: Float32Array; d: number }): void {
  for (let j = 0; j < d; j++) {
    for (let i = 0; i < EIGHT; i++) {
      const k = j * 2 * EIGHT;
      widen(out, k + at, [from[k + i], from[k + EIGHT + i]]);
    }
  }
}

function widen(out: Float32Array, at: number, [low, high]: readonly [number, number]): void {
  if (low < out[at]) out[at] = low;
  if (high > out[at + EIGHT]) out[at + EIGHT] = high;
}

/** Squares below this have lost digits. */
const DENORMAL = 1e-290;
/** Half a unit in the last place of a 32-bit 1. */
const ROUNDING = 2 ** -24;

/** A query as the pages take it. */
export function scaledQuery(out: Float32Array, { columns, centre, scale }: RowTree, z: Float64Array): void {
  for (let j = 0; j < columns.length; j++) out[j] = (z[columns[j]] - centre[columns[j]]) * scale;
}

/**
 * What a sum of squares in 32 bits about a query may come to for a row within `limit` (a square in the data's units): each
 * difference is off by at most 4 units in the last place of the larger of the query's largest coordinate and 1, and the
 * squares and their sum by (d + 3) of the sum.
 */
export function boundOf(limit: number, { z, scale }: { z: Float32Array; scale: number }): number {
  if (limit < DENORMAL) return Infinity;
  const d = z.length;
  let largest = 1;
  for (const value of z) largest = Math.max(largest, Math.abs(value));
  const length = Math.sqrt(limit) * scale + 4 * ROUNDING * largest * Math.sqrt(d);
  return length * length * (1 + 2 * (d + 6) * ROUNDING);
}
