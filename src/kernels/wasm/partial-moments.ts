/**
 * Partial moments of one query over part of the data: a monoid (THEORY.md section 2). Positions are held relative to
 * the nearest row of the part (the pivot), and weights relative to the nearest row that stands elsewhere, so that the
 * covariance keeps its relative accuracy however much of the weight one row has.
 *
 * Layout, in doubles: e1 (pivot's squared distance), e2 (that of the nearest row elsewhere), Σw, Σw², Σw(e - e1),
 * pivot's index, second's index, rows at the pivot's place, pivot (d), Σw(y - pivot) (d), Σw(y - pivot)(y - pivot)ᵀ
 * (d × d, upper triangle; absent without covariance). Sums run over the rows elsewhere, w = exp(-(e - e2) / 2σ²).
 */

import type { MomentArrays } from "../kernels.ts";
import { samePlace } from "../reference/moments.ts";

const E1 = 0;
const E2 = 1;
const W = 2;
const WW = 3;
const Q = 4;
const I1 = 5;
const I2 = 6;
const COPIES = 7;
const HEADER = 8;

/** Places of what is set from outside: numbers of rows, the count of copies, and where the vectors begin. */
export const SUMS = { nearest: I1, second: I2, copies: COPIES, vectors: HEADER } as const;

/** What merging and finishing need to know of the request. */
export interface PartialContext {
  data: Float64Array;
  d: number;
  variance: number;
  withCovariance: number;
}

/** Doubles in a partial of dimension d. */
export function partialLength(d: number, covariance: boolean): number {
  return HEADER + 2 * d + (covariance ? d * d : 0);
}

/** Where the kernel's states lie in its memory, in doubles (assembly/moments.ts). */
export interface StateLayout {
  /** Valid until the kernel's instance allocates again. */
  readonly memory: Float64Array;
  readonly start: number;
  readonly stride: number;
  /** Offset of pivot, first and second moments in a state; each is padded to `dp`. */
  readonly vectors: number;
  readonly d: number;
  readonly dp: number;
  readonly covariance: boolean;
}

/** Reads the kernel's state of query `q` of a tile. */
export function fromState(out: Float64Array, layout: StateLayout, q: number): void {
  const { memory, start, stride, vectors, d, dp, covariance } = layout;
  const state = start + q * stride;
  for (let i = 0; i < HEADER; i++) out[i] = memory[state + i];
  const from = state + vectors;
  for (let row = 0; row < (covariance ? d + 2 : 2); row++) {
    for (let j = 0; j < d; j++) out[HEADER + row * d + j] = memory[from + row * dp + j];
  }
}

/** Adds `part` (of later rows) to `into`; `part` is used up. */
export function mergePartial(into: Float64Array, part: Float64Array, context: PartialContext): void {
  if (part[COPIES] === 0) return;
  if (into[COPIES] === 0) {
    into.set(part);
    return;
  }
  if (part[E1] < into[E1]) {
    // The nearer part takes the lead; addition does not mind the order.
    const nearer = part.slice();
    part.set(into);
    into.set(nearer);
  }
  if (part[E1] === into[E1] && samePlace(context, part[I1], into[I1])) {
    into[COPIES] += part[COPIES];
  } else {
    movePivot(part, into, context);
  }
  addOthers(into, part, context);
}

/** Adds the sums over the others, the pivots being one; the nearer of the two references is kept. */
function addOthers(into: Float64Array, part: Float64Array, { d, variance }: PartialContext): void {
  const reference = Math.min(into[E2], part[E2]);
  if (part[E2] < into[E2]) into[I2] = part[I2];
  const factor = (p: Float64Array) => (p[W] > 0 ? Math.exp(-(p[E2] - reference) / (2 * variance)) : 0);
  const [f, g] = [factor(into), factor(part)];
  into[W] = f * into[W] + g * part[W];
  into[WW] = f * f * into[WW] + g * g * part[WW];
  into[Q] = f * into[Q] + g * part[Q];
  for (let i = HEADER + d; i < into.length; i++) into[i] = f * into[i] + g * part[i];
  into[E2] = reference;
}

/** Expresses `partial` relative to the nearer pivot of `to`; its own pivot becomes one of the others. */
function movePivot(
  partial: Float64Array,
  to: Float64Array,
  { d, variance, withCovariance }: PartialContext,
): void {
  const [copies, w] = [partial[COPIES], partial[W]];
  const drop = partial[E1] - to[E1];
  const f = w > 0 ? Math.exp(-(partial[E2] - partial[E1]) / (2 * variance)) : 0;
  const both = f * w + copies;
  const first = partial.subarray(HEADER + d, HEADER + 2 * d);
  const delta = partial.subarray(HEADER, HEADER + d);
  for (let j = 0; j < d; j++) delta[j] -= to[HEADER + j];
  if (withCovariance === 1) shiftSecond(partial.subarray(HEADER + 2 * d), { first, delta, f, both });
  for (let j = 0; j < d; j++) first[j] = f * first[j] + both * delta[j];
  partial[Q] = f * (partial[Q] + w * drop) + copies * drop;
  partial[W] = both;
  partial[WW] = f * f * partial[WW] + copies;
  partial[E2] = partial[E1];
  partial[I2] = partial[I1];
}

function shiftSecond(
  second: Float64Array,
  { first, delta, f, both }: { first: Float64Array; delta: Float64Array; f: number; both: number },
): void {
  const d = first.length;
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      const cross = f * (first[i] * delta[j] + delta[i] * first[j]) + both * delta[i] * delta[j];
      second[i * d + j] = f * second[i * d + j] + cross;
    }
  }
}

/** Normalises the complete partial of query `q` into its row of the result. */
export function finishInto(
  out: MomentArrays,
  { q, partial }: { q: number; partial: Float64Array },
  context: PartialContext & { queries: Float64Array },
): void {
  const { d, variance, queries, withCovariance } = context;
  const e1 = partial[E1];
  const e2 = partial[E2];
  const copies = partial[COPIES];
  const logScale = e2 === Infinity ? 0 : (e1 - e2) / (2 * variance);
  const g = Math.exp(logScale);
  const w = copies + g * partial[W];
  out.logSum[q] = Math.log(w) - e1 / (2 * variance);
  out.meanSquare[q] = e1 + (g * partial[Q]) / w;
  out.weightSquare[q] = (copies + g * g * partial[WW]) / (w * w);
  out.nearest[q] = partial[I1];
  out.secondNearest[q] = partial[I2];
  out.nearestDistance[q] = Math.sqrt(e1);
  out.secondDistance[q] = Math.sqrt(e2);
  out.covarianceLogScale[q] = logScale;
  for (let j = 0; j < d; j++) {
    const mean = (g * partial[HEADER + d + j]) / w;
    out.shift[q * d + j] = partial[HEADER + j] - queries[q * d + j] + mean;
  }
  if (withCovariance === 1) covarianceInto(out.covariance, partial, { q, d, g, w });
}

/** C / g = S / W - g s sᵀ / W², as matrix q of the result. */
function covarianceInto(
  out: Float64Array,
  partial: Float64Array,
  { q, d, g, w }: { q: number; d: number; g: number; w: number },
): void {
  const first = HEADER + d;
  const second = HEADER + 2 * d;
  const target = q * d * d;
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      const mean = (partial[first + i] / w) * (g * (partial[first + j] / w));
      const c = partial[second + i * d + j] / w - mean;
      out[target + i * d + j] = c;
      out[target + j * d + i] = c;
    }
  }
}
