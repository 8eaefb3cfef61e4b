// ReLU features and their output layer, fused: hidden values of four samples live in a small block only.

import { lanes } from "./pairs";

/** Hidden features per block: 4 samples × 256 doubles stay in the first-level cache. */
const BLOCK: i32 = 256;

// @ts-ignore: decorator
@inline function at(base: usize, index: i32): usize { return base + ((<usize>index) << 3); }

/** Writes the transpose of a rows × columns matrix with row stride `stride` (≥ rows, the rest stays as it is). */
export function transposeInto(source: usize, rows: i32, columns: i32, target: usize, stride: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) store<f64>(at(target, j * stride + i), load<f64>(at(source, i * columns + j)));
  }
}

/**
 * out[s][o] = scale Σ_j output[o][j] relu(Σ_k weights[k][j] x[s][k] + bias[j]) for `m` samples, a multiple of 4.
 * `weights` is d × p (transposed), p a multiple of 4, and `hidden` has room for 4 × 256 doubles.
 */
export function featureMean(
  x: usize, m: i32, d: i32, weights: usize, bias: usize, p: i32,
  output: usize, outputs: i32, scale: f64, hidden: usize, out: usize,
): void {
  memory.fill(out, 0, (<usize>(m * outputs)) << 3);
  for (let s = 0; s < m; s += 4) {
    const sample = at(x, s * d), target = at(out, s * outputs);
    for (let j = 0; j < p; j += BLOCK) {
      const width = min(BLOCK, p - j);
      if (d == 2) hiddenPlane(sample, at(weights, j), p, at(bias, j), width, hidden);
      else hiddenBlock(sample, d, at(weights, j), p, at(bias, j), width, hidden);
      for (let o = 0; o + 1 < outputs; o += 2) outputPair(hidden, width, at(output, o * p + j), p, at(target, o), outputs);
      if (outputs & 1) outputOne(hidden, width, at(output, (outputs - 1) * p + j), at(target, outputs - 1), outputs);
    }
    for (let i = 0; i < 4 * outputs; i++) store<f64>(at(target, i), scale * load<f64>(at(target, i)));
  }
}

/** Four samples × four features at a time. */
function hiddenBlock(x: usize, d: i32, weights: usize, p: i32, bias: usize, width: i32, hidden: usize): void {
  const zero = f64x2.splat(0), step = (<usize>p) << 3, next = (<usize>d) << 3;
  for (let j = 0; j < width; j += 4) {
    const b0 = v128.load(at(bias, j)), b1 = v128.load(at(bias, j), 16);
    let h00 = b0, h01 = b1, h10 = b0, h11 = b1, h20 = b0, h21 = b1, h30 = b0, h31 = b1;
    let w = at(weights, j), q = x;
    for (let k = 0; k < d; k++) {
      const w0 = v128.load(w), w1 = v128.load(w, 16);
      const x0 = v128.load64_splat(q), x1 = v128.load64_splat(q + next);
      h00 = f64x2.add(h00, f64x2.mul(x0, w0));
      h01 = f64x2.add(h01, f64x2.mul(x0, w1));
      h10 = f64x2.add(h10, f64x2.mul(x1, w0));
      h11 = f64x2.add(h11, f64x2.mul(x1, w1));
      const x2 = v128.load64_splat(q + 2 * next), x3 = v128.load64_splat(q + 3 * next);
      h20 = f64x2.add(h20, f64x2.mul(x2, w0));
      h21 = f64x2.add(h21, f64x2.mul(x2, w1));
      h30 = f64x2.add(h30, f64x2.mul(x3, w0));
      h31 = f64x2.add(h31, f64x2.mul(x3, w1));
      w += step;
      q += 8;
    }
    const h = at(hidden, j);
    v128.store(h, f64x2.pmax(zero, h00));
    v128.store(h, f64x2.pmax(zero, h01), 16);
    v128.store(at(h, BLOCK), f64x2.pmax(zero, h10));
    v128.store(at(h, BLOCK), f64x2.pmax(zero, h11), 16);
    v128.store(at(h, 2 * BLOCK), f64x2.pmax(zero, h20));
    v128.store(at(h, 2 * BLOCK), f64x2.pmax(zero, h21), 16);
    v128.store(at(h, 3 * BLOCK), f64x2.pmax(zero, h30));
    v128.store(at(h, 3 * BLOCK), f64x2.pmax(zero, h31), 16);
  }
}

