/**
 * Leading eigenpairs of Σ_i b_i b_iᵀ for vectors b_i = exp(logScale[i]) v_i whose scales span hundreds of decades, each
 * to full relative accuracy: a pivoted basis, then one-sided Jacobi in its coordinates.
 */
import { oneSidedJacobi } from "./one-sided-jacobi.ts";
import { type GradedRows, type PivotedBasis, pivotedBasis, type Stop } from "./pivoted-basis.ts";

/** Eigenpairs, largest first. */
export interface GradedFrame {
  /** Orthonormal rows, rank × d. */
  readonly vectors: Float64Array;
  /** Logarithms of the eigenvalues, rank. */
  readonly logValues: Float64Array;
  /** How many the vectors determine; `stop` ends it earlier. */
  readonly rank: number;
}

/** Above this many columns for each row the coordinates are brought to a square factor first. */
const WIDE = 1.5;

/** Takes the vectors apart. */
export function gradedFrame(rows: GradedRows, stop: Stop): GradedFrame {
  const { d } = rows;
  const found = pivotedBasis(rows, stop);
  const { basis, rank, logLength } = found;
  const scaled = { ...coordinatesOf(found, rows.count), logLength, rank };
  const { vectors, logValues } = oneSidedJacobi(scaled);
  const order = Array.from(logValues.keys()).sort((i, j) => logValues[j] - logValues[i] || i - j);
  const out = { vectors: new Float64Array(rank * d), logValues: new Float64Array(rank), rank };
  order.forEach((from, to) => {
    out.logValues[to] = logValues[from];
    combineInto(out.vectors.subarray(to * d, (to + 1) * d), {
      factors: vectors.subarray(from * rank, (from + 1) * rank),
      basis,
    });
  });
  return out;
}

/** Rows with the products that the coefficients' rows have with each other. */
function coordinatesOf({ coefficients, rank }: PivotedBasis, count: number) {
  if (count <= WIDE * rank) return { rows: coefficients.slice(0, rank * count), width: count };
  return { rows: lowerFactor(coefficients, rank, count), width: rank };
}

/** L of C = L P with orthonormal rows P, rank × rank: Gram-Schmidt on the rows of C. */
function lowerFactor(c: Float64Array, rank: number, count: number): Float64Array {
  const p = c.slice(0, rank * count);
  const lower = new Float64Array(rank * rank);
  for (let j = 0; j < rank; j++) {
    let square = 0;
    for (let k = j * count; k < (j + 1) * count; k++) square += p[k] * p[k];
    const length = Math.sqrt(square);
    lower[j * rank + j] = length;
    for (let k = j * count; k < (j + 1) * count; k++) p[k] /= length;
    for (let i = j + 1; i < rank; i++) {
      let along = 0;
      for (let k = 0; k < count; k++) along += p[i * count + k] * p[j * count + k];
      lower[i * rank + j] = along;
      for (let k = 0; k < count; k++) p[i * count + k] -= along * p[j * count + k];
    }
  }
  return lower;
}

function combineInto(
  out: Float64Array,
  { factors, basis }: { factors: Float64Array; basis: Float64Array },
): void {
  const d = out.length;
  for (let j = 0; j < factors.length; j++) {
    const factor = factors[j];
    if (factor !== 0) for (let k = 0; k < d; k++) out[k] += factor * basis[j * d + k];
  }
}
