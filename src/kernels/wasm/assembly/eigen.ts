// Symmetric eigenproblem: Householder tridiagonalisation, implicit QL with recorded rotations, and their
// application to rows that hold the eigenvectors. Offsets are byte offsets, sizes count doubles.

import { lanes } from "./pairs";

/** Rotations go to this many columns at a time: 4 vectors in registers. */
const PANEL: i32 = 8;
/** Off-diagonal entries below this are zero, for matrices scaled to largest entry about 1. */
const FLOOR: f64 = 1e-18;
const EPSILON: f64 = 2.220446049250313e-16;
const MAX_SWEEPS: i32 = 80;

// @ts-ignore: decorator
@inline function at(base: usize, index: i32): usize { return base + ((<usize>index) << 3); }

/**
 * Reduces the symmetric n × n matrix at `a` (upper triangle used) to tridiagonal form by reflections
 * H_k = 1 - beta_k v_k v_kᵀ, k = 0 … n-3; v_k stays in row k from column k+1 on. The rank-two update of a step
 * waits for the next one, so that each step passes over the triangle once. `work` holds 4n doubles.
 */
export function tridiagonalize(a: usize, n: i32, diagonal: usize, off: usize, beta: usize, work: usize): void {
  const lastV = work, lastW = at(work, n), y = at(work, 2 * n), v = at(work, 3 * n);
  memory.fill(work, 0, <usize>n << 5);
  for (let k = 0; k < n; k++) {
    const row = at(a, k * n);
    updateRow(row, k, n, lastV, lastW);
    store<f64>(at(diagonal, k), load<f64>(at(row, k)));
    if (k + 1 >= n) break;
    const b = reflector(at(row, k + 1), n - k - 1, at(off, k));
    store<f64>(at(beta, k), b);
    if (k + 2 >= n) { store<f64>(at(beta, k), 0); continue; }
    memory.copy(at(v, k + 1), at(row, k + 1), <usize>(n - k - 1) << 3);
    memory.fill(y, 0, <usize>n << 3);
    for (let i = k + 1; i < n; i++) passRow(at(a, i * n), i, n, lastV, lastW, v, y);
    finish(k + 1, n, b, v, y);
    memory.copy(lastV, v, <usize>n << 3);
    memory.copy(lastW, y, <usize>n << 3);
  }
}

/** row_j -= v_i w_j + w_i v_j for j ≥ i. */
function updateRow(row: usize, i: i32, n: i32, v: usize, w: usize): void {
  const vi = load<f64>(at(v, i)), wi = load<f64>(at(w, i));
  for (let j = i; j < n; j++) {
    const p = at(row, j);
    store<f64>(p, load<f64>(p) - vi * load<f64>(at(w, j)) - wi * load<f64>(at(v, j)));
  }
}

/** As updateRow, then y += A v for what row i of the upper triangle adds. */
function passRow(row: usize, i: i32, n: i32, pv: usize, pw: usize, v: usize, y: usize): void {
  const si = load<f64>(at(pv, i)), ti = load<f64>(at(pw, i)), xi = load<f64>(at(v, i));
  let p = at(row, i);
  const head = load<f64>(p) - 2 * si * ti;
  store<f64>(p, head);
  let total = load<f64>(at(y, i)) + head * xi;
  let j = i + 1;
  const s2 = f64x2.splat(si), t2 = f64x2.splat(ti), x2 = f64x2.splat(xi);
  let acc = f64x2.splat(0);
  for (; j + 1 < n; j += 2) {
    p = at(row, j);
    const entry = f64x2.sub(
      f64x2.sub(v128.load(p), f64x2.mul(s2, v128.load(at(pw, j)))),
      f64x2.mul(t2, v128.load(at(pv, j))),
    );
    v128.store(p, entry);
    acc = f64x2.add(acc, f64x2.mul(entry, v128.load(at(v, j))));
    v128.store(at(y, j), f64x2.add(v128.load(at(y, j)), f64x2.mul(entry, x2)));
  }
  if (j < n) {
    p = at(row, j);
    const entry = load<f64>(p) - si * load<f64>(at(pw, j)) - ti * load<f64>(at(pv, j));
    store<f64>(p, entry);
    total += entry * load<f64>(at(v, j));
    store<f64>(at(y, j), load<f64>(at(y, j)) + entry * xi);
  }
  store<f64>(at(y, i), total + lanes(acc));
}

