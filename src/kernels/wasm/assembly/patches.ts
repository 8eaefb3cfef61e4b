// Posterior means of pixels from the patches about them. Eight images lie side by side ([pixel][8]); the squared distance of all patches
// of a window is made of running sums, down the columns and then along each row, and goes into the weights of its pixel at once.

import { expNegative, expEight } from "./exp";
import { lanes } from "./pairs";

/** Bytes of a pixel of eight images. */
const PIXEL: usize = 64;

/** Weights below exp(-50) of the largest are left out: 4 million of them are less than rounding. */
const LEAST: f64 = -50.0;

/** Where the distances of the images that are not there are made infinite: eight numbers, 0 or Infinity. */
const MASK: usize = memory.data(64, 16);

/** Weights of eight patches. */
const WEIGHTS: usize = memory.data(64, 16);

// @ts-ignore: decorator
@inline function field(window: usize, i: i32): i32 { return load<i32>(window + (<usize>i << 2)); }

// @ts-ignore: decorator
@inline function square(image: usize, z: v128): v128 {
  const gap = f64x2.sub(v128.load(image), z);
  return f64x2.mul(gap, gap);
}

// @ts-ignore: decorator
@inline function add(sums: usize, image: usize, z: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), square(image, z)));
}

// @ts-ignore: decorator
@inline function slide(sums: usize, image: usize, z: v128, left: usize, zLeft: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.sub(square(image, z), square(left, zLeft))));
}

// @ts-ignore: decorator
@inline function remove(sums: usize, image: usize, z: v128): void {
  v128.store(sums, f64x2.sub(v128.load(sums), square(image, z)));
}

/** Adds squared differences of a row of pixels to the sums of its columns. */
function addRow(sums: usize, z: usize, image: usize, count: i32): void {
  for (const end = sums + <usize>count * PIXEL; sums < end; sums += PIXEL, image += PIXEL, z += 8) {
    const at = v128.load64_splat(z);
    add(sums, image, at);
    add(sums + 16, image + 16, at);
    add(sums + 32, image + 32, at);
    add(sums + 48, image + 48, at);
  }
}

/** Takes them away. */
function removeRow(sums: usize, z: usize, image: usize, count: i32): void {
  for (const end = sums + <usize>count * PIXEL; sums < end; sums += PIXEL, image += PIXEL, z += 8) {
    const at = v128.load64_splat(z);
    remove(sums, image, at);
    remove(sums + 16, image + 16, at);
    remove(sums + 32, image + 32, at);
    remove(sums + 48, image + 48, at);
  }
}

/** Adds those of one row and takes those of another away, `zBack` and `imageBack` bytes before it. */
function slideRow(sums: usize, z: usize, image: usize, zBack: usize, imageBack: usize, count: i32): void {
  for (const end = sums + <usize>count * PIXEL; sums < end; sums += PIXEL, image += PIXEL, z += 8) {
    const at = v128.load64_splat(z), left = image - imageBack, atLeft = v128.load64_splat(z - zBack);
    slide(sums, image, at, left, atLeft);
    slide(sums + 16, image + 16, at, left + 16, atLeft);
    slide(sums + 32, image + 32, at, left + 32, atLeft);
    slide(sums + 48, image + 48, at, left + 48, atLeft);
  }
}

/** Sums of columns c - half … c + half of `sums`, clipped to 0 … width - 1, for the columns from `begin` to `end`, into `out`. */
function runAlong(sums: usize, width: i32, half: i32, begin: i32, end: i32, out: usize): void {
  const zero = f64x2.splat(0);
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
  const last = min(begin + half, width - 1);
  for (let c = max(0, begin - half); c <= last; c++) {
    const p = sums + <usize>c * PIXEL;
    s0 = f64x2.add(s0, v128.load(p));
    s1 = f64x2.add(s1, v128.load(p, 16));
    s2 = f64x2.add(s2, v128.load(p, 32));
    s3 = f64x2.add(s3, v128.load(p, 48));
  }
  const m0 = v128.load(MASK), m1 = v128.load(MASK, 16), m2 = v128.load(MASK, 32), m3 = v128.load(MASK, 48);
  for (let c = begin; ; c++) {
    v128.store(out, f64x2.add(s0, m0));
    v128.store(out, f64x2.add(s1, m1), 16);
    v128.store(out, f64x2.add(s2, m2), 32);
    v128.store(out, f64x2.add(s3, m3), 48);
    if (c + 1 == end) return;
    out += PIXEL;
    if (c + 1 + half < width) {
      const p = sums + <usize>(c + 1 + half) * PIXEL;
      s0 = f64x2.add(s0, v128.load(p));
      s1 = f64x2.add(s1, v128.load(p, 16));
      s2 = f64x2.add(s2, v128.load(p, 32));
      s3 = f64x2.add(s3, v128.load(p, 48));
    }
    if (c - half >= 0) {
      const p = sums + <usize>(c - half) * PIXEL;
      s0 = f64x2.sub(s0, v128.load(p));
      s1 = f64x2.sub(s1, v128.load(p, 16));
      s2 = f64x2.sub(s2, v128.load(p, 32));
      s3 = f64x2.sub(s3, v128.load(p, 48));
    }
  }
}

