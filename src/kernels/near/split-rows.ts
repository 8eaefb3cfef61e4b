/** An order of rows in which those that lie together stand together: halves along the coordinate that varies most. */

/** Rows as 32-bit numbers, n × d. */
export interface Rows32 {
  readonly values: Float32Array;
  readonly n: number;
  readonly d: number;
}

/** Sizes of the boxes that rows are put in, largest first: a half is a whole number of the largest that fits. */
export const BOX_ROWS = [512, 64, 8] as const;

/** Row numbers, so that every run of 8, 64 and 512 from the start is a box. */
export function splitRows(rows: Rows32): Int32Array {
  const order = Int32Array.from({ length: rows.n }, (_, i) => i);
  const open: [number, number][] = [[0, rows.n]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [begin, end] = next;
    const unit = BOX_ROWS.find((size) => size < end - begin);
    if (unit === undefined) continue;
    const middle = begin + unit * Math.ceil((end - begin) / unit / 2);
    select(order, { begin, end, middle, key: keyOf(rows, widest(rows, order.subarray(begin, end))) });
    open.push([begin, middle], [middle, end]);
  }
  return order;
}

type Key = (row: number) => number;

function keyOf({ values, d }: Rows32, column: number): Key {
  return (row) => values[row * d + column];
}

/** The column of the largest variance. */
function widest({ values, d }: Rows32, order: Int32Array): number {
  const sum = new Float64Array(d);
  const square = new Float64Array(d);
  for (const row of order) {
    for (let j = 0; j < d; j++) {
      const value = values[row * d + j];
      sum[j] += value;
      square[j] += value * value;
    }
  }
  let best = 0;
  let most = -1;
  for (let j = 0; j < d; j++) {
    const variance = square[j] - (sum[j] * sum[j]) / order.length;
    if (variance > most) [best, most] = [j, variance];
  }
  return best;
}

/** Puts the smallest keys before `middle`, and the others after it. */
function select(
  order: Int32Array,
  { begin, end, middle, key }: { begin: number; end: number; middle: number; key: Key },
): void {
  let [low, high] = [begin, end - 1];
  while (low < high) {
    const pivot = medianOfThree(key(order[low]), key(order[(low + high) >> 1]), key(order[high]));
    let [i, j] = [low, high];
    while (i <= j) {
      while (key(order[i]) < pivot) i++;
      while (key(order[j]) > pivot) j--;
      if (i > j) break;
      const other = order[i];
      order[i++] = order[j];
      order[j--] = other;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
