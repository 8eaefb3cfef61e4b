// Many rows as few with the same products. Fast: a factor of the sum of their outer products, where that keeps its digits. Always: the
// triangular factor, by Householder's reflections, a block of rows at a time beneath what is there already. Rows are
// not squared, so that small directions keep their digits (Golub and Van Loan, Matrix Computations, section 5.2).

import { get, scale, set, subtract } from "./pairs";

/** A pivot that is smaller than this share of what its column began with has lost three digits. */
const CANCELLED: f64 = 1e-3;
/** Without a rest there are no digits to lose. */
const SMALLEST: f64 = 1e-290;

/** Rows that are taken in at once: they stay in the first cache. */
const BLOCK: i32 = 64;

/**
 * R, d rows of `stride` doubles and zero below the diagonal, with RᵀR = Σ row rowᵀ. The `count` rows are used up; the stride is a
 * multiple of 4 and what pads a row is zero. `work` holds `stride` doubles.
 */
export function triangularFactor(rows: usize, count: i32, d: i32, stride: i32, out: usize, work: usize): void {
  const bytes = <usize>stride << 3;
  memory.fill(out, 0, <usize>d * bytes);
  for (let first = 0; first < count; first += BLOCK) {
    takeIn(rows + <usize>first * bytes, min(BLOCK, count - first), d, bytes, out, work);
  }
  for (let i = 1; i < d; i++) memory.fill(out + <usize>i * bytes, 0, <usize>i << 3);
}

/** Reflects `count` rows into R, column by column. */
function takeIn(rows: usize, count: i32, d: i32, bytes: usize, r: usize, work: usize): void {
  for (let j = 0; j < d; j++) {
    const own = r + <usize>j * bytes;
    const column = rows + (<usize>j << 3);
    let square = 0.0;
    for (let i = 0; i < count; i++) {
      const value = load<f64>(column + <usize>i * bytes);
      square += value * value;
    }
    if (square == 0) continue;
    const top = get(own, j);
    const length = Math.sqrt(top * top + square);
    const diagonal = top > 0 ? -length : length;
    const pivot = top - diagonal;
    reflect(rows, count, bytes, own, j, pivot, (diagonal - top) / diagonal, work);
    set(own, j, diagonal);
  }
}

/** Takes τ v (vᵀ ·) from the columns from j on, v being 1 in R's row and column j over `pivot` in the others. */
function reflect(
  rows: usize, count: i32, bytes: usize, own: usize, j: i32, pivot: f64, tau: f64, work: usize,
): void {
  // From an even column on; the one before j, if any, is done with.
  const from = <usize>(j & ~1) << 3;
  const column = rows + (<usize>j << 3);
  const over = 1 / pivot;
  for (let o = from; o < bytes; o += 16) v128.store(work + o, v128.load(own + o));
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const r0 = rows + <usize>i * bytes, r1 = r0 + bytes, r2 = r1 + bytes, r3 = r2 + bytes;
    const c = column + <usize>i * bytes;
    const v0 = f64x2.splat(load<f64>(c) * over), v1 = f64x2.splat(load<f64>(c + bytes) * over);
    const v2 = f64x2.splat(load<f64>(c + 2 * bytes) * over), v3 = f64x2.splat(load<f64>(c + 3 * bytes) * over);
    for (let o = from; o < bytes; o += 16) {
      const left = f64x2.add(f64x2.mul(v0, v128.load(r0 + o)), f64x2.mul(v1, v128.load(r1 + o)));
      const right = f64x2.add(f64x2.mul(v2, v128.load(r2 + o)), f64x2.mul(v3, v128.load(r3 + o)));
      v128.store(work + o, f64x2.add(v128.load(work + o), f64x2.add(left, right)));
    }
  }
  for (; i < count; i++) {
    const row = rows + <usize>i * bytes;
    const v = f64x2.splat(load<f64>(column + <usize>i * bytes) * over);
    for (let o = from; o < bytes; o += 16) {
      v128.store(work + o, f64x2.add(v128.load(work + o), f64x2.mul(v, v128.load(row + o))));
    }
  }
  const t = f64x2.splat(tau);
  for (let o = from; o < bytes; o += 16) {
    const w = f64x2.mul(t, v128.load(work + o));
    v128.store(work + o, w);
    v128.store(own + o, f64x2.sub(v128.load(own + o), w));
  }
  for (i = 0; i < count; i++) {
    const row = rows + <usize>i * bytes;
    const v = f64x2.splat(load<f64>(column + <usize>i * bytes) * over);
    for (let o = from; o < bytes; o += 16) {
      v128.store(row + o, f64x2.sub(v128.load(row + o), f64x2.mul(v, v128.load(work + o))));
    }
  }
}

/**
 * Rows f with Σ f fᵀ = the symmetric matrix given on and above the diagonal, largest pivots first; the matrix is used up, `work` holds
 * d doubles. Returns how many, or -1 where a pivot is what is left of much larger numbers.
 */
export function pivotedFactor(matrix: usize, d: i32, stride: i32, out: usize, work: usize): i32 {
  const bytes = <usize>stride << 3;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) set(matrix, i * stride + j, get(matrix, j * stride + i));
    for (let j = d; j < stride; j++) set(matrix, i * stride + j, 0);
    const own = get(matrix, i * (stride + 1));
    // There is nothing in a column of zeros.
    set(work, i, own > 0 ? own : -1);
  }
  for (let step = 0; step < d; step++) {
    let p = -1;
    for (let i = 0; i < d; i++) {
      if (get(work, i) < 0) continue;
      if (p < 0 || get(matrix, i * (stride + 1)) > get(matrix, p * (stride + 1))) p = i;
    }
    if (p < 0) return step;
    const pivot = get(matrix, p * (stride + 1));
    if (!(pivot > CANCELLED * get(work, p)) || pivot < SMALLEST) return -1;
    const row = out + <usize>step * bytes;
    memory.copy(row, matrix + <usize>p * bytes, bytes);
    scale(row, 1 / Math.sqrt(pivot), bytes);
    for (let i = 0; i < d; i++) subtract(matrix + <usize>i * bytes, get(row, i), row, bytes);
    // What is left of the pivot's row and column is rounding.
    for (let i = 0; i < d; i++) {
      set(matrix, i * stride + p, 0);
      set(matrix, p * stride + i, 0);
    }
    set(work, p, -1);
  }
  return d;
}
