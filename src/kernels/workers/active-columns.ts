/**
 * Columns that are the same in all rows (the borders of images) hold no variance: the high-dimensional tasks leave them
 * out. Not a rounding: their part of every covariance is exactly zero.
 */
import type { PointSet } from "../kernels.ts";
import { float64 } from "../shared.ts";

/** The columns of a data set that are not constant. */
export interface ActiveColumns {
  /** Indices of the columns that vary. */
  readonly columns: Int32Array;
  /** The data in those columns, n × columns. */
  readonly data: Float64Array;
  /** A number of the data set's own, by which threads know it again. */
  readonly id: number;
}

/** Less than this share of columns saved is not worth a copy of the data. */
const WORTHWHILE = 0.1;

const known = new WeakMap<Float64Array, ActiveColumns>();
let nextId = 1;

/** The varying columns of the data (all of them where few could be left out); worked out once a data set. */
export function activeColumns(data: Float64Array, n: number, d: number): ActiveColumns {
  const before = known.get(data);
  if (before) return before;
  const points = { data, n, d };
  const varying = Int32Array.from({ length: d }, (_, j) => j).filter((j) => varies(points, j));
  const all = varying.length > (1 - WORTHWHILE) * d || varying.length === 0;
  const columns = all ? Int32Array.from({ length: d }, (_, j) => j) : varying;
  const found = { columns, data: all ? data : takeColumns(data, d, columns), id: nextId++ };
  known.set(data, found);
  return found;
}

function varies({ data, n, d }: PointSet, j: number): boolean {
  for (let i = 1; i < n; i++) if (data[i * d + j] !== data[j]) return true;
  return false;
}

/** The given columns of an m × d matrix. */
export function takeColumns(matrix: Float64Array, d: number, columns: Int32Array): Float64Array {
  const width = columns.length;
  const out = float64((matrix.length / d) * width);
  for (let row = 0, to = 0; row < matrix.length; row += d) {
    for (let j = 0; j < width; j++) out[to++] = matrix[row + columns[j]];
  }
  return out;
}

/** Writes rows of the given columns to their places in `out`, whose rows have d. */
export function putColumns(
  out: Float64Array,
  rows: Float64Array,
  { d, columns }: { d: number; columns: Int32Array },
): void {
  const width = columns.length;
  for (let row = 0, from = 0; row < out.length; row += d) {
    for (let j = 0; j < width; j++) out[row + columns[j]] = rows[from++];
  }
}