/** Turns x into v with (1 - beta v vᵀ) x = alpha e_1; stores alpha, returns beta (0 where nothing is to do). */
function reflector(x: usize, length: i32, alpha: usize): f64 {
  const first = load<f64>(x);
  let tail: f64 = 0;
  for (let j = 1; j < length; j++) tail += load<f64>(at(x, j)) * load<f64>(at(x, j));
  if (tail == 0) { store<f64>(alpha, first); return 0; }
  const norm = Math.sqrt(first * first + tail);
  const target = first > 0 ? -norm : norm;
  const head = first - target;
  store<f64>(alpha, target);
  store<f64>(x, 1);
  for (let j = 1; j < length; j++) store<f64>(at(x, j), load<f64>(at(x, j)) / head);
  return 2 / (1 + tail / (head * head));
}

/** y ← beta y - (beta² vᵀy / 2) v: the second vector of the rank-two update. */
function finish(begin: i32, n: i32, beta: f64, v: usize, y: usize): void {
  let dot: f64 = 0;
  for (let j = begin; j < n; j++) dot += load<f64>(at(v, j)) * load<f64>(at(y, j));
  const half = 0.5 * beta * beta * dot;
  for (let j = begin; j < n; j++) {
    store<f64>(at(y, j), beta * load<f64>(at(y, j)) - half * load<f64>(at(v, j)));
  }
}

/**
 * Multiplies rows `[first, first + count)` of the identity by H_{n-3} … H_0 from the right, for reflections
 * `[k0, k1)` whose vectors are rows of `v` (row 0 is reflection k0). Row r of the result is row r of Qᵀ.
 */
export function reflectRows(
  rows: usize, first: i32, count: i32, n: i32, v: usize, beta: usize, k0: i32, k1: i32,
): void {
  for (let i = 0; i < count; i++) {
    const row = at(rows, i * n);
    const top = min(k1, first + i);
    for (let k = top - 1; k >= k0; k--) {
      const b = load<f64>(at(beta, k));
      if (b != 0) reflectRow(at(row, k + 1), at(v, (k - k0) * n + k + 1), n - k - 1, b);
    }
  }
}

function reflectRow(row: usize, v: usize, length: i32, beta: f64): void {
  let acc = f64x2.splat(0), bcc = f64x2.splat(0);
  let j = 0;
  for (; j + 3 < length; j += 4) {
    const r = at(row, j), q = at(v, j);
    acc = f64x2.add(acc, f64x2.mul(v128.load(r), v128.load(q)));
    bcc = f64x2.add(bcc, f64x2.mul(v128.load(r, 16), v128.load(q, 16)));
  }
  let dot = lanes(f64x2.add(acc, bcc));
  for (let i = j; i < length; i++) dot += load<f64>(at(row, i)) * load<f64>(at(v, i));
  if (dot == 0) return;
  const factor = -beta * dot;
  const f2 = f64x2.splat(factor);
  for (j = 0; j + 3 < length; j += 4) {
    const r = at(row, j), q = at(v, j);
    v128.store(r, f64x2.add(v128.load(r), f64x2.mul(f2, v128.load(q))));
    v128.store(r, f64x2.add(v128.load(r, 16), f64x2.mul(f2, v128.load(q, 16))), 16);
  }
  for (; j < length; j++) store<f64>(at(row, j), load<f64>(at(row, j)) + factor * load<f64>(at(v, j)));
}

/**
 * Implicit QL on a tridiagonal matrix (eigenvalues into `diagonal`), recording instead of applying rotations:
 * `rotations` gets (cosine, sine) pairs, `sweeps` gets (top row, count) pairs. Stops when the next sweep may
 * not fit `capacity` rotations; `state` holds the eigenvalue reached and its sweep count, so that a call
 * continues where the last one stopped. Returns the number of sweeps recorded: 0 when done.
 */
export function recordSweeps(
  diagonal: usize, off: usize, n: i32, rotations: usize, sweeps: usize, capacity: i32, state: usize,
): i32 {
  let recorded = 0, used = 0;
  let l = load<i32>(state), iterations = load<i32>(state, 4);
  while (l < n) {
    const m = splitAfter(diagonal, off, n, l);
    if (m == l || iterations >= MAX_SWEEPS) { l++; iterations = 0; continue; }
    if (used + m - l > capacity || recorded >= capacity) break;
    const count = sweep(diagonal, off, l, m, at(rotations, 2 * used));
    store<i32>(sweeps + (<usize>recorded << 3), m);
    store<i32>(sweeps + (<usize>recorded << 3), count, 4);
    used += count;
    recorded++;
    iterations++;
  }
  store<i32>(state, l);
  store<i32>(state, iterations, 4);
  return recorded;
}

function splitAfter(diagonal: usize, off: usize, n: i32, l: i32): i32 {
  let m = l;
  for (; m < n - 1; m++) {
    const e = Math.abs(load<f64>(at(off, m)));
    const scale = Math.abs(load<f64>(at(diagonal, m))) + Math.abs(load<f64>(at(diagonal, m + 1)));
    if (e <= EPSILON * scale || e <= FLOOR) break;
  }
  return m;
}

