/** One more orthonormal row. */

/**
 * Takes from v what it has of the first `count` orthonormal rows, twice, so that no more than rounding is left, and brings it
 * to length 1.
 * @returns the length that it had left
 */
export function orthonormalise(v: Float64Array, rows: Float64Array, count: number): number {
  const d = v.length;
  for (let pass = 0; pass < 2; pass++) {
    for (let p = 0; p < count * d; p += d) {
      let along = 0;
      for (let j = 0; j < d; j++) along += rows[p + j] * v[j];
      for (let j = 0; j < d; j++) v[j] -= along * rows[p + j];
    }
  }
  let square = 0;
  for (let j = 0; j < d; j++) square += v[j] * v[j];
  const length = Math.sqrt(square);
  for (let j = 0; j < d; j++) v[j] /= length;
  return length;
}
