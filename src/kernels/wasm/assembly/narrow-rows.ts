// Products with rows of so little weight that float32 holds them: as applyRows in rows.ts, with sums that go on in float64
// after every few rows. The stride is a multiple of 8.

import { rowAt } from "./four-rows";

/** Rows whose sum is kept in float32. */
const CHUNK: i32 = 64;

/** Smaller numbers are made zero: their products would be too small for float32, which takes long. */
const SMALLEST: f64 = 1e-12;

// @ts-ignore: decorator
@inline function pair(source: usize, factor: v128): v128 {
  const two = f64x2.mul(v128.load(source), factor);
  return f32x4.demote_f64x2_zero(v128.and(two, f64x2.ge(f64x2.abs(two), f64x2.splat(SMALLEST))));
}

/** Writes `length` doubles, a multiple of 4, times a factor as floats. */
export function narrowInto(source: usize, length: i32, factor: f64, target: usize): void {
  const f = f64x2.splat(factor);
  for (let i = 0; i < length; i += 4) {
    v128.store(target, v128.shuffle<i64>(pair(source, f), pair(source + 16, f), 0, 2));
    source += 32;
    target += 16;
  }
}

/** out += factor Σ row r (row r · v), v in float32 as the rows are. `work` holds stride + 4 floats. */
export function applyNarrow(
  rows: usize, count: i32, stride: i32, v: usize, factor: f64, out: usize, work: usize,
): void {
  const step = (<usize>stride) << 2;
  const sums = work, factors = sums + step;
  for (let first = 0; first < count; first += CHUNK) {
    memory.fill(sums, 0, step);
    for (let r = first; r < min(first + CHUNK, count); r += 4) {
      dotFour(rows, rows + step, rows + 2 * step, rows + 3 * step, step, v, factors);
      addFour(rows, rows + step, rows + 2 * step, rows + 3 * step, step, factors, sums);
      rows += step << 2;
    }
    widen(sums, stride, factor, out);
  }
}

/** As applyNarrow for two vectors of the same factor, and two sums, that lie one after the other. `work` holds 2 stride + 8 floats. */
export function applyNarrowPair(
  rows: usize, count: i32, stride: i32, v: usize, factor: f64, out: usize, work: usize,
): void {
  const step = (<usize>stride) << 2;
  const sums = work, factors = sums + 2 * step;
  for (let first = 0; first < count; first += CHUNK) {
    memory.fill(sums, 0, 2 * step);
    for (let r = first; r < min(first + CHUNK, count); r += 4) {
      const r1 = rows + step, r2 = r1 + step, r3 = r2 + step;
      dotFourPair(rows, r1, r2, r3, step, v, v + step, factors);
      addFourPair(rows, r1, r2, r3, step, factors, sums, sums + step);
      rows = r3 + step;
    }
    widen(sums, stride << 1, factor, out);
  }
}

/**
 * out += Σ weights[i] row list[i] (row list[i] · v - centre), v in float32 as the rows are, with weights of at most about `unit`.
 * `work` holds stride + 4 floats.
 */
export function applyListedNarrow(
  rows: usize, list: usize, weights: usize, count: i32, stride: i32, v: usize, centre: f64, unit: f64, out: usize, work: usize,
): void {
  const step = (<usize>stride) << 2;
  const sums = work, factors = sums + step;
  for (let first = 0; first < count; first += CHUNK) {
    memory.fill(sums, 0, step);
    for (let r = first; r < min(first + CHUNK, count); r += 4) {
      const r0 = rowAt(rows, list, step), r1 = rowAt(rows, list + 4, step);
      const r2 = rowAt(rows, list + 8, step), r3 = rowAt(rows, list + 12, step);
      dotFour(r0, r1, r2, r3, step, v, factors);
      for (let i: usize = 0; i < 4; i++) {
        const along = <f64>load<f32>(factors + (i << 2)) - centre;
        store<f32>(factors + (i << 2), <f32>(load<f64>(weights + (i << 3)) / unit * along));
      }
      addFour(r0, r1, r2, r3, step, factors, sums);
      list += 16;
      weights += 32;
    }
    widen(sums, stride, unit, out);
  }
}

/** The same for two vectors, with a centre each, and two sums, that lie one after the other. `work` holds 2 stride + 8 floats. */
export function applyListedNarrowPair(
  rows: usize, list: usize, weights: usize, count: i32, stride: i32, v: usize, centre: f64, other: f64, unit: f64, out: usize, work: usize,
): void {
  const step = (<usize>stride) << 2;
  const sums = work, factors = sums + 2 * step;
  for (let first = 0; first < count; first += CHUNK) {
    memory.fill(sums, 0, 2 * step);
    for (let r = first; r < min(first + CHUNK, count); r += 4) {
      const r0 = rowAt(rows, list, step), r1 = rowAt(rows, list + 4, step);
      const r2 = rowAt(rows, list + 8, step), r3 = rowAt(rows, list + 12, step);
      dotFourPair(r0, r1, r2, r3, step, v, v + step, factors);
      for (let i: usize = 0; i < 4; i++) {
        const at = factors + (i << 2), weight = load<f64>(weights + (i << 3)) / unit;
        store<f32>(at, <f32>(weight * (<f64>load<f32>(at) - centre)));
        store<f32>(at, <f32>(weight * (<f64>load<f32>(at, 16) - other)), 16);
      }
      addFourPair(r0, r1, r2, r3, step, factors, sums, sums + step);
      list += 16;
      weights += 32;
    }
    widen(sums, stride << 1, unit, out);
  }
}

