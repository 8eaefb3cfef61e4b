// Eigenpairs of A Aᵀ for A = diag(exp g) C, g falling through hundreds of decades and C well conditioned: the triangular factor of
// A, and rotations of its columns until all are orthogonal, with their scales kept apart; the columns then are the eigenvectors
// (Drmač and Veselić, New fast and accurate Jacobi SVD algorithm, 2008). The fast twin of ../../graded/one-sided-jacobi.ts, which
// turns the rows instead. Strides are even numbers of doubles; what pads a row is zero.

import { dot, get, scale, set, subtract } from "./pairs";

/** Columns at a smaller cosine are not turned, and a sweep in which none is larger than the second is the last: their squares. */
const ORTHOGONAL: f64 = 1e-30;
const SETTLED: f64 = 1e-28;
const MOST_SWEEPS: i32 = 40;
/** Beyond exp(±300) between two columns a rotation is a shear of the smaller one. */
const APART: f64 = 300;
/** Up to exp(150) they are held with their scales. */
const NEAR: f64 = 150;
/** Where lengths fall by more than exp(40) from one direction to the next, those before and after do not turn each other. */
const SEPARATE: f64 = 40;

/** L of C = L P with orthonormal rows P; C, `rank` rows of `width` doubles, is used up. */
export function lowerFactor(c: usize, rank: i32, width: i32, lower: usize, stride: i32): void {
  const bytes = <usize>width << 3;
  for (let j = 0; j < rank; j++) {
    const p = c + <usize>j * bytes;
    const length = Math.sqrt(dot(p, p, bytes));
    set(lower, j * stride + j, length);
    scale(p, 1 / length, bytes);
    for (let i = j + 1; i < rank; i++) {
      const row = c + <usize>i * bytes;
      const part = dot(row, p, bytes);
      set(lower, i * stride + j, part);
      set(lower, j * stride + i, 0);
      subtract(row, part, p, bytes);
    }
  }
}

/**
 * Eigenvectors of Σ b bᵀ, b = Σ_j exp(g_j) L_j· basis_j, and logarithms of the eigenvalues, in no order. L has `rank` rows of `side`
 * doubles, basis and `out` of `stride`; `work` holds rank (side + 4) doubles.
 */
export function gradedEigen(
  lower: usize, side: i32, rank: i32, g: usize, basis: usize, stride: i32, out: usize, logValues: usize, work: usize,
): void {
  const own = work, least = work + (<usize>rank << 3), rows = work + (<usize>(4 * rank) << 3);
  for (let j = 0; j < rank; j++) set(own, j, get(g, j) + Math.log(get(lower, j * (side + 1))));
  // The longest from each on.
  let most = -Infinity;
  for (let j = rank - 1; j >= 0; j--) { most = max(most, get(own, j)); set(least, j, most); }
  let begin = 0;
  while (begin < rank) {
    let shortest = get(own, begin);
    let end = begin + 1;
    for (; end < rank && get(least, end) > shortest - SEPARATE; end++) shortest = min(shortest, get(own, end));
    turnRun(lower, side, g, begin, end - begin, rows, least + (<usize>rank << 3), logValues);
    combine(rows, end - begin, basis + ((<usize>begin * <usize>stride) << 3), stride, out + ((<usize>begin * <usize>stride) << 3));
    begin = end;
  }
}

/** The columns of a run of directions, orthogonal and of length 1; `work` holds 2 count doubles. */
function turnRun(
  lower: usize, side: i32, g: usize, begin: i32, count: i32, rows: usize, work: usize, logValues: usize,
): void {
  const across = count + (count & 1);
  const bytes = <usize>across << 3;
  const first = g + (<usize>begin << 3);
  const squares = work, scales = work + (<usize>count << 3);
  // Scales that do not differ too much are taken in.
  const apart = get(first, 0) - get(first, count - 1) > NEAR;
  for (let j = 0; j < count; j++) set(scales, j, apart ? get(first, j) : get(first, 0));
  for (let j = 0; j < count; j++) {
    const row = rows + <usize>j * bytes;
    memory.fill(row, 0, bytes);
    const own = get(scales, j);
    for (let i = j; i < count; i++) {
      const value = get(lower, (begin + i) * side + begin + j);
      if (value != 0) set(row, i, value * Math.exp(get(first, i) - own));
    }
  }
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    for (let j = 0; j < count; j++) {
      const row = rows + <usize>j * bytes;
      set(squares, j, dot(row, row, bytes));
    }
    if (!sweepOnce(rows, count, bytes, scales, apart, squares)) break;
  }
  for (let j = 0; j < count; j++) {
    const row = rows + <usize>j * bytes;
    const square = dot(row, row, bytes);
    set(logValues, begin + j, 2 * get(scales, j) + Math.log(square));
    scale(row, 1 / Math.sqrt(square), bytes);
  }
}

/**
 * Every pair once, false where all were orthogonal but for rounding. Pairs follow each other that share no column, so that one
 * does not wait for the other.
 */
