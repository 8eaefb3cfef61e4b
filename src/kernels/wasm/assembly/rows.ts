// Products with a tall matrix of few hundred columns, four rows at a time. The number of rows is a multiple of 4 and the
// stride a multiple of 4 doubles; what is missing is filled with zeros.

import { addFour, addFourPair, dotFour, dotFourPair } from "./four-rows";

/** out[r] = row r · v. */
export function dotRows(rows: usize, count: i32, stride: i32, v: usize, out: usize): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r += 4) {
    dotFour(rows, rows + step, rows + 2 * step, rows + 3 * step, step, v, out);
    rows += step << 2;
    out += 32;
  }
}

/** out += Σ factors[r] row r. */
export function addRows(rows: usize, count: i32, stride: i32, factors: usize, out: usize): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r += 4) {
    addFour(rows, rows + step, rows + 2 * step, rows + 3 * step, step, factors, out);
    rows += step << 2;
    factors += 32;
  }
}

/** out += Σ row r (row r · v): each row is read once. `work` holds 4 doubles. */
export function applyRows(rows: usize, count: i32, stride: i32, v: usize, out: usize, work: usize): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r += 4) {
    dotFour(rows, rows + step, rows + 2 * step, rows + 3 * step, step, v, work);
    addFour(rows, rows + step, rows + 2 * step, rows + 3 * step, step, work, out);
    rows += step << 2;
  }
}

/** The same for two vectors, and two sums, that lie one after the other. `work` holds 8 doubles. */
export function applyRowsPair(rows: usize, count: i32, stride: i32, v: usize, out: usize, work: usize): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r += 4) {
    const r1 = rows + step, r2 = r1 + step, r3 = r2 + step;
    dotFourPair(rows, r1, r2, r3, step, v, v + step, work);
    addFourPair(rows, r1, r2, r3, step, work, out, out + step);
    rows = r3 + step;
  }
}

/** row r = factors[r] (row r - centre). */
export function centreRows(rows: usize, count: i32, stride: i32, centre: usize, factors: usize): void {
  const step = (<usize>stride) << 3;
  for (let r = 0; r < count; r++) {
    const f = v128.load64_splat(factors);
    for (let j: usize = 0; j < step; j += 16) {
      v128.store(rows + j, f64x2.mul(f, f64x2.sub(v128.load(rows + j), v128.load(centre + j))));
    }
    rows += step;
    factors += 8;
  }
}
