/** Where arrows of the field stand: a grid over the view. */

/** Arrows along the longer side of the view. */
const ALONG = 22;

/** Places in the middles of equal squares over `box` (x low, y low, x high, y high), count × 2. */
export function fieldPlaces([left, low, right, high]: readonly [
  number,
  number,
  number,
  number,
]): Float64Array {
  const side = Math.max(right - left, high - low) / ALONG;
  const columns = Math.max(1, Math.round((right - left) / side));
  const rows = Math.max(1, Math.round((high - low) / side));
  const out = new Float64Array(2 * columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const at = 2 * (row * columns + column);
      out[at] = left + ((column + 0.5) * (right - left)) / columns;
      out[at + 1] = low + ((row + 0.5) * (high - low)) / rows;
    }
  return out;
}
