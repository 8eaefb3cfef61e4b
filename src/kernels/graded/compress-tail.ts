/** Many vectors of little weight as few: the rows of the triangular factor of them all. */
import { dot } from "../../arrays/vectors.ts";
import type { GradedRows } from "./pivoted-basis.ts";

/** The vectors with the tail brought together, and the logarithm of what the tail's products add up to (their trace). */
export interface Compressed {
  readonly rows: GradedRows;
  readonly logTail: number;
}

/** Leaves the first `head` vectors as they are; the later ones, d or more, may be no heavier. */
export function compressTail({ vectors, logScale, d }: GradedRows, head: number): Compressed {
  const reference = logScale[head];
  const tail = vectors.slice(head * d);
  for (let i = 0; i < tail.length; i++) {
    tail[i] *= Math.exp(logScale[head + Math.floor(i / d)] - reference);
  }
  const factor = triangularFactor(tail, d);
  const rows = { vectors: new Float64Array((head + d) * d), logScale: new Float64Array(head + d) };
  rows.vectors.set(vectors.subarray(0, head * d));
  rows.vectors.set(factor, head * d);
  rows.logScale.set(logScale.subarray(0, head));
  rows.logScale.fill(reference, head);
  return { rows: { ...rows, count: head + d, d }, logTail: Math.log(dot(factor, factor)) + 2 * reference };
}

/**
 * R, d × d, with RᵀR = AᵀA for the rows A, which are used up, by Householder's reflections: they are not squared, so that small
 * directions keep their digits.
 */
function triangularFactor(a: Float64Array, d: number): Float64Array {
  const count = a.length / d;
  for (let j = 0; j < d; j++) {
    let square = 0;
    for (let i = j; i < count; i++) square += a[i * d + j] ** 2;
    if (square === 0) continue;
    const top = a[j * d + j];
    const diagonal = top > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    const v = Float64Array.from({ length: count - j }, (_, i) => a[(j + i) * d + j]);
    v[0] -= diagonal;
    const length = dot(v, v);
    for (let k = j; k < d; k++) {
      let along = 0;
      for (let i = 0; i < v.length; i++) along += v[i] * a[(j + i) * d + k];
      for (let i = 0; i < v.length; i++) a[(j + i) * d + k] -= (2 * along * v[i]) / length;
    }
  }
  const out = a.slice(0, d * d);
  for (let i = 0; i < d; i++) out.fill(0, i * d, i * d + i);
  return out;
}
