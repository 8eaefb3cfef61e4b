// The sums of the moments kernel: weights of the rows on a list, and their first and second moments about the pivot.

import { expNegative } from "./exp";
import { at, BLOCK, coordinate, D1, D2, entryRow, put, Q, W, WW } from "./moments-state";
import { lanes } from "./pairs";

/** More listed rows than this, and the whole block is taken at once. */
const DENSE: i32 = 32;

/** Weighs the listed rows and adds their moments. */
export function addMoments(
  state: usize, pivot: usize, block: usize, list: usize, rows: i32, d: i32, dp: i32, inv: f64, covariance: bool,
  scratch: usize,
): void {
  const e1 = f64x2.splat(at(state, D1)), e2 = f64x2.splat(at(state, D2));
  const weights = scratch, panel = scratch + (<usize>BLOCK << 3);
  store<f64>(list + (<usize>rows << 3), f64.MAX_VALUE); // a weightless partner for an odd last row
  let w2 = f64x2.splat(0), ww2 = w2, q2 = w2;
  for (let c = 0; c < rows; c += 2) {
    const e = v128.load(list + (<usize>c << 3));
    const w = expNegative(f64x2.mul(f64x2.sub(e, e2), f64x2.splat(-inv)));
    v128.store(weights + (<usize>c << 3), w);
    w2 = f64x2.add(w2, w);
    ww2 = f64x2.add(ww2, f64x2.mul(w, w));
    q2 = f64x2.add(q2, f64x2.mul(w, f64x2.sub(e, e1)));
  }
  put(state, W, at(state, W) + lanes(w2));
  put(state, WW, at(state, WW) + lanes(ww2));
  put(state, Q, at(state, Q) + lanes(q2));
  if (rows > DENSE) addDense(pivot, block, list, rows, d, dp, covariance, weights, panel);
  else addSparse(pivot, block, list, rows, d, dp, covariance, weights, panel);
}

/** S += Σ_r u_r u_rᵀ over `count` rows of the panel, in 4 × 4 blocks on and above the diagonal. */
export function addOuter(second: usize, panel: usize, count: i32, dp: i32): void {
  const rowBytes = <usize>dp << 3;
  for (let i = 0; i < dp; i += 4) {
    for (let j = i; j < dp; j += 4) {
      let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
      let p = panel + (<usize>i << 3), q = panel + (<usize>j << 3);
      for (let r = 0; r < count; r++) {
        const v0 = v128.load(q), v1 = v128.load(q, 16);
        let u = v128.load64_splat(p);
        c00 = f64x2.add(c00, f64x2.mul(u, v0)); c01 = f64x2.add(c01, f64x2.mul(u, v1));
        u = v128.load64_splat(p, 8);
        c10 = f64x2.add(c10, f64x2.mul(u, v0)); c11 = f64x2.add(c11, f64x2.mul(u, v1));
        u = v128.load64_splat(p, 16);
        c20 = f64x2.add(c20, f64x2.mul(u, v0)); c21 = f64x2.add(c21, f64x2.mul(u, v1));
        u = v128.load64_splat(p, 24);
        c30 = f64x2.add(c30, f64x2.mul(u, v0)); c31 = f64x2.add(c31, f64x2.mul(u, v1));
        p += rowBytes; q += rowBytes;
      }
      let out = second + (<usize>(i * dp + j) << 3);
      addTo(out, c00, c01); out += rowBytes;
      addTo(out, c10, c11); out += rowBytes;
      addTo(out, c20, c21); out += rowBytes;
      addTo(out, c30, c31);
    }
  }
}

@inline function addTo(out: usize, left: v128, right: v128): void {
  v128.store(out, f64x2.add(v128.load(out), left));
  v128.store(out, f64x2.add(v128.load(out, 16), right), 16);
}

/** Row by row: for few rows of a block. */
function addSparse(
  pivot: usize, block: usize, list: usize, rows: i32, d: i32, dp: i32, covariance: bool, weights: usize, panel: usize,
): void {
  const moments = pivot + (<usize>dp << 3);
  let used = 0;
  for (let c = 0; c < rows; c++) {
    const w = load<f64>(weights + (<usize>c << 3));
    if (w == 0) continue;
    const row = entryRow(list, c);
    const root = Math.sqrt(w);
    const out = panel + (<usize>(used * dp) << 3);
    for (let j = 0; j < d; j++) {
      const o = <usize>j << 3;
      const u = coordinate(block, d, row, j) - load<f64>(pivot + o);
      store<f64>(out + o, root * u);
      store<f64>(moments + o, load<f64>(moments + o) + w * u);
    }
    for (let j = d; j < dp; j++) store<f64>(out + (<usize>j << 3), 0);
    used++;
  }
  if (covariance && used > 0) addOuter(moments + (<usize>dp << 3), panel, used, dp);
}

