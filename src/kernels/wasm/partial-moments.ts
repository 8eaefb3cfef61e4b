/**
 * Partial moments of one query over part of the data: a monoid (THEORY.md section 2). Everything is held
 * relative to the nearest row of the part (the pivot), which keeps small covariances accurate when one row has
 * almost all the weight.
 *
 * Layout, in doubles: e1 (pivot's squared distance), e2 (that of the nearest row elsewhere), Σw, Σw²,
 * Σw(e - e1), pivot's index, second's index, unused, pivot (d), Σw(y - pivot) (d), Σw(y - pivot)(y - pivot)ᵀ
 * (d × d, upper triangle; absent without covariance), with w = exp(-(e - e1) / 2σ²).
 */
import { samePlace } from "../reference/moments.ts";
import type { Moments } from "../kernels.ts";

const E1 = 0;
const E2 = 1;
const W = 2;
const WW = 3;
const Q = 4;
const I1 = 5;
const I2 = 6;
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
  for (let j = 0; j < d; j++) out.set(state.subarray(from + j * dp, from + j * dp + d), HEADER + 2 * d + j * d);
}

/** Adds `part` (of later rows) to `into`; `part` is used up. */
export function mergePartial(into: Float64Array, part: Float64Array, context: PartialContext): void {
  mergeNeighbours(into, part, context);
  if (part[W] === 0) return;
  if (into[W] === 0) {
    copyMoments(into, part);
    return;
  }
  if (part[E1]! < into[E1]!) moveTo(into, part, context);
  else moveTo(part, into, context);
  for (let i = HEADER + context.d; i < into.length; i++) into[i]! += part[i]!;
  for (const field of [W, WW, Q]) into[field]! += part[field]!;
}

/** Takes pivot and moments, not the neighbour fields that are merged already. */
function copyMoments(into: Float64Array, part: Float64Array): void {
  into.set(part.subarray(HEADER), HEADER);
  for (const field of [E1, W, WW, Q]) into[field] = part[field]!;
}

/** The indices are merged first; e1 is left for the moments' change of pivot. */
function mergeNeighbours(into: Float64Array, part: Float64Array, { data, d }: PartialContext): void {
  const partWins = part[E1]! < into[E1]!;
  const [near, far] = partWins ? [part, into] : [into, part];
  const first = near[I1]!;
  let e = near[E2]!;
  let index = near[I2]!;
  for (const [otherE, other] of [[far[E1]!, far[I1]!] as const, [far[E2]!, far[I2]!] as const]) {
    if (other < 0 || otherE >= e) continue;
    if (otherE === near[E1] && samePlace(data, d, first, other)) continue;
    e = otherE;
    index = other;
  }
  into[I1] = first;
  into[E2] = e;
  into[I2] = index;
}

/** Expresses `partial` relative to the (nearer) pivot of `to`. */
function moveTo(partial: Float64Array, to: Float64Array, { d, variance, withCovariance }: PartialContext): void {
  const drop = partial[E1]! - to[E1]!;
  const f = Math.exp(-drop / (2 * variance));
  const w = partial[W]!;
  const s = HEADER + d;
  const delta = partial.subarray(HEADER, s);
  for (let j = 0; j < d; j++) delta[j]! -= to[HEADER + j]!;
  if (withCovariance === 1) {
    const second = HEADER + 2 * d;
    for (let i = 0; i < d; i++) {
      for (let j = i; j < d; j++) {
        const cross = partial[s + i]! * delta[j]! + delta[i]! * partial[s + j]! + w * delta[i]! * delta[j]!;
        partial[second + i * d + j] = f === 0 ? 0 : f * (partial[second + i * d + j]! + cross);
      }
    }
  }
  for (let j = 0; j < d; j++) partial[s + j] = f === 0 ? 0 : f * (partial[s + j]! + w * delta[j]!);
  partial[Q] = f === 0 ? 0 : f * (partial[Q]! + w * drop);
  partial[W] = f * w;
  partial[WW]! *= f * f;
  partial[E1] = to[E1]!;
  delta.set(to.subarray(HEADER, s));
}

/** Normalises a complete partial into row `q` of the result; `query` starts with that query's coordinates. */
export function finishInto(
  out: Moments,
  q: number,
  partial: Float64Array,
  query: Float64Array,
  { d, variance, withCovariance }: PartialContext,
): void {
  const w = partial[W]!;
  const e1 = partial[E1]!;
  out.logSum[q] = Math.log(w) - e1 / (2 * variance);
  out.meanSquare[q] = e1 + partial[Q]! / w;
  out.weightSquare[q] = partial[WW]! / (w * w);
  out.nearest[q] = partial[I1]!;
  out.secondNearest[q] = partial[I2]!;
  out.nearestDistance[q] = Math.sqrt(e1);
  out.secondDistance[q] = Math.sqrt(partial[E2]!);
  const first = partial.subarray(HEADER + d, HEADER + 2 * d);
  for (let j = 0; j < d; j++) out.shift[q * d + j] = partial[HEADER + j]! - query[j]! + first[j]! / w;
  if (withCovariance !== 1) return;
  const second = partial.subarray(HEADER + 2 * d);
  const target = out.covariance.subarray(q * d * d, (q + 1) * d * d);
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      const c = second[i * d + j]! / w - (first[i]! / w) * (first[j]! / w);
      target[i * d + j] = target[j * d + i] = c;
    }
  }
}
