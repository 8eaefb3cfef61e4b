/** The rows about one query in compiled memory, as places relative to the nearest, which all that follows is made of. */
import type { NearRows, RowWeights } from "../graded/posterior-rows.ts";
import type { PointSet } from "../kernels.ts";
import type { Wasm } from "../wasm/instance.ts";

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
export function bringRows(
  wasm: Wasm,
  { points: { data, d }, near: { index }, weights: { others, relative } }: QueryRows,
): RowsInside {
  wasm.reset();
  const count = others.length + 1;
  const stride = (d + 3) & ~3;
  const padded = (count + 3) & ~3;
  const at = wasm.allocate(padded * stride);
  const [first, factors] = [wasm.allocate(stride), wasm.allocate(padded)];
  const rows = wasm.float64(at, padded * stride);
  rows.fill(0, 0, stride);
  rows.fill(0, count * stride);
  const origin = index[0] * d;
  for (let r = 1; r < count; r++) {
    const from = index[others[r - 1]] * d;
    const to = r * stride;
    for (let j = 0; j < d; j++) rows[to + j] = data[from + j] - data[origin + j];
    for (let j = d; j < stride; j++) rows[to + j] = 0;
  }
  const each = wasm.float64(factors, padded).fill(0);
  each.set(relative, 1);
  wasm.float64(first, stride).fill(0);
  wasm.exports.addRows(at, padded, stride, factors, first);
  return { at, count, padded, d, stride, first };
}
