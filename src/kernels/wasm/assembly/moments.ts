// The fused moments kernel: see ../moments.ts for the host side and ../../reference/moments.ts for what it
// must equal. One call absorbs one block of data rows into the states of a tile of queries.
//
// Rows of the block are stored in groups of 8 points, dimension by dimension ([group][d][8]), so that two
// points share a vector and no horizontal sums are needed; missing points of the last group are so far away that
// their squared distance overflows, which no threshold accepts.
//
// SKIPPING. A row is skipped when its squared distance e (or a partial sum of its squares, which is a lower
// bound of e) exceeds  e_K + 2σ²ω,  with e_K the K-th smallest distinct squared distance seen so far in this
// chunk and ω = 37 + log n. Its weight is then below exp(-ω) times that of the K-th nearest row, so all rows
// skipped in the whole pass weigh together less than n exp(-ω) = exp(-37) < 1e-16 of the K-th nearest row
// alone, and rows among the K nearest are never skipped (e_K only falls).

import { expNegative } from "./exp";

const GROUP: i32 = 8;
/** Rows of a block. */
const BLOCK: i32 = 128;
/** More listed rows than this, and the whole block is taken at once. */
const DENSE: i32 = 32;
/** Dimensions between two checks of the partial sums. */
const STRIDE: i32 = 8;

// A list of candidates: 130 squared distances, then their rows.
const ROWS: usize = 130 * 8;
const LIST_BYTES: usize = 200 * 8;

// Offsets in a query's state, in doubles.
// Sums run over the rows that stand elsewhere than the pivot ("the others"), with weights relative to the nearest of
// them, w = exp(-(e - D2) / 2σ²): so they keep their accuracy however little the others weigh beside the pivot.
const D1: i32 = 0; // squared distance to the nearest row, the pivot
const D2: i32 = 1; // squared distance to the nearest of the others
const W: i32 = 2; // Σ w
const WW: i32 = 3; // Σ w²
const Q: i32 = 4; // Σ w (e - D1)
const I1: i32 = 5; // index of the pivot
const I2: i32 = 6;
const COPIES: i32 = 7; // rows at the pivot's place
const FOUND: i32 = 8; // how many of the K smallest are known
const THRESHOLD: i32 = 9;
const LIST: i32 = 16; // the K smallest distinct squared distances, ascending

@inline function at(state: usize, field: i32): f64 { return load<f64>(state + (<usize>field << 3)); }
@inline function put(state: usize, field: i32, value: f64): void { store<f64>(state + (<usize>field << 3), value); }
@inline function coordinate(block: usize, d: i32, row: i32, j: i32): f64 {
  return load<f64>(block + (<usize>((((row >> 3) * d + j) << 3) + (row & 7)) << 3));
}

/** Writes the rows within either query's threshold to the two candidate lists; returns countA | countB << 16. */
function candidates2(
  block: usize, groups: i32, d: i32, za: usize, zb: usize, limitA: f64, limitB: f64, listA: usize, listB: usize,
): i32 {
  let countA = 0, countB = 0;
  const la = f64x2.splat(limitA), lb = f64x2.splat(limitB);
  for (let g = 0; g < groups; g++) {
    let y = block + (<usize>(g * d) << 6);
    let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    let j = 0, alive = true;
    while (j < d) {
      const end = min(j + STRIDE, d);
      for (; j < end; j++) {
        const p = v128.load64_splat(za + (<usize>j << 3)), q = v128.load64_splat(zb + (<usize>j << 3));
        const y0 = v128.load(y), y1 = v128.load(y, 16), y2 = v128.load(y, 32), y3 = v128.load(y, 48);
        let u = f64x2.sub(y0, p); a0 = f64x2.add(a0, f64x2.mul(u, u));
        u = f64x2.sub(y1, p); a1 = f64x2.add(a1, f64x2.mul(u, u));
        u = f64x2.sub(y2, p); a2 = f64x2.add(a2, f64x2.mul(u, u));
        u = f64x2.sub(y3, p); a3 = f64x2.add(a3, f64x2.mul(u, u));
        u = f64x2.sub(y0, q); b0 = f64x2.add(b0, f64x2.mul(u, u));
        u = f64x2.sub(y1, q); b1 = f64x2.add(b1, f64x2.mul(u, u));
        u = f64x2.sub(y2, q); b2 = f64x2.add(b2, f64x2.mul(u, u));
        u = f64x2.sub(y3, q); b3 = f64x2.add(b3, f64x2.mul(u, u));
        y += 64;
      }
      const near = v128.or(
        v128.or(v128.or(f64x2.le(a0, la), f64x2.le(a1, la)), v128.or(f64x2.le(a2, la), f64x2.le(a3, la))),
        v128.or(v128.or(f64x2.le(b0, lb), f64x2.le(b1, lb)), v128.or(f64x2.le(b2, lb), f64x2.le(b3, lb))),
      );
      if (!v128.any_true(near)) { alive = false; break; }
    }
    if (!alive) continue;
    countA = keepNear(a0, a1, a2, a3, limitA, g * GROUP, listA, countA);
    countB = keepNear(b0, b1, b2, b3, limitB, g * GROUP, listB, countB);
  }
  return countA | (countB << 16);
}