/** Eight more patches in the state of a pixel: least distance, sum of weights relative to it, and weighted sum of centres. */
// @ts-ignore: decorator
@inline function weigh(state: usize, distances: usize, centres: usize, inv: f64): void {
  const d0 = v128.load(distances), d1 = v128.load(distances, 16);
  const d2 = v128.load(distances, 32), d3 = v128.load(distances, 48);
  const pair = f64x2.pmin(f64x2.pmin(d0, d1), f64x2.pmin(d2, d3));
  const nearest = Math.min(f64x2.extract_lane(pair, 0), f64x2.extract_lane(pair, 1));
  let least = load<f64>(state);
  if ((least - nearest) * inv < LEAST) return;
  let total = load<f64>(state, 8), sum = load<f64>(state, 16);
  if (nearest < least) {
    const factor = f64x2.extract_lane(expNegative(f64x2.splat((nearest - least) * inv)), 0);
    total *= factor;
    sum *= factor;
    least = nearest;
    store<f64>(state, least);
  }
  const from = f64x2.splat(least), rate = f64x2.splat(inv);
  v128.store(WEIGHTS, f64x2.mul(f64x2.sub(from, d0), rate));
  v128.store(WEIGHTS, f64x2.mul(f64x2.sub(from, d1), rate), 16);
  v128.store(WEIGHTS, f64x2.mul(f64x2.sub(from, d2), rate), 32);
  v128.store(WEIGHTS, f64x2.mul(f64x2.sub(from, d3), rate), 48);
  expEight(WEIGHTS);
  const w0 = v128.load(WEIGHTS), w1 = v128.load(WEIGHTS, 16), w2 = v128.load(WEIGHTS, 32), w3 = v128.load(WEIGHTS, 48);
  const weights = f64x2.add(f64x2.add(w0, w1), f64x2.add(w2, w3));
  const weighted = f64x2.add(
    f64x2.add(f64x2.mul(w0, v128.load(centres)), f64x2.mul(w1, v128.load(centres, 16))),
    f64x2.add(f64x2.mul(w2, v128.load(centres, 32)), f64x2.mul(w3, v128.load(centres, 48))),
  );
  store<f64>(state, total + lanes(weights), 8);
  store<f64>(state, sum + lanes(weighted), 16);
}

/**
 * Patches of eight images (`count` of them there) beside those of z, for a list of windows of 6 integers each: rows and columns from z
 * to the image (u, v), and the pixels of z (row and column from, row and column to). z is rows × columns, the images are `stride`
 * wide; patches reach `half` pixels and end where z does. `states` has 3 doubles a pixel of z, `work` room for 16 × columns.
 */
export function patchGroup(
  images: usize, stride: i32, count: i32, z: usize, rows: i32, columns: i32, half: i32,
  windows: usize, windowCount: i32, inv: f64, states: usize, work: usize,
): void {
  for (let i = 0; i < 8; i++) store<f64>(MASK + (<usize>i << 3), i < count ? 0.0 : Infinity);
  for (let w = 0; w < windowCount; w++) {
    patchWindow(images, stride, z, rows, columns, half, windows + <usize>w * 24, inv, states, work);
  }
}

function patchWindow(
  images: usize, stride: i32, z: usize, rows: i32, columns: i32, half: i32, window: usize, inv: f64, states: usize, work: usize,
): void {
  const u = field(window, 0), v = field(window, 1), r0 = field(window, 2), c0 = field(window, 3), r1 = field(window, 4), c1 = field(window, 5);
  const left = max(0, c0 - half), width = min(columns, c1 + half) - left;
  const out = work + <usize>columns * PIXEL;
  memory.fill(work, 0, <usize>width * PIXEL);
  const start = z + (<usize>left << 3), first = images + <usize>(u * stride + left + v) * PIXEL;
  const zRow = <usize>columns << 3, imageRow = <usize>stride * PIXEL, span = <usize>(2 * half + 1);
  for (let r = max(0, r0 - half); r < min(rows, r0 + half); r++) {
    addRow(work, start + <usize>r * zRow, first + <usize>r * imageRow, width);
  }
  for (let r = r0; r < r1; r++) {
    const enters = r + half, leaves = r - half - 1;
    const goes = r > r0 && leaves >= 0, comes = enters < rows;
    const at = start + <usize>enters * zRow, image = first + <usize>enters * imageRow;
    if (comes && goes) slideRow(work, at, image, span * zRow, span * imageRow, width);
    else if (comes) addRow(work, at, image, width);
    else if (goes) removeRow(work, at - span * zRow, image - span * imageRow, width);
    runAlong(work, width, half, c0 - left, c1 - left, out);
    for (let c = c0; c < c1; c++) {
      weigh(
        states + <usize>(r * columns + c) * 24, out + <usize>(c - c0) * PIXEL,
        images + <usize>((r + u) * stride + c + v) * PIXEL, inv,
      );
    }
  }
}
