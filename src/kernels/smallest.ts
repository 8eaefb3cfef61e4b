/** Lists of the smallest distinct squared distances so far. */

/** Enters a square into the ascending list of the smallest distinct ones; false where it is none of them. */
export function enterSmallest(smallest: Float64Array, square: number): boolean {
  let r = smallest.length - 1;
  if (square >= smallest[r] || smallest.includes(square)) return false;
  for (; r > 0 && smallest[r - 1] > square; r--) smallest[r] = smallest[r - 1];
  smallest[r] = square;
  return true;
}