/** Appends (squared distance, row) of the lanes within the limit. */
@inline function keepNear(
  e0: v128, e1: v128, e2: v128, e3: v128, limit: f64, row: i32, list: usize, count: i32,
): i32 {
  const l = f64x2.splat(limit);
  const all = v128.and(v128.and(f64x2.le(e0, l), f64x2.le(e1, l)), v128.and(f64x2.le(e2, l), f64x2.le(e3, l)));
  if (i64x2.all_true(all)) {
    const e = list + (<usize>count << 3), r = list + ROWS + (<usize>count << 2);
    v128.store(e, e0); v128.store(e, e1, 16); v128.store(e, e2, 32); v128.store(e, e3, 48);
    const base = i32x4.splat(row);
    v128.store(r, i32x4.add(base, i32x4(0, 1, 2, 3)));
    v128.store(r, i32x4.add(base, i32x4(4, 5, 6, 7)), 16);
    return count + 8;
  }
  count = keepLane(f64x2.extract_lane(e0, 0), limit, row, list, count);
  count = keepLane(f64x2.extract_lane(e0, 1), limit, row + 1, list, count);
  count = keepLane(f64x2.extract_lane(e1, 0), limit, row + 2, list, count);
  count = keepLane(f64x2.extract_lane(e1, 1), limit, row + 3, list, count);
  count = keepLane(f64x2.extract_lane(e2, 0), limit, row + 4, list, count);
  count = keepLane(f64x2.extract_lane(e2, 1), limit, row + 5, list, count);
  count = keepLane(f64x2.extract_lane(e3, 0), limit, row + 6, list, count);
  return keepLane(f64x2.extract_lane(e3, 1), limit, row + 7, list, count);
}

@inline function keepLane(e: f64, limit: f64, row: i32, list: usize, count: i32): i32 {
  if (!(e <= limit)) return count;
  putEntry(list, count, e, row);
  return count + 1;
}

@inline function entry(list: usize, c: i32): f64 { return load<f64>(list + (<usize>c << 3)); }
@inline function entryRow(list: usize, c: i32): i32 { return load<i32>(list + ROWS + (<usize>c << 2)); }
@inline function putEntry(list: usize, c: i32, e: f64, row: i32): void {
  store<f64>(list + (<usize>c << 3), e);
  store<i32>(list + ROWS + (<usize>c << 2), row);
}

/** Enters a squared distance into the ascending list of the `keep` smallest distinct ones. */
function enter(state: usize, e: f64, keep: i32): void {
  const found = <i32>at(state, FOUND);
  let k = found;
  while (k > 0 && at(state, LIST + k - 1) > e) k--;
  if (k == keep || (k > 0 && at(state, LIST + k - 1) == e)) return;
  for (let i = min(found, keep - 1); i > k; i--) put(state, LIST + i, at(state, LIST + i - 1));
  put(state, LIST + k, e);
  if (found < keep) put(state, FOUND, <f64>(found + 1));
}

/** Whether a row of the block stands at the same place as the pivot. */
function atPivot(block: usize, d: i32, row: i32, pivot: usize): bool {
  for (let j = 0; j < d; j++) if (coordinate(block, d, row, j) != load<f64>(pivot + (<usize>j << 3))) return false;
  return true;
}

/**
 * Moves the pivot to a nearer row: the old pivot, with its copies, becomes the nearest of the others, whose weights
 * shrink by f; first and second moments are taken about the new place.
 */
