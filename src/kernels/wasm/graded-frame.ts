/** The graded frame of one query in compiled memory: the fast twin of graded/query-frame.ts, which is its specification. */

import { dot } from "../../arrays/vectors.ts";
import type { GradedFrame } from "../graded/graded-frame.ts";
import { type FrameRules, HEAVIER, headOf, stopOf, tailPays } from "../graded/query-frame.ts";
import { bringRows, type QueryRows, type RowsInside } from "../near/query-rows.ts";
import type { Wasm } from "./instance.ts";

/** Rows in compiled memory, and the logarithms of their scales. */
interface Rows {
  readonly at: number;
  readonly logScale: Float64Array;
  readonly count: number;
  readonly d: number;
  readonly stride: number;
}

/** As `queryFrame`; `rows` are those of the query where they are in compiled memory already, and are used up. */
export function wasmQueryFrame(
  wasm: Wasm,
  { query, rows }: { query: QueryRows; rows?: RowsInside },
  rules: FrameRules,
): GradedFrame {
  const given = centred(wasm, query, rows ?? bringRows(wasm, query));
  const pays = !rules.whole && tailPays(given, rules);
  const found =
    (pays ? compressed(wasm, given, rules) : frameOf(wasm, given, rules)) ??
    frameOf(wasm, centred(wasm, query, bringRows(wasm, query)), rules);
  const { vectors, logValues, rank } = found;
  const [most, { d }] = [rules.width, query.points];
  if (rank <= most) return found;
  return { vectors: vectors.subarray(0, most * d), logValues: logValues.subarray(0, most), rank: most };
}

/** The vectors √w_i (y_i - m), the first that of the nearest place (graded/posterior-rows.ts). */
function centred(
  wasm: Wasm,
  { weights: { factor, total, logScale } }: QueryRows,
  { at, count, d, stride, first, padded }: RowsInside,
): Rows {
  const [middle, ones] = [wasm.allocate(stride), wasm.allocate(padded)];
  wasm.float64(ones, padded).fill(1);
  const rows = wasm.float64(at, stride);
  const from = wasm.float64(first, stride);
  const to = wasm.float64(middle, stride);
  for (let j = 0; j < stride; j++) {
    to[j] = (factor * from[j]) / total;
    rows[j] = -from[j] / total;
  }
  wasm.exports.centreRows(at + 8 * stride, count - 1, stride, middle, ones);
  return { at, logScale, count, d, stride };
}

/** With the tail brought together; nothing where that loses accuracy. */
function compressed(wasm: Wasm, given: Rows, rules: FrameRules): GradedFrame | undefined {
  const { rows, logLost } = compressTail(wasm, given, headOf(rules));
  const found = frameOf(wasm, rows, rules);
  const last = found.logValues[rules.count - 1] ?? -Infinity;
  return last > logLost ? found : undefined;
}

/** Rows that are multiplied at once. */
const BLOCK = 128;

/** See graded/compress-tail.ts; directions of less than exp(logLost) have lost digits. */
function compressTail(wasm: Wasm, { at, logScale, count, d, stride }: Rows, head: number) {
  const reference = logScale[head];
  const tail = at + 8 * head * stride;
  const size = count - head;
  const [factor, work, factors] = [wasm.allocate(d * stride), wasm.allocate(stride), wasm.allocate(size)];
  wasm.float64(work, stride).fill(0);
  const each = wasm.float64(factors, size);
  for (let r = 0; r < size; r++) each[r] = Math.exp(logScale[head + r] - reference);
  wasm.exports.centreRows(tail, size, stride, work, factors);
  const bySquares = factorOfSquares(wasm, { at: tail, count: size, d, stride }, factor);
  if (bySquares < 0) wasm.exports.triangularFactor(tail, size, d, stride, factor, work);
  const kept = bySquares < 0 ? d : bySquares;
  const found = wasm.float64(factor, kept * stride);
  const logLost =
    bySquares < 0 ? Math.log(dot(found, found)) + 2 * reference - HEAVIER : Number.NEGATIVE_INFINITY;
  wasm.float64(tail, kept * stride).set(found);
  const scales = new Float64Array(head + kept).fill(reference);
  scales.set(logScale.subarray(0, head));
  return { rows: { at, logScale: scales, count: head + kept, d, stride }, logLost };
}

/** Rows that have the products of many others, by the sum of these; -1 where that would lose digits. */
function factorOfSquares(
  wasm: Wasm,
  { at, count, d, stride }: { at: number; count: number; d: number; stride: number },
  out: number,
): number {
  const [sum, work] = [wasm.allocate(stride * stride), wasm.allocate(stride)];
  wasm.float64(sum, stride * stride).fill(0);
  for (let first = 0; first < count; first += BLOCK) {
    wasm.exports.addOuter(sum, at + 8 * first * stride, Math.min(BLOCK, count - first), stride);
  }
  return wasm.exports.pivotedFactor(sum, d, stride, out, work);
}

/** Takes the vectors apart; see graded/graded-frame.ts. */
function frameOf(wasm: Wasm, { at, logScale, count, d, stride }: Rows, rules: FrameRules): GradedFrame {
  const most = Math.min(count, d);
  const width = count + (count & 1);
  const side = most + (most & 1);
  const scales = wasm.allocate(count);
  const [basis, coefficients] = [wasm.allocate(most * stride), wasm.allocate(most * width)];
  const [logLength, lower] = [wasm.allocate(side), wasm.allocate(most * side)];
  const [work, out] = [wasm.allocate(Math.max(4 * count, most * (side + 4))), wasm.allocate(most * stride)];
  wasm.float64(scales, count).set(logScale);
  if (width > count) wasm.float64(coefficients, most * width).fill(0);
  const { least, margin, floor } = stopOf(rules);
  const places = [scales, work, basis, coefficients, width, logLength] as const;
  const rank = wasm.exports.pivotedBasis(at, count, stride, ...places, most, least, margin, floor);
  wasm.float64(lower, rank * side).fill(0);
  wasm.exports.lowerFactor(coefficients, rank, width, lower, side);
  const values = wasm.allocate(rank);
  wasm.exports.gradedEigen(lower, side, rank, logLength, basis, stride, out, values, work);
  const logValues = wasm.float64(values, rank);
  const order = Array.from(logValues.keys()).sort((i, j) => logValues[j] - logValues[i] || i - j);
  const frame = { vectors: new Float64Array(rank * d), logValues: new Float64Array(rank), rank };
  const found = wasm.float64(out, most * stride);
  order.forEach((from, to) => {
    frame.logValues[to] = logValues[from];
    frame.vectors.set(found.subarray(from * stride, from * stride + d), to * d);
  });
  return frame;
}
