/** The rows about one query in compiled memory, as places relative to the nearest, which all that follows is made of. */
import type { NearRows, RowWeights } from "../graded/posterior-rows.ts";
import type { PointSet } from "../kernels.ts";
import { fours, type Wasm } from "../wasm/instance.ts";

/** One query, and what its rows weigh. */
export interface QueryRows {
  readonly points: Pick<PointSet, "data" | "d">;
  readonly near: NearRows;
  readonly weights: RowWeights;
}

/** Rows y_i - y_nearest, the first for the nearest itself: it and all up to a multiple of four are zero. */
export interface RowsInside {
  /** Byte offset. */
  readonly at: number;
  readonly count: number;
  readonly padded: number;
  readonly d: number;
  /** Doubles from one row to the next, a multiple of four; what pads a row is zero. */
  readonly stride: number;
  /** Σ relative_i (y_i - y_nearest) (see `RowWeights`), `stride` doubles. */
  readonly first: number;
}

/** Brings the rows in; what was in compiled memory before is lost. */
export function bringRows(wasm: Wasm, query: QueryRows): RowsInside {
  wasm.reset();
  const { relative, others } = query.weights;
  const { d } = query.points;
  const count = others.length + 1;
  const stride = fours(d);
  const padded = fours(count);
  const at = wasm.allocate(padded * stride);
  const [first, factors] = [wasm.allocate(stride), wasm.allocate(padded)];
  const rows = wasm.float64(at, padded * stride);
  const origin = wasm.float64(first, stride).fill(0);
  const each = wasm.float64(factors, padded).fill(1);
  copyRows(rows.subarray(stride), query, stride);
  const nearest = query.near.index[0] * d;
  origin.set(query.points.data.subarray(nearest, nearest + d));
  wasm.exports.centreRows(at + 8 * stride, count - 1, stride, first, factors);
  rows.fill(0, 0, stride);
  rows.fill(0, count * stride);
  each.fill(0).set(relative, 1);
  origin.fill(0);
  wasm.exports.addRows(at, padded, stride, factors, first);
  return { at, count, padded, d, stride, first };
}

/** Those of the others, `stride` doubles a row. */
function copyRows(out: Float64Array, query: QueryRows, stride: number): void {
  const { points, near, weights } = query;
  const { data, d } = points;
  const { others } = weights;
  if (stride > d) out.fill(0, 0, others.length * stride);
  for (let r = 0; r < others.length; ) {
    const row = near.index[others[r]];
    // Rows that follow each other are copied at once.
    let run = 1;
    while (stride === d && r + run < others.length && near.index[others[r + run]] === row + run) run++;
    out.set(data.subarray(row * d, (row + run) * d), r * stride);
    r += run;
  }
}