function movePivot(
  state: usize, pivot: usize, block: usize, row: i32, e: f64, d: i32, dp: i32, inv: f64, covariance: bool,
): void {
  const old = at(state, D1), copies = at(state, COPIES);
  const first = pivot + (<usize>dp << 3), second = first + (<usize>dp << 3);
  for (let j = 0; j < d; j++) {
    const p = pivot + (<usize>j << 3), y = coordinate(block, d, row, j);
    // old pivot - new pivot for the moment
    store<f64>(p, copies > 0 ? load<f64>(p) - y : 0);
  }
  if (copies > 0) {
    const w = at(state, W);
    const f = w > 0 ? Math.exp(-(at(state, D2) - old) * inv) : 0;
    if (covariance) shiftSecond(second, first, pivot, w, f, copies, d, dp);
    for (let j = 0; j < d; j++) {
      const o = <usize>j << 3;
      const delta = load<f64>(pivot + o);
      store<f64>(first + o, f * (load<f64>(first + o) + w * delta) + copies * delta);
    }
    put(state, Q, f * (at(state, Q) + w * (old - e)) + copies * (old - e));
    put(state, W, f * w + copies);
    put(state, WW, f * f * at(state, WW) + copies);
    put(state, D2, old);
    put(state, I2, at(state, I1));
  }
  for (let j = 0; j < d; j++) store<f64>(pivot + (<usize>j << 3), coordinate(block, d, row, j));
  put(state, COPIES, 0);
  put(state, D1, e);
}

/** S <- f (S + s Δᵀ + Δ sᵀ + W Δ Δᵀ) + copies Δ Δᵀ, upper triangle. */
function shiftSecond(
  second: usize, first: usize, delta: usize, w: f64, f: f64, copies: f64, d: i32, dp: i32,
): void {
  const both = f * w + copies;
  for (let i = 0; i < d; i++) {
    const si = f * load<f64>(first + (<usize>i << 3)), di = load<f64>(delta + (<usize>i << 3));
    const row = second + (<usize>(i * dp) << 3);
    for (let j = i; j < d; j++) {
      const o = <usize>j << 3;
      const sj = f * load<f64>(first + o), dj = load<f64>(delta + o);
      store<f64>(row + o, f * load<f64>(row + o) + si * dj + di * sj + both * di * dj);
    }
  }
}

/** Takes the weights relative to a nearer one of the others. */
function moveReference(state: usize, pivot: usize, e: f64, dp: i32, inv: f64, covariance: bool): void {
  const f = at(state, W) > 0 ? Math.exp(-(at(state, D2) - e) * inv) : 0;
  put(state, D2, e);
  put(state, W, f * at(state, W));
  put(state, WW, f * f * at(state, WW));
  put(state, Q, f * at(state, Q));
  const first = pivot + (<usize>dp << 3);
  const end = first + (<usize>(covariance ? dp + dp * dp : dp) << 3);
  const factor = f64x2.splat(f);
  for (let p = first; p < end; p += 16) v128.store(p, f64x2.mul(v128.load(p), factor));
}