function sweep(d: usize, e: usize, l: i32, m: i32, rotations: usize): i32 {
  const dl = load<f64>(at(d, l)), el = load<f64>(at(e, l));
  let g = (load<f64>(at(d, l + 1)) - dl) / (2 * el);
  let r = Math.sqrt(g * g + 1);
  g = load<f64>(at(d, m)) - dl + el / (g + (g >= 0 ? r : -r));
  let s: f64 = 1, c: f64 = 1, p: f64 = 0;
  let i = m - 1;
  for (; i >= l; i--) {
    const ei = load<f64>(at(e, i));
    const f = s * ei, b = c * ei;
    r = Math.sqrt(f * f + g * g);
    store<f64>(at(e, i + 1), r);
    if (r == 0) {
      store<f64>(at(d, i + 1), load<f64>(at(d, i + 1)) - p);
      store<f64>(at(e, m), 0);
      return m - 1 - i;
    }
    s = f / r;
    c = g / r;
    g = load<f64>(at(d, i + 1)) - p;
    r = (load<f64>(at(d, i)) - g) * s + 2 * c * b;
    p = s * r;
    store<f64>(at(d, i + 1), g + p);
    g = c * r - b;
    store<f64>(rotations, c);
    store<f64>(rotations, s, 8);
    rotations += 16;
  }
  store<f64>(at(d, l), load<f64>(at(d, l)) - p);
  store<f64>(at(e, l), g);
  store<f64>(at(e, m), 0);
  return m - l;
}

/** Applies recorded sweeps to `columns` columns (a multiple of 2) of rows that lie `stride` doubles apart. */
export function applySweeps(
  rows: usize, stride: i32, columns: i32, rotations: usize, sweeps: usize, count: i32,
): void {
  let j = 0;
  for (; j + PANEL <= columns; j += PANEL) applyToPanel(at(rows, j), stride, rotations, sweeps, count);
  for (; j < columns; j += 2) applyToPair(at(rows, j), stride, rotations, sweeps, count);
}

function applyToPanel(base: usize, stride: i32, rotations: usize, sweeps: usize, count: i32): void {
  const step = (<usize>stride) << 3;
  for (let q = 0; q < count; q++) {
    let upper = base + step * <usize>load<i32>(sweeps + (<usize>q << 3));
    let a0 = v128.load(upper), a1 = v128.load(upper, 16), a2 = v128.load(upper, 32), a3 = v128.load(upper, 48);
    for (let left = load<i32>(sweeps + (<usize>q << 3), 4); left > 0; left--) {
      const lower = upper - step;
      const c = v128.load64_splat(rotations), s = v128.load64_splat(rotations, 8);
      rotations += 16;
      const b0 = v128.load(lower), b1 = v128.load(lower, 16), b2 = v128.load(lower, 32), b3 = v128.load(lower, 48);
      v128.store(upper, f64x2.add(f64x2.mul(s, b0), f64x2.mul(c, a0)));
      v128.store(upper, f64x2.add(f64x2.mul(s, b1), f64x2.mul(c, a1)), 16);
      v128.store(upper, f64x2.add(f64x2.mul(s, b2), f64x2.mul(c, a2)), 32);
      v128.store(upper, f64x2.add(f64x2.mul(s, b3), f64x2.mul(c, a3)), 48);
      a0 = f64x2.sub(f64x2.mul(c, b0), f64x2.mul(s, a0));
      a1 = f64x2.sub(f64x2.mul(c, b1), f64x2.mul(s, a1));
      a2 = f64x2.sub(f64x2.mul(c, b2), f64x2.mul(s, a2));
      a3 = f64x2.sub(f64x2.mul(c, b3), f64x2.mul(s, a3));
      upper = lower;
    }
    v128.store(upper, a0);
    v128.store(upper, a1, 16);
    v128.store(upper, a2, 32);
    v128.store(upper, a3, 48);
  }
}

function applyToPair(base: usize, stride: i32, rotations: usize, sweeps: usize, count: i32): void {
  const step = (<usize>stride) << 3;
  for (let q = 0; q < count; q++) {
    let upper = base + step * <usize>load<i32>(sweeps + (<usize>q << 3));
    let a = v128.load(upper);
    for (let left = load<i32>(sweeps + (<usize>q << 3), 4); left > 0; left--) {
      const lower = upper - step;
      const c = v128.load64_splat(rotations), s = v128.load64_splat(rotations, 8);
      rotations += 16;
      const b = v128.load(lower);
      v128.store(upper, f64x2.add(f64x2.mul(s, b), f64x2.mul(c, a)));
      a = f64x2.sub(f64x2.mul(c, b), f64x2.mul(s, a));
      upper = lower;
    }
    v128.store(upper, a);
  }
}