// @ts-ignore: decorator
@inline function plane(b: v128, w: v128, v: v128, x: v128, y: v128): v128 {
  return f64x2.pmax(f64x2.splat(0), f64x2.add(f64x2.add(b, f64x2.mul(x, w)), f64x2.mul(y, v)));
}

/** hiddenBlock for d = 2, where the sums are too short for a loop. */
function hiddenPlane(x: usize, weights: usize, p: i32, bias: usize, width: i32, hidden: usize): void {
  const x0 = v128.load64_splat(x), y0 = v128.load64_splat(x, 8);
  const x1 = v128.load64_splat(x, 16), y1 = v128.load64_splat(x, 24);
  const x2 = v128.load64_splat(x, 32), y2 = v128.load64_splat(x, 40);
  const x3 = v128.load64_splat(x, 48), y3 = v128.load64_splat(x, 56);
  const second = at(weights, p);
  for (let j = 0; j < width; j += 2) {
    const b = v128.load(at(bias, j)), w = v128.load(at(weights, j)), v = v128.load(at(second, j));
    const h = at(hidden, j);
    v128.store(h, plane(b, w, v, x0, y0));
    v128.store(at(h, BLOCK), plane(b, w, v, x1, y1));
    v128.store(at(h, 2 * BLOCK), plane(b, w, v, x2, y2));
    v128.store(at(h, 3 * BLOCK), plane(b, w, v, x3, y3));
  }
}

/** Adds two outputs' share of one block for four samples. */
function outputPair(hidden: usize, width: i32, output: usize, p: i32, target: usize, outputs: i32): void {
  const zero = f64x2.splat(0), second = at(output, p);
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero, b0 = zero, b1 = zero, b2 = zero, b3 = zero;
  for (let j = 0; j < width; j += 2) {
    const h = at(hidden, j), u = v128.load(at(output, j)), v = v128.load(at(second, j));
    const h0 = v128.load(h), h1 = v128.load(at(h, BLOCK));
    a0 = f64x2.add(a0, f64x2.mul(h0, u));
    b0 = f64x2.add(b0, f64x2.mul(h0, v));
    a1 = f64x2.add(a1, f64x2.mul(h1, u));
    b1 = f64x2.add(b1, f64x2.mul(h1, v));
    const h2 = v128.load(at(h, 2 * BLOCK)), h3 = v128.load(at(h, 3 * BLOCK));
    a2 = f64x2.add(a2, f64x2.mul(h2, u));
    b2 = f64x2.add(b2, f64x2.mul(h2, v));
    a3 = f64x2.add(a3, f64x2.mul(h3, u));
    b3 = f64x2.add(b3, f64x2.mul(h3, v));
  }
  addPair(target, a0, b0);
  addPair(at(target, outputs), a1, b1);
  addPair(at(target, 2 * outputs), a2, b2);
  addPair(at(target, 3 * outputs), a3, b3);
}

// @ts-ignore: decorator
@inline function addPair(target: usize, a: v128, b: v128): void {
  store<f64>(target, load<f64>(target) + lanes(a));
  store<f64>(target, load<f64>(target, 8) + lanes(b), 8);
}

function outputOne(hidden: usize, width: i32, output: usize, target: usize, outputs: i32): void {
  for (let s = 0; s < 4; s++) {
    let a = f64x2.splat(0);
    const h = at(hidden, s * BLOCK);
    for (let j = 0; j < width; j += 2) a = f64x2.add(a, f64x2.mul(v128.load(at(h, j)), v128.load(at(output, j))));
    const t = at(target, s * outputs);
    store<f64>(t, load<f64>(t) + lanes(a));
  }
}