/** S += Σ_r u_r u_rᵀ over `count` rows of the panel, in 4 × 4 blocks on and above the diagonal. */
function addOuter(second: usize, panel: usize, count: i32, dp: i32): void {
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

/** Absorbs one query's candidates of one block. */
function absorb(
  state: usize, block: usize, first: i32, list: usize, count: i32, d: i32, dp: i32, keep: i32,
  inv: f64, window: f64, covariance: bool, exclude: i32, scratch: usize,
): void {
  if (count == 0) return;
  const pivot = state + (<usize>(LIST + ((keep + 1) & ~1)) << 3);
  if (exclude >= first && exclude < first + BLOCK) count = without(list, count, exclude - first);
  if (count == 0) return;
  const least = smallest(list, count);
  const known = <i32>at(state, FOUND) == keep;
  if (!known || least < at(state, LIST + keep - 1)) {
    const best = enterAll(state, list, count, keep);
    if (best >= 0) {
      movePivot(state, pivot, block, entryRow(list, best), entry(list, best), d, dp, inv, covariance);
      put(state, I1, <f64>(first + entryRow(list, best)));
    }
  }
  const full = <i32>at(state, FOUND) == keep;
  const limit = full ? at(state, LIST + keep - 1) + window : f64.MAX_VALUE;
  // With the threshold unchanged and the pivot elsewhere, every candidate is one of the others.
  const rows = limit == at(state, THRESHOLD) && least > at(state, D1)
    ? count : listOthers(state, pivot, block, list, count, d, limit);
  put(state, THRESHOLD, limit);
  if (rows == 0) return;
  if (rows < count || least < at(state, D2)) takeReference(state, pivot, list, rows, first, dp, inv, covariance);
  addMoments(state, pivot, block, list, rows, d, dp, inv, covariance, scratch);
}

/** Takes one row out of the list, if it is there. */
function without(list: usize, count: i32, row: i32): i32 {
  let kept = 0;
  for (let c = 0; c < count; c++) {
    if (entryRow(list, c) == row) continue;
    putEntry(list, kept++, entry(list, c), entryRow(list, c));
  }
  return kept;
}

function smallest(list: usize, count: i32): f64 {
  store<f64>(list + (<usize>count << 3), f64.MAX_VALUE); // a partner for an odd last entry
  let least = f64x2.splat(f64.MAX_VALUE);
  for (let c = 0; c < count; c += 2) least = f64x2.pmin(least, v128.load(list + (<usize>c << 3)));
  return min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
}

/** Enters all entries into the list of the smallest; returns the first smallest one below D1, or -1. */
function enterAll(state: usize, list: usize, count: i32, keep: i32): i32 {
  let best = -1, bestE = at(state, D1);
  for (let c = 0; c < count; c++) {
    const e = entry(list, c);
    enter(state, e, keep);
    if (e < bestE) { bestE = e; best = c; }
  }
  return best;
}

/** Makes the nearest of the listed rows the reference of the weights, if it is nearer than the present one. */
function takeReference(
  state: usize, pivot: usize, list: usize, rows: i32, first: i32, dp: i32, inv: f64, covariance: bool,
): void {
  let next = -1, nextE = at(state, D2);
  for (let c = 0; c < rows; c++) if (entry(list, c) < nextE) { nextE = entry(list, c); next = c; }
  if (next < 0) return;
  moveReference(state, pivot, nextE, dp, inv, covariance);
  put(state, I2, <f64>(first + entryRow(list, next)));
}

/** Leaves in the list the rows within the limit that stand elsewhere than the pivot; counts those that do not. */
function listOthers(
  state: usize, pivot: usize, block: usize, list: usize, count: i32, d: i32, limit: f64,
): i32 {
  const e1 = at(state, D1);
  let rows = 0, copies = 0;
  for (let c = 0; c < count; c++) {
    const e = entry(list, c), row = entryRow(list, c);
    if (e > limit) continue;
    if (e == e1 && atPivot(block, d, row, pivot)) { copies++; continue; }
    putEntry(list, rows++, e, row);
  }
  put(state, COPIES, at(state, COPIES) + <f64>copies);
  return rows;
}

/** Weighs the listed rows and adds their moments. */
function addMoments(
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

@inline function lanes(v: v128): f64 { return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1); }

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

/** Sets the states of a tile of queries to "nothing seen". */
export function momentsReset(states: usize, stateBytes: i32, tile: i32): void {
  memory.fill(states, 0, <usize>(stateBytes * tile));
  for (let q = 0; q < tile; q++) {
    const state = states + <usize>(q * stateBytes);
    put(state, D1, Infinity);
    put(state, D2, Infinity);
    put(state, I1, -1);
    put(state, I2, -1);
    put(state, THRESHOLD, f64.MAX_VALUE);
  }
}

/**
 * Absorbs `rows` data rows (the first has index `first`) into the states of `tile` queries (an even number).
 * `list` is room for two lists of candidates (2 × 200 doubles), `scratch` for 128 × (dp + 3) doubles, `exclude` holds one
 * i32 a query.
 */
export function momentsBlock(
  block: usize, rows: i32, first: i32, d: i32, dp: i32, queries: usize, tile: i32, states: usize, stateBytes: i32,
  keep: i32, inv: f64, window: f64, covariance: i32, exclude: usize, list: usize, scratch: usize,
): void {
  const groups = (rows + GROUP - 1) / GROUP;
  const other = list + LIST_BYTES;
  for (let q = 0; q < tile; q += 2) {
    const a = states + <usize>(q * stateBytes), b = a + <usize>stateBytes;
    const za = queries + (<usize>(q * d) << 3), zb = za + (<usize>d << 3);
    const counts = candidates2(block, groups, d, za, zb, at(a, THRESHOLD), at(b, THRESHOLD), list, other);
    absorb(a, block, first, list, counts & 0xffff, d, dp, keep, inv, window, covariance != 0,
      load<i32>(exclude + (<usize>q << 2)), scratch);
    absorb(b, block, first, other, counts >> 16, d, dp, keep, inv, window, covariance != 0,
      load<i32>(exclude + (<usize>(q + 1) << 2)), scratch);
  }
}
