/**
 * Partial moments of one query over part of the data: a monoid (THEORY.md section 2). Positions are held relative to
 * the nearest row of the part (the pivot), and weights relative to the nearest row that stands elsewhere, so that the
 * covariance keeps its relative accuracy however much of the weight one row has.
 *
 * Layout, in doubles: e1 (pivot's squared distance), e2 (that of the nearest row elsewhere), Σw, Σw², Σw(e - e1),
 * pivot's index, second's index, rows at the pivot's place, pivot (d), Σw(y - pivot) (d), Σw(y - pivot)(y - pivot)ᵀ
 * (d × d, upper triangle; absent without covariance). Sums run over the rows elsewhere, w = exp(-(e - e2) / 2σ²).
 */

import type { Moments } from "../kernels.ts";
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

/** What merging and finishing need to know of the request. */
export interface PartialContext {
  data: Float64Array;
  d: number;
  variance: number;
  withCovariance: number;
}

export function partialLength(d: number, covariance: boolean): number {
  return HEADER + 2 * d + (covariance ? d * d : 0);
}

/** Reads a kernel state (assembly/moments.ts), whose vectors start at `offset` and are padded to `dp`. */
export function fromState(
  out: Float64Array,
  state: Float64Array,
  d: number,
  dp: number,
  offset: number,
  covariance: boolean,
): void {
  out.set(state.subarray(0, HEADER));
  out.set(state.subarray(offset, offset + d), HEADER);
  out.set(state.subarray(offset + dp, offset + dp + d), HEADER + d);
  if (!covariance) return;
  const from = offset + 2 * dp;
  for (let j = 0; j < d; j++)
    out.set(state.subarray(from + j * dp, from + j * dp + d), HEADER + 2 * d + j * d);
}

/** Adds `part` (of later rows) to `into`; `part` is used up. */
export function mergePartial(into: Float64Array, part: Float64Array, context: PartialContext): void {
  if (part[COPIES] === 0) return;
  if (into[COPIES] === 0) {
    into.set(part);
    return;
  }
  if (part[E1]! < into[E1]!) {
    // The nearer part takes the lead; addition does not mind the order.
    const nearer = part.slice();
    part.set(into);
    into.set(nearer);
  }
  if (part[E1] === into[E1] && samePlace(context.data, context.d, part[I1]!, into[I1]!)) {
    into[COPIES]! += part[COPIES]!;
  } else {
    movePivot(part, into, context);
  }
  addOthers(into, part, context);
}

/** Adds the sums over the others, the pivots being one; the nearer of the two references is kept. */
function addOthers(into: Float64Array, part: Float64Array, { d, variance }: PartialContext): void {
  const reference = Math.min(into[E2]!, part[E2]!);
  if (part[E2]! < into[E2]!) into[I2] = part[I2]!;
  const factor = (p: Float64Array) => (p[W]! > 0 ? Math.exp(-(p[E2]! - reference) / (2 * variance)) : 0);
  const [f, g] = [factor(into), factor(part)];
  into[W] = f * into[W]! + g * part[W]!;
  into[WW] = f * f * into[WW]! + g * g * part[WW]!;
  into[Q] = f * into[Q]! + g * part[Q]!;
  for (let i = HEADER + d; i < into.length; i++) into[i] = f * into[i]! + g * part[i]!;
  into[E2] = reference;
}

/** Expresses `partial` relative to the nearer pivot of `to`; its own pivot becomes one of the others. */
function movePivot(partial: Float64Array, to: Float64Array, { d, variance, withCovariance }: PartialContext): void {
  const [copies, w] = [partial[COPIES]!, partial[W]!];
  const drop = partial[E1]! - to[E1]!;
  const f = w > 0 ? Math.exp(-(partial[E2]! - partial[E1]!) / (2 * variance)) : 0;
  const both = f * w + copies;
  const first = partial.subarray(HEADER + d, HEADER + 2 * d);
  const delta = partial.subarray(HEADER, HEADER + d);
  for (let j = 0; j < d; j++) delta[j]! -= to[HEADER + j]!;
  if (withCovariance === 1) shiftSecond(partial.subarray(HEADER + 2 * d), first, delta, f, both);
  for (let j = 0; j < d; j++) first[j] = f * first[j]! + both * delta[j]!;
  partial[Q] = f * (partial[Q]! + w * drop) + copies * drop;
  partial[W] = both;
  partial[WW] = f * f * partial[WW]! + copies;
  partial[E2] = partial[E1]!;
  partial[I2] = partial[I1]!;
}

function shiftSecond(
  second: Float64Array,
  first: Float64Array,
  delta: Float64Array,
  f: number,
  both: number,
): void {
  const d = first.length;
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      const cross = f * (first[i]! * delta[j]! + delta[i]! * first[j]!) + both * delta[i]! * delta[j]!;
      second[i * d + j] = f * second[i * d + j]! + cross;
    }
  }
}

/** Normalises a complete partial into row `q` of the result; `query` starts with that query's coordinates. */
export function finishInto(
  out: Moments,
  q: number,
  partial: Float64Array,
  query: Float64Array,
  { d, variance, withCovariance }: PartialContext,
): void {
  const [e1, e2, copies] = [partial[E1]!, partial[E2]!, partial[COPIES]!];
  const logScale = e2 === Infinity ? 0 : (e1 - e2) / (2 * variance);
  const g = Math.exp(logScale);
  const w = copies + g * partial[W]!;
  out.logSum[q] = Math.log(w) - e1 / (2 * variance);
  out.meanSquare[q] = e1 + (g * partial[Q]!) / w;
  out.weightSquare[q] = (copies + g * g * partial[WW]!) / (w * w);
  out.nearest[q] = partial[I1]!;
  out.secondNearest[q] = partial[I2]!;
  out.nearestDistance[q] = Math.sqrt(e1);
  out.secondDistance[q] = Math.sqrt(e2);
  const first = partial.subarray(HEADER + d, HEADER + 2 * d);
  for (let j = 0; j < d; j++) out.shift[q * d + j] = partial[HEADER + j]! - query[j]! + (g * first[j]!) / w;
  out.covarianceLogScale[q] = logScale;
  if (withCovariance !== 1) return;
  const second = partial.subarray(HEADER + 2 * d);
  const target = out.covariance.subarray(q * d * d, (q + 1) * d * d);
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      const c = second[i * d + j]! / w - (first[i]! / w) * (g * (first[j]! / w));
      target[i * d + j] = target[j * d + i] = c;
    }
  }
}
