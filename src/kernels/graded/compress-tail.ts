/** Many vectors of little weight as few: those of a factor of the sum of their outer products. */
import type { GradedRows } from "./pivoted-basis.ts";

/** The vectors with the tail brought together, and the logarithm of what the tail's products add up to (their trace). */
export interface Compressed {
  readonly rows: GradedRows;
  readonly logTail: number;
}

/** A pivot below this share of the first is rounding. */
const ROUNDING = 1e-15;

/** Leaves the first `head` vectors as they are; the later ones may be no heavier. */
export function compressTail({ vectors, logScale, count, d }: GradedRows, head: number): Compressed {
  const reference = logScale[head];
  const gram = new Float64Array(d * d);
  for (let i = head; i < count; i++) {
    addOuter(gram, vectors.subarray(i * d, (i + 1) * d), Math.exp(2 * (logScale[i] - reference)));
  }
  let trace = 0;
  for (let j = 0; j < d; j++) trace += gram[j * d + j];
  const factor = pivotedFactor(gram, d);
  const kept = factor.length / d;
  const rows = { vectors: new Float64Array((head + kept) * d), logScale: new Float64Array(head + kept) };
  rows.vectors.set(vectors.subarray(0, head * d));
  rows.vectors.set(factor, head * d);
  rows.logScale.set(logScale.subarray(0, head));
  rows.logScale.fill(reference, head);
  return { rows: { ...rows, count: head + kept, d }, logTail: Math.log(trace) + 2 * reference };
}

/** gram += weight v vᵀ, on and above the diagonal. */
function addOuter(gram: Float64Array, v: Float64Array, weight: number): void {
  const d = v.length;
  if (weight === 0) return;
  for (let i = 0; i < d; i++) {
    const u = weight * v[i];
    for (let j = i; j < d; j++) gram[i * d + j] += u * v[j];
  }
}

/** Rows f with Σ f fᵀ = the matrix given on and above the diagonal, largest pivots first; the matrix is used up. */
function pivotedFactor(matrix: Float64Array, d: number): Float64Array {
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) matrix[i * d + j] = matrix[j * d + i];
  const out: number[] = [];
  let first = 0;
  for (let step = 0; step < d; step++) {
    const p = largestDiagonal(matrix, d);
    const pivot = matrix[p * d + p];
    first ||= pivot;
    if (!(pivot > ROUNDING * first)) break;
    const row = matrix.slice(p * d, (p + 1) * d).map((value) => value / Math.sqrt(pivot));
    for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) matrix[i * d + j] -= row[i] * row[j];
    // What is left of the pivot's row and column is rounding.
    for (let i = 0; i < d; i++) matrix[i * d + p] = matrix[p * d + i] = 0;
    out.push(...row);
  }
  return Float64Array.from(out);
}

function largestDiagonal(matrix: Float64Array, d: number): number {
  let best = 0;
  for (let i = 1; i < d; i++) if (matrix[i * d + i] > matrix[best * d + best]) best = i;
  return best;
}
