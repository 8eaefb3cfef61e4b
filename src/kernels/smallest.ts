/** Lists of the smallest squared distances so far. */

/** Enters a square into the ascending list of the smallest (distinct unless `copies`) ones; false where it is none of them. */
export function enterSmallest(smallest: Float64Array, square: number, copies = false): boolean {
  let r = smallest.length - 1;
  if (square >= smallest[r] || (!copies && smallest.includes(square))) return false;
  for (; r > 0 && smallest[r - 1] > square; r--) smallest[r] = smallest[r - 1];
  smallest[r] = square;
  return true;
}
