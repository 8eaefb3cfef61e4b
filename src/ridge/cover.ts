/** Which places are within reach of points already seen: a grid of cells, so that a look costs the same however many. */

/** Points, each with a label, and the question whether one is near. */
export interface Cover {
  /** Adds row `row` of `points` under a label (an integer). */
  add(points: Float64Array, row: number, label: number): void;
  /**
   * Whether a point nearer than `reach` to row `row` of `points` has a label that is taken. Labels are tried in no
   * particular order; the least that is taken is given, -1 if none is.
   */
  least(points: Float64Array, row: number, isTaken: (label: number) => boolean): number;
}

/** Above this many dimensions a point has too many neighbouring cells: all points are looked at. */
const CELL_DIMENSIONS = 3;
const FACTORS = [73856093, 19349663, 83492791];

/** An empty cover of points of d numbers. */
export function createCover(d: number, reach: number): Cover {
  const known: { points: Float64Array; row: number; label: number }[] = [];
  const cells = new Map<number, number[]>();
  const inCells = Math.min(d, CELL_DIMENSIONS);
  const isCelled = d <= CELL_DIMENSIONS;
  const offsets = isCelled ? 3 ** d : 1;

  /** Different cells may share a key: whoever looks compares distances. */
  const keyOf = (points: Float64Array, row: number, offset: number) => {
    let key = 0;
    let rest = offset;
    for (let j = 0; j < inCells && isCelled; j++) {
      const cell = Math.floor(points[row * d + j] / reach) + (rest % 3) - 1;
      key ^= Math.imul(cell, FACTORS[j]);
      rest = Math.floor(rest / 3);
    }
    return key;
  };
  const isNear = (id: number, points: Float64Array, row: number) => {
    const other = known[id];
    let square = 0;
    for (let j = 0; j < d; j++) square += (other.points[other.row * d + j] - points[row * d + j]) ** 2;
    return square < reach * reach;
  };
  return {
    add(points, row, label) {
      const key = keyOf(points, row, (offsets - 1) / 2);
      const cell = cells.get(key);
      if (cell) cell.push(known.length);
      else cells.set(key, [known.length]);
      known.push({ points, row, label });
    },
    least(points, row, isTaken) {
      let found = -1;
      for (let offset = 0; offset < offsets; offset++) {
        for (const id of cells.get(keyOf(points, row, offset)) ?? []) {
          const { label } = known[id];
          if ((found < 0 || label < found) && isTaken(label) && isNear(id, points, row)) found = label;
        }
      }
      return found;
    },
  };
}
