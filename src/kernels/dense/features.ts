/** What products with the weights give moments of: 1, y and the upper half of y yᵀ, of rows about their common mean. */
import type { PointSet } from "../kernels.ts";

/** Columns of a block: wide enough to be fast, and all blocks of one width, so that bytes do not hang on the machine. */
export const BLOCK_COLUMNS = 128;

/** How many features there are in dimension d. */
export function featureCount(d: number): number {
  return 1 + d + (d * (d + 1)) / 2;
}

/** Widths of the blocks of columns. */
export function blockWidths(d: number): number[] {
  const total = featureCount(d);
  const blocks = Math.ceil(total / BLOCK_COLUMNS);
  return Array.from({ length: blocks }, (_, b) => Math.min(BLOCK_COLUMNS, total - b * BLOCK_COLUMNS));
}

/** Rows of a chunk as the products take them; the last rows may be missing, and then weigh nothing. */
export interface ChunkFeatures {
  /** y - c as columns, d × rows. */
  readonly transposed: Float64Array;
  /** |y - c|², Infinity where there is no row, rows. */
  readonly square: Float64Array;
  /** The features in blocks of columns, rows × width each. */
  readonly blocks: readonly Float64Array[];
}

/** Room for the features of `rows` rows. */
export function allocateFeatures(rows: number, d: number): ChunkFeatures {
  const blocks = blockWidths(d).map((width) => new Float64Array(rows * width));
  return { transposed: new Float64Array(d * rows), square: new Float64Array(rows), blocks };
}

/** Writes the features of the rows, n where there is none, over what was there. */
export function fillFeatures(
  { transposed, square: squares, blocks }: ChunkFeatures,
  { data, n, d }: PointSet,
  { rows: index, centre }: { rows: Int32Array; centre: Float64Array },
): void {
  const rows = squares.length;
  const y = new Float64Array(d);
  for (let r = 0; r < rows; r++) {
    const there = index[r] < n;
    let square = 0;
    for (let j = 0; j < d; j++) {
      y[j] = there ? data[index[r] * d + j] - centre[j] : 0;
      transposed[j * rows + r] = y[j];
      square += y[j] * y[j];
    }
    squares[r] = there ? square : Infinity;
    fillRow(blocks, y, { r, rows });
  }
}

/** The logarithm of the weight of a row that is not there. */
const NOTHING = -1e6;

/** -|y - c|² / 2σ². */
export function biasOf({ square }: ChunkFeatures, variance: number): Float64Array {
  const out = new Float64Array(square.length);
  for (let r = 0; r < out.length; r++) out[r] = Math.max(NOTHING, -square[r] / (2 * variance));
  return out;
}

/** Row r of the blocks: 1, y and y_i y_j for i ≤ j. */
function fillRow(
  blocks: readonly Float64Array[],
  y: Float64Array,
  { r, rows }: { r: number; rows: number },
): void {
  const d = y.length;
  let next = 1;
  let block = blocks[0];
  let width = block.length / rows;
  let at = r * width;
  for (let i = -1; i < d; i++) {
    const factor = i < 0 ? 1 : y[i];
    if (i < 0) block[at++] = 1;
    for (let j = Math.max(i, 0); j < d; j++) {
      if (at === (r + 1) * width) {
        block = blocks[next++];
        width = block.length / rows;
        at = r * width;
      }
      block[at++] = factor * y[j];
    }
  }
}
