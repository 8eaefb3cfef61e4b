/**
 * The graded frame of one query in compiled memory: the fast twin of graded/query-frame.ts, which is its specification. Where
 * lengths fall by more than e⁴⁰ between one direction and the next, those before and after do not turn each other, so that
 * rotations are made within runs of directions alone.
 */

import type { GradedFrame } from "../graded/graded-frame.ts";
import { type FrameRules, HEAVIER, headOf, stopOf, tailPays } from "../graded/query-frame.ts";
import { bringRows, type QueryRows, type RowsInside } from "../near/query-rows.ts";
import type { Wasm } from "./instance.ts";

/** Log of the fall of lengths beyond which directions do not turn each other by more than 1e-17. */
const SEPARATE = 40;

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
  const { rows, logTail } = compressTail(wasm, given, headOf(rules));
  const found = frameOf(wasm, rows, rules);
  const last = found.logValues[rules.count - 1] ?? -Infinity;
  return last > logTail - HEAVIER ? found : undefined;
}

/** See graded/compress-tail.ts. */
function compressTail(wasm: Wasm, { at, logScale, count, d, stride }: Rows, head: number) {
  const reference = logScale[head];
  const tail = at + 8 * head * stride;
  const size = count - head;
  const [gram, zero, factors] = [wasm.allocate(stride * stride), wasm.allocate(stride), wasm.allocate(size)];
  wasm.float64(gram, stride * stride).fill(0);
  wasm.float64(zero, stride).fill(0);
  const each = wasm.float64(factors, size);
  for (let r = 0; r < size; r++) each[r] = Math.exp(logScale[head + r] - reference);
  wasm.exports.centreRows(tail, size, stride, zero, factors);
  wasm.exports.addOuter(gram, tail, size, stride);
  const products = wasm.float64(gram, stride * stride);
  let trace = 0;
  for (let j = 0; j < d; j++) trace += products[j * stride + j];
  const kept = wasm.exports.pivotedFactor(gram, d, stride, tail);
  const scales = new Float64Array(head + kept).fill(reference);
  scales.set(logScale.subarray(0, head));
  const rows = { at, logScale: scales, count: head + kept, d, stride };
  return { rows, logTail: Math.log(trace) + 2 * reference };
}

/** Takes the vectors apart; see graded/graded-frame.ts. */
function frameOf(wasm: Wasm, { at, logScale, count, d, stride }: Rows, rules: FrameRules): GradedFrame {
  const most = Math.min(count, d);
  const width = count + (count & 1);
  const side = most + (most & 1);
  const scales = wasm.allocate(count);
  const [basis, coefficients] = [wasm.allocate(most * stride), wasm.allocate(most * width)];
  const [logLength, lower] = [wasm.allocate(side), wasm.allocate(most * side)];
  const [work, out] = [wasm.allocate(2 * count), wasm.allocate(most * stride)];
  wasm.float64(scales, count).set(logScale);
  if (width > count) wasm.float64(coefficients, most * width).fill(0);
  const { least, margin, floor } = stopOf(rules);
  const { pivotedBasis, lowerFactor } = wasm.exports;
  const places = [scales, work, basis, coefficients, width, logLength] as const;
  const rank = pivotedBasis(at, count, stride, ...places, most, least, margin, floor);
  wasm.float64(lower, rank * side).fill(0);
  lowerFactor(coefficients, rank, width, lower, side);
  const logValues = turnRuns(wasm, { basis, stride, logLength, lower, side, rank, out });
  const order = Array.from(logValues.keys()).sort((i, j) => logValues[j] - logValues[i] || i - j);
  const frame = { vectors: new Float64Array(rank * d), logValues: new Float64Array(rank), rank };
  const found = wasm.float64(out, most * stride);
  order.forEach((from, to) => {
    frame.logValues[to] = logValues[from];
    frame.vectors.set(found.subarray(from * stride, from * stride + d), to * d);
  });
  return frame;
}

interface Factor {
  readonly basis: number;
  readonly stride: number;
  readonly logLength: number;
  readonly lower: number;
  readonly side: number;
  readonly rank: number;
  readonly out: number;
}

/** Turns the rows of each run of directions that are not separate; returns the logarithms of the eigenvalues. */
function turnRuns(wasm: Wasm, { basis, stride, logLength, lower, side, rank, out }: Factor): Float64Array {
  const logValues = new Float64Array(rank);
  const lengths = wasm.float64(logLength, rank).slice();
  const factor = wasm.float64(lower, rank * side).slice();
  const own = lengths.map((log, j) => log + Math.log(factor[j * side + j]));
  const [rows, vectors] = [wasm.allocate(rank * side), wasm.allocate(rank * side)];
  const [logs, squares] = [wasm.allocate(rank), wasm.allocate(rank)];
  for (let begin = 0, end = 0; begin < rank; begin = end) {
    end = runEnd(own, begin);
    const count = end - begin;
    if (count === 1) {
      wasm.float64(out + 8 * begin * stride, stride).set(wasm.float64(basis + 8 * begin * stride, stride));
      logValues[begin] = 2 * own[begin];
      continue;
    }
    const across = count + (count & 1);
    const block = wasm.float64(rows, count * across).fill(0);
    const turned = wasm.float64(vectors, count * across).fill(0);
    for (let i = 0; i < count; i++) {
      const from = (begin + i) * side + begin;
      block.set(factor.subarray(from, from + i + 1), i * across);
      turned[i * across + i] = 1;
    }
    wasm.float64(logs, count).set(lengths.subarray(begin, end));
    wasm.exports.turnRows(rows, vectors, count, across, logs, squares);
    const target = out + 8 * begin * stride;
    wasm.exports.combineAll(vectors, count, across, basis + 8 * begin * stride, stride, target);
    const square = wasm.float64(squares, count);
    for (let i = 0; i < count; i++) logValues[begin + i] = 2 * lengths[begin + i] + Math.log(square[i]);
  }
  return logValues;
}

/** The end of the run of directions from `begin` on, each less than `SEPARATE` below all before it. */
function runEnd(logs: Float64Array, begin: number): number {
  let least = logs[begin];
  let end = begin + 1;
  while (end < logs.length && rest(logs, end) > least - SEPARATE) {
    least = Math.min(least, logs[end]);
    end++;
  }
  return end;
}

/** The largest from `begin` on. */
function rest(logs: Float64Array, begin: number): number {
  let most = -Infinity;
  for (let i = begin; i < logs.length; i++) most = Math.max(most, logs[i]);
  return most;
}
