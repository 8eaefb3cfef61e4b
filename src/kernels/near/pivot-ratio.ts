/** How fast the variances of a covariance fall, without its eigenvalues: by the pivots of a Cholesky factor. */

/** Pivot `count` over the first, of a symmetric d × d matrix, the largest first: about the ratio of these eigenvalues. */
export function pivotRatio(matrix: Float64Array, d: number, count: number): number {
  const rest = Float64Array.from(matrix);
  let first = 0;
  for (let step = 1; ; step++) {
    const p = largestDiagonal(rest, d);
    const pivot = rest[p * d + p];
    if (step === 1) first = pivot;
    if (step === count || !(pivot > 0)) return first > 0 ? Math.max(0, pivot) / first : 0;
    const row = rest.slice(p * d, (p + 1) * d);
    for (let i = 0; i < d; i++) {
      const factor = row[i] / pivot;
      if (factor !== 0) for (let j = 0; j < d; j++) rest[i * d + j] -= factor * row[j];
    }
  }
}

function largestDiagonal(matrix: Float64Array, d: number): number {
  let best = 0;
  for (let i = 1; i < d; i++) if (matrix[i * (d + 1)] > matrix[best * (d + 1)]) best = i;
  return best;
}
