// Products with rows of so little weight that float32 holds them: as applyRows in rows.ts, with sums that go on in float64
// after every few rows. The stride is a multiple of 8.

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
      dotFour(rows, step, v, factors);
      addFour(rows, step, factors, sums);
      rows += step << 2;
    }
    widen(sums, stride, factor, out);
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
@inline function dotFour(r0: usize, step: usize, v: usize, out: usize): void {
  const r1 = r0 + step, r2 = r1 + step, r3 = r2 + step;
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
@inline function addFour(r0: usize, step: usize, factors: usize, out: usize): void {
  const r1 = r0 + step, r2 = r1 + step, r3 = r2 + step;
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
