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

import {
  at, BLOCK, coordinate, COPIES, D1, D2, entry, entryRow, FOUND, I1, I2, LIST, LIST_BYTES, put, putEntry, Q, ROWS,
  THRESHOLD, W, WW,
} from "./moments-state";
import { addMoments } from "./moments-sums";
import { SQUARES, squares2 } from "./squares";

const GROUP: i32 = 8;

/** Writes the rows within either query's threshold to the two candidate lists; returns countA | countB << 16. */
function candidates2(
  block: usize, groups: i32, d: i32, za: usize, zb: usize, limitA: f64, limitB: f64, listA: usize, listB: usize,
): i32 {
  let countA = 0, countB = 0;
  const bytes = <usize>d << 6;
  for (let g = 0; g < groups; g++) {
    if (squares2(block, d, za, zb, limitA, limitB, false)) {
      countA = keepNear(SQUARES, limitA, g * GROUP, listA, countA);
      countB = keepNear(SQUARES + 64, limitB, g * GROUP, listB, countB);
    }
    block += bytes;
  }
  return countA | (countB << 16);
}

/** Appends (squared distance, row) of the lanes within the limit. */
@inline function keepNear(squares: usize, limit: f64, row: i32, list: usize, count: i32): i32 {
  const e0 = v128.load(squares), e1 = v128.load(squares, 16), e2 = v128.load(squares, 32), e3 = v128.load(squares, 48);
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

/**
 * Lists the rows of a block within either query's limit, (squared distance, row) each; returns countA | countB << 16.
 */
export function nearBlock(
  block: usize, rows: i32, d: i32, za: usize, zb: usize, limitA: f64, limitB: f64, listA: usize, listB: usize,
): i32 {
  return candidates2(block, (rows + GROUP - 1) / GROUP, d, za, zb, limitA, limitB, listA, listB);
}