function sweepOnce(rows: usize, count: i32, bytes: usize, scales: usize, apart: bool, squares: usize): bool {
  const last = count - 1 + (count & 1);
  let turned = false;
  for (let round = 0; round < last; round++) {
    for (let k = 0; 2 * k <= last; k++) {
      let i = round, j = last;
      if (k > 0) {
        i = round + k < last ? round + k : round + k - last;
        j = round - k < 0 ? round - k + last : round - k;
      } else if (last >= count) continue;
      turned = turnPair(rows, bytes, min(i, j), max(i, j), scales, apart, squares) || turned;
    }
  }
  return turned;
}

/** Makes two columns orthogonal, i before j; tells whether they were not. */
function turnPair(
  rows: usize, bytes: usize, i: i32, j: i32, scales: usize, apart: bool, squares: usize,
): bool {
  const a = rows + <usize>i * bytes, b = rows + <usize>j * bytes;
  const product = dot(a, b, bytes);
  const own = get(squares, i), other = get(squares, j);
  const limit = own * other, square = product * product;
  if (!(square > ORTHOGONAL * limit)) return false;
  if (apart) turnApart(a, b, bytes, i, j, product, scales, squares);
  else {
    const tangent = tangentOf(other - own, 2 * product);
    const c = 1 / Math.sqrt(1 + tangent * tangent);
    const s = c * tangent;
    mix(a, b, bytes, c, s, s);
    keepSquare(squares, i, own, own - tangent * product, a, bytes);
    keepSquare(squares, j, other, other + tangent * product, b, bytes);
  }
  return square > SETTLED * limit;
}

/** Of the smaller angle that makes columns orthogonal, from the difference of their squares and twice their product. */
// @ts-ignore: decorator
@inline function tangentOf(gap: f64, twice: f64): f64 {
  return twice / (gap + (gap < 0 ? -1.0 : 1.0) * Math.sqrt(gap * gap + twice * twice));
}

/** The same where columns are held without their scales. */
function turnApart(
  a: usize, b: usize, bytes: usize, i: i32, j: i32, product: f64, scales: usize, squares: usize,
): void {
  const own = get(squares, i), other = get(squares, j);
  const e = get(scales, j) - get(scales, i);
  if (e < -APART) mix(a, b, bytes, 1, 0, -product / own);
  else if (e > APART) mix(a, b, bytes, 1, product / other, 0);
  else {
    const ratio = Math.exp(e);
    const tangent = tangentOf(other * ratio - own / ratio, 2 * product);
    const c = 1 / Math.sqrt(1 + tangent * tangent);
    mix(a, b, bytes, c, c * tangent * ratio, c * tangent / ratio);
  }
  set(squares, i, dot(a, a, bytes));
  set(squares, j, dot(b, b, bytes));
}

/** The square of a column's length, made anew where digits were lost. */
// @ts-ignore: decorator
@inline function keepSquare(squares: usize, i: i32, before: f64, after: f64, column: usize, bytes: usize): void {
  set(squares, i, after > 0.1 * before ? after : dot(column, column, bytes));
}

/** a, b = c a - up b, down a + c b. */
// @ts-ignore: decorator
@inline function mix(a: usize, b: usize, bytes: usize, c: f64, up: f64, down: f64): void {
  const vc = f64x2.splat(c), vu = f64x2.splat(up), vd = f64x2.splat(down);
  const whole = bytes & ~31;
  for (let o: usize = 0; o < whole; o += 32) {
    const x = v128.load(a + o), y = v128.load(b + o), z = v128.load(a + o, 16), w = v128.load(b + o, 16);
    v128.store(a + o, f64x2.sub(f64x2.mul(vc, x), f64x2.mul(vu, y)));
    v128.store(b + o, f64x2.add(f64x2.mul(vd, x), f64x2.mul(vc, y)));
    v128.store(a + o, f64x2.sub(f64x2.mul(vc, z), f64x2.mul(vu, w)), 16);
    v128.store(b + o, f64x2.add(f64x2.mul(vd, z), f64x2.mul(vc, w)), 16);
  }
  if (whole < bytes) {
    const x = v128.load(a + whole), y = v128.load(b + whole);
    v128.store(a + whole, f64x2.sub(f64x2.mul(vc, x), f64x2.mul(vu, y)));
    v128.store(b + whole, f64x2.add(f64x2.mul(vd, x), f64x2.mul(vc, y)));
  }
}

/** Rows of `out` = the square matrix `factors` times `rows` of `stride` doubles. */
function combine(factors: usize, count: i32, rows: usize, stride: i32, out: usize): void {
  const bytes = <usize>stride << 3;
  const width = count + (count & 1);
  for (let i = 0; i < count; i++) {
    const target = out + <usize>i * bytes;
    memory.fill(target, 0, bytes);
    for (let j = 0; j < count; j++) {
      const factor = get(factors, i * width + j);
      if (factor != 0) subtract(target, -factor, rows + <usize>j * bytes, bytes);
    }
  }
}
