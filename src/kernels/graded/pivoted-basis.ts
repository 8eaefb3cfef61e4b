/**
 * An orthonormal basis of vectors whose lengths span hundreds of decades: Gram-Schmidt that takes the longest remainder
 * first, with lengths kept as logarithms.
 */

import { orthonormalise } from "./orthonormalise.ts";

/** The vectors exp(logScale[i]) v_i. */
export interface GradedRows {
  /** v_i as rows, count × d; of about one size, the decades being in `logScale`. */
  readonly vectors: Float64Array;
  readonly logScale: Float64Array;
  readonly count: number;
  readonly d: number;
}

/** Vectors in a basis: row i is exp(-logScale[i]) Σ_j exp(logLength[j]) coefficients[j][i] basis[j]. */
export interface PivotedBasis {
  /** Orthonormal rows, rank × d. */
  readonly basis: Float64Array;
  /** Logarithms of the remainders that gave them, descending, rank. */
  readonly logLength: Float64Array;
  /** Coordinates over exp(logLength[j]), rank × count; none is above 1, and that of the vector that gave row j is 1. */
  readonly coefficients: Float64Array;
  readonly rank: number;
}

/**
 * When to stop: after `least` rows, once no remainder matters to them (its square is exp(-margin) of that of the last of
 * them) or is longer than exp(floor).
 */
export interface Stop {
  readonly least: number;
  readonly margin: number;
  readonly floor: number;
}

/** A remainder shorter than this share of its vector is rounding. */
const ROUNDING = 1e-13;

/** Takes vectors apart until nothing of them is left, or `stop` says so. */
export function pivotedBasis(rows: GradedRows, { least, margin, floor }: Stop): PivotedBasis {
  const { logScale, count, d } = rows;
  const most = Math.min(count, d);
  const [basis, coefficients] = [new Float64Array(most * d), new Float64Array(most * count)];
  const logLength = new Float64Array(most);
  const left = everything(rows);
  let rank = 0;
  while (rank < most) {
    const pivot = longest(left.logLengths);
    if (pivot < 0) break;
    const enough = Math.min(floor, (logLength[least - 1] ?? 0) - margin / 2);
    if (rank >= least && left.logLengths[pivot] < enough) break;
    const direction = basis.subarray(rank * d, (rank + 1) * d);
    direction.set(left.rest.subarray(pivot * d, (pivot + 1) * d));
    const length = orthonormalise(direction, basis, rank);
    left.logLengths[pivot] = -Infinity;
    if (!(length ** 2 > left.shortest[pivot])) continue;
    logLength[rank] = logScale[pivot] + Math.log(length);
    const along = coefficients.subarray(rank * count, (rank + 1) * count);
    removeDirection(left, direction, along);
    for (let i = 0; i < count; i++) {
      if (along[i] !== 0) along[i] *= Math.exp(logScale[i] - logLength[rank]);
    }
    along[pivot] = 1;
    rank++;
  }
  return { basis, logLength, coefficients, rank };
}

/** What is left of the vectors. */
interface Left {
  /** Without their scales, count × d. */
  readonly rest: Float64Array;
  readonly logScale: Float64Array;
  /** Squares of `rest` below which it is rounding. */
  readonly shortest: Float64Array;
  /** With their scales; -Infinity marks those that are used up. */
  readonly logLengths: Float64Array;
}

function everything({ vectors, logScale, d }: GradedRows): Left {
  const square = squares(vectors, d);
  return {
    rest: Float64Array.from(vectors),
    logScale,
    shortest: square.map((value) => ROUNDING ** 2 * value),
    logLengths: square.map((value, i) => logScale[i] + 0.5 * Math.log(value)),
  };
}

/** |row|² of each row. */
function squares(rows: Float64Array, d: number): Float64Array {
  const out = new Float64Array(rows.length / d);
  for (let i = 0; i < out.length; i++) {
    for (let j = i * d; j < (i + 1) * d; j++) out[i] += rows[j] * rows[j];
  }
  return out;
}

function longest(logLengths: Float64Array): number {
  let best = -1;
  let most = -Infinity;
  for (let i = 0; i < logLengths.length; i++) {
    if (!(logLengths[i] > most)) continue;
    best = i;
    most = logLengths[i];
  }
  return best;
}

/** Takes a direction out of all that is left; `along` gets what each vector had of it, without its scale. */
function removeDirection(
  { rest, logScale, shortest, logLengths }: Left,
  q: Float64Array,
  along: Float64Array,
) {
  const d = q.length;
  for (let i = 0; i < along.length; i++) {
    if (logLengths[i] === -Infinity) continue;
    const at = i * d;
    let sum = 0;
    for (let j = 0; j < d; j++) sum += rest[at + j] * q[j];
    along[i] = sum;
    let square = 0;
    for (let j = 0; j < d; j++) {
      const value = rest[at + j] - sum * q[j];
      rest[at + j] = value;
      square += value * value;
    }
    logLengths[i] = square > shortest[i] ? logScale[i] + 0.5 * Math.log(square) : -Infinity;
  }
}
