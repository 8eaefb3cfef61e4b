/** Moments of one query from the rows about it: the sums of `Partial` moments (wasm/partial-moments.ts), all rows at once. */
import type { MomentArrays } from "../kernels.ts";
import type { Wasm } from "../wasm/instance.ts";
import { finishInto, type PartialContext, partialLength, SUMS } from "../wasm/partial-moments.ts";
import type { QueryRows, RowsInside } from "./query-rows.ts";

/** Rows that are weighed at once. */
const BLOCK = 128;

/** Where the moments go. */
export interface MomentsPlace {
  readonly out: MomentArrays;
  readonly q: number;
  readonly context: PartialContext & { queries: Float64Array };
}

/** Writes the moments of a query; its rows stay as they are. */
export function momentsInto(
  wasm: Wasm,
  { query, rows }: { query: QueryRows; rows: RowsInside },
  { out, q, context }: MomentsPlace,
): void {
  const { near, weights, points } = query;
  const { others, relative, copies } = weights;
  const { d, withCovariance } = context;
  const partial = new Float64Array(partialLength(d, withCovariance === 1));
  const [nearest, second] = [near.square[0], others.length > 0 ? near.square[others[0]] : Infinity];
  let [w, ww, spread] = [0, 0, 0];
  for (let r = 0; r < relative.length; r++) {
    w += relative[r];
    ww += relative[r] * relative[r];
    spread += relative[r] * (near.square[others[r]] - nearest);
  }
  partial.set([nearest, second, w, ww, spread]);
  partial[SUMS.nearest] = near.index[0];
  partial[SUMS.second] = others.length > 0 ? near.index[others[0]] : -1;
  partial[SUMS.copies] = copies;
  const origin = near.index[0] * d;
  partial.set(points.data.subarray(origin, origin + d), SUMS.vectors);
  partial.set(wasm.float64(rows.first, d), SUMS.vectors + d);
  if (withCovariance === 1) secondInto(wasm, rows, { relative, out: partial.subarray(SUMS.vectors + 2 * d) });
  finishInto(out, { q, partial }, context);
}

/** Σ w u uᵀ on and above the diagonal, d × d. */
function secondInto(
  wasm: Wasm,
  { at, count, d, stride }: RowsInside,
  { relative, out }: { relative: Float64Array; out: Float64Array },
): void {
  const [sum, panel] = [wasm.allocate(stride * stride), wasm.allocate(BLOCK * stride)];
  const [zero, roots] = [wasm.allocate(stride), wasm.allocate(BLOCK)];
  wasm.float64(sum, stride * stride).fill(0);
  wasm.float64(zero, stride).fill(0);
  const each = wasm.float64(roots, BLOCK);
  const memory = wasm.doubles();
  for (let first = 1; first < count; first += BLOCK) {
    const size = Math.min(BLOCK, count - first);
    for (let r = 0; r < size; r++) each[r] = Math.sqrt(relative[first - 1 + r]);
    const from = at / 8 + first * stride;
    memory.copyWithin(panel / 8, from, from + size * stride);
    wasm.exports.centreRows(panel, size, stride, zero, roots);
    wasm.exports.addOuter(sum, panel, size, stride);
  }
  const found = wasm.float64(sum, stride * stride);
  for (let i = 0; i < d; i++) out.set(found.subarray(i * stride + i, i * stride + d), i * d + i);
}
