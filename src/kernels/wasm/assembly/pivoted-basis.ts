// Gram-Schmidt on vectors whose sizes span hundreds of decades: the fast twin of ../../graded/pivoted-basis.ts, which says what is
// done and why. Strides are even numbers of doubles; what pads a row is zero.
//
// Lengths are compared as squares over that of the longest so far, made anew when they fall too far below it, so that no logarithm
// is taken of each. Vectors far below the present one are left as they are until they come near: what they have of it, over its
// length, is nothing.

import { dot, get, scale, set, subtract, subtractSquare } from "./pairs";

/** A remainder shorter than this share of its vector is rounding. */
const ROUNDING: f64 = 1e-13;
/** Squares below this share of the present one's are far below. */
const FAR: f64 = 1e-44;
/** Squares over the longest so far that are made anew. */
const SMALL: f64 = 1e-200;
/** Marks a vector that is used up. */
const GONE: f64 = -1;

/** Places in `work`, each `count` doubles. */
// @ts-ignore: decorator
@inline function squares(work: usize, count: i32): usize { return work; }
// @ts-ignore: decorator
@inline function shortest(work: usize, count: i32): usize { return work + (<usize>count << 3); }
// @ts-ignore: decorator
@inline function sizes(work: usize, count: i32): usize { return work + (<usize>count << 4); }
// @ts-ignore: decorator
@inline function removed(work: usize, count: i32): usize { return work + 3 * (<usize>count << 3); }

/**
 * Takes the vectors exp(logScale[i]) rest_i apart, the longest remainder first. `rest` is used up; `work` has room for 4 count
 * doubles. Returns the rank.
 */
export function pivotedBasis(
  rest: usize, count: i32, stride: i32, logScale: usize, work: usize, basis: usize, coefficients: usize, width: i32,
  logLength: usize, most: i32, least: i32, margin: f64, floor: f64,
): i32 {
  const bytes = <usize>stride << 3;
  const square = squares(work, count), size = sizes(work, count), done = removed(work, count);
  start(rest, count, bytes, work);
  let rank = 0;
  let reference = renew(count, logScale, work);
  while (rank < most && reference > -Infinity) {
    const pivot = longest(count, square, size);
    const relative = get(square, pivot) * get(size, pivot) * get(size, pivot);
    if (relative < SMALL) {
      const before = reference;
      reference = renew(count, logScale, work);
      if (reference > -Infinity && reference < before) continue;
      break;
    }
    const row = rest + <usize>pivot * bytes;
    if (get(done, pivot) < rank) {
      catchUp(row, pivot, bytes, basis, rank, work, count);
      continue;
    }
    const log = reference + 0.5 * Math.log(relative);
    if (rank >= least && log < min(floor, (least > 0 ? get(logLength, least - 1) : 0) - margin / 2)) break;
    const direction = basis + <usize>rank * bytes;
    memory.copy(direction, row, bytes);
    const length = orthonormalise(direction, basis, rank, bytes);
    set(square, pivot, GONE);
    if (!(length * length > get(shortest(work, count), pivot))) continue;
    const own = get(logScale, pivot) + Math.log(length);
    set(logLength, rank, own);
    const along = coefficients + (<usize>(rank * width) << 3);
    removeDirection(rest, count, bytes, basis, rank, along, Math.exp(reference - own), work);
    set(along, pivot, 1);
    rank++;
  }
  return rank;
}

/** Nothing is removed yet. */
function start(rest: usize, count: i32, bytes: usize, work: usize): void {
  for (let i = 0; i < count; i++) {
    const row = rest + <usize>i * bytes;
    const square = dot(row, row, bytes);
    set(squares(work, count), i, square);
    set(shortest(work, count), i, ROUNDING * ROUNDING * square);
    set(removed(work, count), i, 0);
  }
}

/** Sizes over the longest remainder of all; returns the logarithm of its length, -Infinity where nothing is left. */
function renew(count: i32, logScale: usize, work: usize): f64 {
  const square = squares(work, count);
  let reference = -Infinity;
  for (let i = 0; i < count; i++) {
    if (!(get(square, i) > 0)) continue;
    reference = max(reference, get(logScale, i) + 0.5 * Math.log(get(square, i)));
  }
  for (let i = 0; i < count; i++) {
    set(sizes(work, count), i, get(square, i) > 0 ? Math.exp(get(logScale, i) - reference) : 0);
  }
  return reference;
}

/** The place of the longest remainder. */
function longest(count: i32, square: usize, size: usize): i32 {
  let pivot = 0;
  let most = -1.0;
  for (let i = 0; i < count; i++) {
    const value = get(square, i) * get(size, i) * get(size, i);
    if (value > most) { pivot = i; most = value; }
  }
  return pivot;
}

/** Takes from v, which has little of them, its parts along the rows; returns its length before it is made 1. */
function orthonormalise(v: usize, rows: usize, count: i32, bytes: usize): f64 {
  for (let r = 0; r < count; r++) {
    const row = rows + <usize>r * bytes;
    subtract(v, dot(row, v, bytes), row, bytes);
  }
  const length = Math.sqrt(dot(v, v, bytes));
  scale(v, 1 / length, bytes);
  return length;
}

/** Takes the directions that were left in a vector out of it. */
function catchUp(row: usize, i: i32, bytes: usize, basis: usize, rank: i32, work: usize, count: i32): void {
  const done = removed(work, count);
  let square = get(squares(work, count), i);
  for (let r = <i32>get(done, i); r < rank; r++) {
    const q = basis + <usize>r * bytes;
    square = subtractSquare(row, dot(row, q, bytes), q, bytes);
  }
  set(done, i, rank);
  set(squares(work, count), i, square > get(shortest(work, count), i) ? square : GONE);
}

/** Takes the newest direction out of all that is near; `along` gets what each vector had of it, over the direction's length. */
function removeDirection(
  rest: usize, count: i32, bytes: usize, basis: usize, rank: i32, along: usize, overLength: f64, work: usize,
): void {
  const square = squares(work, count), size = sizes(work, count), done = removed(work, count);
  const q = basis + <usize>rank * bytes;
  for (let i = 0; i < count; i++) {
    set(along, i, 0);
    const before = get(square, i);
    const factor = get(size, i) * overLength;
    if (!(before * factor * factor > FAR)) continue;
    const row = rest + <usize>i * bytes;
    if (get(done, i) < rank) {
      catchUp(row, i, bytes, basis, rank, work, count);
      if (!(get(square, i) > 0)) continue;
    }
    const part = dot(row, q, bytes);
    const left = subtractSquare(row, part, q, bytes);
    set(square, i, left > get(shortest(work, count), i) ? left : GONE);
    set(done, i, rank + 1);
    set(along, i, part * factor);
  }
}
