/** Small things about lists of numbers. */

/** Indices of the values in [low, high]; NaN is in none. */
export function indicesBetween(values: ArrayLike<number>, low: number, high: number): number[] {
  return Array.from(values, (_, i) => i).filter((i) => values[i] >= low && values[i] <= high);
}