/** out += factor floats. */
function widen(source: usize, length: i32, factor: f64, out: usize): void {
  const f = f64x2.splat(factor);
  for (let i = 0; i < length; i += 4) {
    const four = v128.load(source);
    const low = f64x2.promote_low_f32x4(four), high = f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1));
    v128.store(out, f64x2.add(v128.load(out), f64x2.mul(f, low)));
    v128.store(out, f64x2.add(v128.load(out, 16), f64x2.mul(f, high)), 16);
    source += 16;
    out += 32;
  }
}

// @ts-ignore: decorator
@inline function sum(four: v128): f32 {
  return (f32x4.extract_lane(four, 0) + f32x4.extract_lane(four, 1)) + (f32x4.extract_lane(four, 2) + f32x4.extract_lane(four, 3));
}

// @ts-ignore: decorator
@inline function dotFour(r0: usize, r1: usize, r2: usize, r3: usize, step: usize, v: usize, out: usize): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let j: usize = 0; j < step; j += 32) {
    const x = v128.load(v + j), y = v128.load(v + j, 16);
    s0 = f32x4.add(s0, f32x4.mul(v128.load(r0 + j), x));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(r1 + j), x));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(r2 + j), x));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(r3 + j), x));
    s0 = f32x4.add(s0, f32x4.mul(v128.load(r0 + j, 16), y));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(r1 + j, 16), y));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(r2 + j, 16), y));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(r3 + j, 16), y));
  }
  store<f32>(out, sum(s0));
  store<f32>(out, sum(s1), 4);
  store<f32>(out, sum(s2), 8);
  store<f32>(out, sum(s3), 12);
}

// @ts-ignore: decorator
@inline function addFour(r0: usize, r1: usize, r2: usize, r3: usize, step: usize, factors: usize, out: usize): void {
  const f0 = v128.load32_splat(factors), f1 = v128.load32_splat(factors, 4);
  const f2 = v128.load32_splat(factors, 8), f3 = v128.load32_splat(factors, 12);
  for (let j: usize = 0; j < step; j += 32) {
    let left = f32x4.add(f32x4.mul(f0, v128.load(r0 + j)), f32x4.mul(f1, v128.load(r1 + j)));
    let right = f32x4.add(f32x4.mul(f2, v128.load(r2 + j)), f32x4.mul(f3, v128.load(r3 + j)));
    v128.store(out + j, f32x4.add(v128.load(out + j), f32x4.add(left, right)));
    left = f32x4.add(f32x4.mul(f0, v128.load(r0 + j, 16)), f32x4.mul(f1, v128.load(r1 + j, 16)));
    right = f32x4.add(f32x4.mul(f2, v128.load(r2 + j, 16)), f32x4.mul(f3, v128.load(r3 + j, 16)));
    v128.store(out + j, f32x4.add(v128.load(out + j, 16), f32x4.add(left, right)), 16);
  }
}

// @ts-ignore: decorator
@inline function dotFourPair(r0: usize, r1: usize, r2: usize, r3: usize, step: usize, v: usize, w: usize, out: usize): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
  for (let j: usize = 0; j < step; j += 16) {
    const x = v128.load(v + j), y = v128.load(w + j);
    let a = v128.load(r0 + j);
    s0 = f32x4.add(s0, f32x4.mul(a, x)); t0 = f32x4.add(t0, f32x4.mul(a, y));
    a = v128.load(r1 + j);
    s1 = f32x4.add(s1, f32x4.mul(a, x)); t1 = f32x4.add(t1, f32x4.mul(a, y));
    a = v128.load(r2 + j);
    s2 = f32x4.add(s2, f32x4.mul(a, x)); t2 = f32x4.add(t2, f32x4.mul(a, y));
    a = v128.load(r3 + j);
    s3 = f32x4.add(s3, f32x4.mul(a, x)); t3 = f32x4.add(t3, f32x4.mul(a, y));
  }
  store<f32>(out, sum(s0)); store<f32>(out, sum(s1), 4); store<f32>(out, sum(s2), 8); store<f32>(out, sum(s3), 12);
  store<f32>(out, sum(t0), 16); store<f32>(out, sum(t1), 20); store<f32>(out, sum(t2), 24); store<f32>(out, sum(t3), 28);
}

// @ts-ignore: decorator
@inline function addFourPair(r0: usize, r1: usize, r2: usize, r3: usize, step: usize, factors: usize, out: usize, other: usize): void {
  const f0 = v128.load32_splat(factors), f1 = v128.load32_splat(factors, 4);
  const f2 = v128.load32_splat(factors, 8), f3 = v128.load32_splat(factors, 12);
  const g0 = v128.load32_splat(factors, 16), g1 = v128.load32_splat(factors, 20);
  const g2 = v128.load32_splat(factors, 24), g3 = v128.load32_splat(factors, 28);
  for (let j: usize = 0; j < step; j += 16) {
    const a = v128.load(r0 + j), b = v128.load(r1 + j), c = v128.load(r2 + j), e = v128.load(r3 + j);
    const x = f32x4.add(f32x4.add(f32x4.mul(f0, a), f32x4.mul(f1, b)), f32x4.add(f32x4.mul(f2, c), f32x4.mul(f3, e)));
    v128.store(out + j, f32x4.add(v128.load(out + j), x));
    const y = f32x4.add(f32x4.add(f32x4.mul(g0, a), f32x4.mul(g1, b)), f32x4.add(f32x4.mul(g2, c), f32x4.mul(g3, e)));
    v128.store(other + j, f32x4.add(v128.load(other + j), y));
  }
}