/** All rows of the block at once, dimension by dimension, the unlisted ones with weight zero. */
function addDense(
  pivot: usize, block: usize, list: usize, rows: i32, d: i32, dp: i32, covariance: bool, weights: usize, panel: usize,
): void {
  const moments = pivot + (<usize>dp << 3);
  const full = panel, roots = full + (<usize>BLOCK << 3), columns = roots + (<usize>BLOCK << 3);
  memory.fill(full, 0, <usize>BLOCK << 3);
  let end = 0;
  for (let c = 0; c < rows; c++) {
    const row = entryRow(list, c);
    store<f64>(full + (<usize>row << 3), load<f64>(weights + (<usize>c << 3)));
    end = row;
  }
  end = (end | 7) + 1;
  for (let r = 0; covariance && r < end; r += 2) {
    const o = <usize>r << 3;
    v128.store(roots + o, f64x2.sqrt(v128.load(full + o)));
  }
  for (let j = 0; j < d; j++) {
    const o = <usize>j << 3;
    const sum = weighColumn(block, j, d, end, load<f64>(pivot + o), full, roots, columns + (<usize>(j * BLOCK) << 3), covariance);
    store<f64>(moments + o, load<f64>(moments + o) + sum);
  }
  if (!covariance) return;
  for (let j = d; j < dp; j++) memory.fill(columns + (<usize>(j * BLOCK) << 3), 0, <usize>BLOCK << 3);
  addGram(moments + (<usize>dp << 3), columns, end, dp);
}

/** Σ_r w_r (y_rj - p), and (when asked) the column √w_r (y_rj - p). */
@inline function weighColumn(
  block: usize, j: i32, d: i32, end: i32, p: f64, full: usize, roots: usize, column: usize, keep: bool,
): f64 {
  let sum = f64x2.splat(0), other = sum;
  const origin = f64x2.splat(p);
  for (let r = 0; r < end; r += 8) {
    const y = block + (<usize>(((r >> 3) * d + j) << 3) << 3), o = <usize>r << 3;
    const u0 = f64x2.sub(v128.load(y), origin), u1 = f64x2.sub(v128.load(y, 16), origin);
    const u2 = f64x2.sub(v128.load(y, 32), origin), u3 = f64x2.sub(v128.load(y, 48), origin);
    sum = f64x2.add(sum, f64x2.mul(u0, v128.load(full + o)));
    other = f64x2.add(other, f64x2.mul(u1, v128.load(full + o, 16)));
    sum = f64x2.add(sum, f64x2.mul(u2, v128.load(full + o, 32)));
    other = f64x2.add(other, f64x2.mul(u3, v128.load(full + o, 48)));
    if (!keep) continue;
    v128.store(column + o, f64x2.mul(u0, v128.load(roots + o)));
    v128.store(column + o, f64x2.mul(u1, v128.load(roots + o, 16)), 16);
    v128.store(column + o, f64x2.mul(u2, v128.load(roots + o, 32)), 32);
    v128.store(column + o, f64x2.mul(u3, v128.load(roots + o, 48)), 48);
  }
  return lanes(f64x2.add(sum, other));
}

/** S_ij += column_i · column_j over `end` rows, in 4 × 2 blocks that reach above the diagonal. */
function addGram(second: usize, columns: usize, end: i32, dp: i32): void {
  const step = <usize>BLOCK << 3;
  for (let i = 0; i < dp; i += 4) {
    for (let j = i; j < dp; j += 2) {
      let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
      const p = columns + <usize>i * step, q = columns + <usize>j * step;
      for (let o: usize = 0; o < <usize>end << 3; o += 16) {
        const v0 = v128.load(q + o), v1 = v128.load(q + step + o);
        let u = v128.load(p + o);
        c00 = f64x2.add(c00, f64x2.mul(u, v0)); c01 = f64x2.add(c01, f64x2.mul(u, v1));
        u = v128.load(p + step + o);
        c10 = f64x2.add(c10, f64x2.mul(u, v0)); c11 = f64x2.add(c11, f64x2.mul(u, v1));
        u = v128.load(p + 2 * step + o);
        c20 = f64x2.add(c20, f64x2.mul(u, v0)); c21 = f64x2.add(c21, f64x2.mul(u, v1));
        u = v128.load(p + 3 * step + o);
        c30 = f64x2.add(c30, f64x2.mul(u, v0)); c31 = f64x2.add(c31, f64x2.mul(u, v1));
      }
      let out = second + (<usize>(i * dp + j) << 3);
      addPair(out, c00, c01); out += <usize>dp << 3;
      addPair(out, c10, c11); out += <usize>dp << 3;
      addPair(out, c20, c21); out += <usize>dp << 3;
      addPair(out, c30, c31);
    }
  }
}

@inline function addPair(out: usize, left: v128, right: v128): void {
  const sums = f64x2.add(v128.shuffle<f64>(left, right, 0, 2), v128.shuffle<f64>(left, right, 1, 3));
  v128.store(out, f64x2.add(v128.load(out), sums));
}
