// Products with some of the rows of a matrix, which are told by a list of row numbers. Lists have a multiple of 4 entries; what
// is missing is filled with any row, of weight 0. The stride is a multiple of 4 doubles.

import { addFour, addFourPair, dotFour, dotFourPair, rowAt } from "./four-rows";

/** out[i] = row list[i] · v. */
export function dotListed(rows: usize, list: usize, count: i32, stride: i32, v: usize, out: usize): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r += 4) {
    dotFour(rowAt(rows, list, step), rowAt(rows, list + 4, step), rowAt(rows, list + 8, step), rowAt(rows, list + 12, step), step, v, out);
    list += 16;
    out += 32;
  }
}

/** out += Σ factors[i] row list[i]. */
export function addListed(rows: usize, list: usize, count: i32, stride: i32, factors: usize, out: usize): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r += 4) {
    addFour(rowAt(rows, list, step), rowAt(rows, list + 4, step), rowAt(rows, list + 8, step), rowAt(rows, list + 12, step), step, factors, out);
    list += 16;
    factors += 32;
  }
}

/** out += Σ weights[i] row list[i] (row list[i] · v - centre). `work` holds 4 doubles. */
export function applyListed(
  rows: usize, list: usize, weights: usize, count: i32, stride: i32, v: usize, centre: f64, out: usize, work: usize,
): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r += 4) {
    const r0 = rowAt(rows, list, step), r1 = rowAt(rows, list + 4, step);
    const r2 = rowAt(rows, list + 8, step), r3 = rowAt(rows, list + 12, step);
    dotFour(r0, r1, r2, r3, step, v, work);
    for (let i = 0; i < 32; i += 8) {
      store<f64>(work + i, load<f64>(weights + i) * (load<f64>(work + i) - centre));
    }
    addFour(r0, r1, r2, r3, step, work, out);
    list += 16;
    weights += 32;
  }
}

/** The same for two vectors, with a centre each, and two sums, that lie one after the other. `work` holds 8 doubles. */
export function applyListedPair(
  rows: usize, list: usize, weights: usize, count: i32, stride: i32, v: usize, centre: f64, other: f64, out: usize, work: usize,
): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r += 4) {
    const r0 = rowAt(rows, list, step), r1 = rowAt(rows, list + 4, step);
    const r2 = rowAt(rows, list + 8, step), r3 = rowAt(rows, list + 12, step);
    dotFourPair(r0, r1, r2, r3, step, v, v + step, work);
    for (let i = 0; i < 32; i += 8) {
      const weight = load<f64>(weights + i);
      store<f64>(work + i, weight * (load<f64>(work + i) - centre));
      store<f64>(work + i, weight * (load<f64>(work + i, 32) - other), 32);
    }
    addFourPair(r0, r1, r2, r3, step, work, out, out + step);
    list += 16;
    weights += 32;
  }
}

/** out[4 r + q] = row r · query q, for four queries that lie one after the other; the number of rows is even. */
export function dotFourQueries(rows: usize, count: i32, stride: i32, queries: usize, out: usize): void {
  const step = (<usize>stride) << 3;
  const q1 = queries + step, q2 = q1 + step, q3 = q2 + step;
  for (let r = 0; r < count; r += 2) {
    let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    const next = rows + step;
    for (let j: usize = 0; j < step; j += 16) {
      const x = v128.load(rows + j), y = v128.load(next + j);
      let q = v128.load(queries + j);
      a0 = f64x2.add(a0, f64x2.mul(x, q)); b0 = f64x2.add(b0, f64x2.mul(y, q));
      q = v128.load(q1 + j);
      a1 = f64x2.add(a1, f64x2.mul(x, q)); b1 = f64x2.add(b1, f64x2.mul(y, q));
      q = v128.load(q2 + j);
      a2 = f64x2.add(a2, f64x2.mul(x, q)); b2 = f64x2.add(b2, f64x2.mul(y, q));
      q = v128.load(q3 + j);
      a3 = f64x2.add(a3, f64x2.mul(x, q)); b3 = f64x2.add(b3, f64x2.mul(y, q));
    }
    v128.store(out, sums(a0, a1)); v128.store(out, sums(a2, a3), 16);
    v128.store(out, sums(b0, b1), 32); v128.store(out, sums(b2, b3), 48);
    rows = next + step;
    out += 64;
  }
}

// @ts-ignore: decorator
@inline function sums(left: v128, right: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(left, right, 0, 2), v128.shuffle<f64>(left, right, 1, 3));
}
