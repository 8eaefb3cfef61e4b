// Standard normals by counter, four pairs at a time: Threefry-2x32 and Box–Muller operation by operation as in
// src/random/threefry.ts and src/random/normal-pair.ts, which say why, so that the bytes are the same.

const PARITY: i32 = 0x1bd11bda;
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const SQRT2: f64 = 1.4142135623730951;
const ANGLE_STEP: f64 = 3.141592653589793 / 2147483648.0;

/** Bits of 2^52: put over a small whole number they make it the mantissa's end. */
const SHIFTER_BITS: i64 = 0x4330000000000000;
/** 2^52, the exponent's bias, and the 32 bits of a word. */
const SHIFTED: f64 = 4503599627370496.0 + 1023.0 + 32.0;
const MANTISSA: i64 = 0x000fffffffffffff;
const ONE: i64 = 0x3ff0000000000000;
const SIGN: i64 = 0x8000000000000000;

/** The second word of a mixing step, from itself and the first. */
@inline function mixed(y: v128, x: v128, turn: i32): v128 {
  return v128.xor(v128.or(i32x4.shl(y, turn), i32x4.shr_u(y, 32 - turn)), x);
}

/**
 * Pairs of normals of rows of `blocks` pairs, from the first of `row` on: pair j of row i has the counter (i, j) under the
 * key (k0, k1). `pairs` is a multiple of 4, and `out` takes two numbers a pair.
 */
export function normalRows(row: i32, blocks: i32, pairs: i32, k0: i32, k1: i32, out: usize): void {
  const all = i32x4.splat(blocks), four = i32x4.splat(4);
  let rows = i32x4.splat(row), places = i32x4(0, 1, 2, 3);
  for (let end = out + ((<usize>pairs) << 4); out < end; out += 64) {
    let over = i32x4.ge_s(places, all);
    while (v128.any_true(over)) {
      places = i32x4.sub(places, v128.and(over, all));
      rows = i32x4.sub(rows, over);
      over = i32x4.ge_s(places, all);
    }
    fourPairs(rows, places, k0, k1, out);
    places = i32x4.add(places, four);
  }
}

/** The key is added after every fourth round. */
@inline function fourPairs(rows: v128, places: v128, k0: i32, k1: i32, out: usize): void {
  const k2 = PARITY ^ k0 ^ k1;
  let x = i32x4.add(rows, i32x4.splat(k0)), y = i32x4.add(places, i32x4.splat(k1));
  x = i32x4.add(x, y); y = mixed(y, x, 13);
  x = i32x4.add(x, y); y = mixed(y, x, 15);
  x = i32x4.add(x, y); y = mixed(y, x, 26);
  x = i32x4.add(x, y); y = mixed(y, x, 6);
  x = i32x4.add(x, i32x4.splat(k1)); y = i32x4.add(y, i32x4.splat(k2 + 1));
  x = i32x4.add(x, y); y = mixed(y, x, 17);
  x = i32x4.add(x, y); y = mixed(y, x, 29);
  x = i32x4.add(x, y); y = mixed(y, x, 16);
  x = i32x4.add(x, y); y = mixed(y, x, 24);
  x = i32x4.add(x, i32x4.splat(k2)); y = i32x4.add(y, i32x4.splat(k0 + 2));
  x = i32x4.add(x, y); y = mixed(y, x, 13);
  x = i32x4.add(x, y); y = mixed(y, x, 15);
  x = i32x4.add(x, y); y = mixed(y, x, 26);
  x = i32x4.add(x, y); y = mixed(y, x, 6);
  x = i32x4.add(x, i32x4.splat(k0)); y = i32x4.add(y, i32x4.splat(k1 + 3));
  x = i32x4.add(x, y); y = mixed(y, x, 17);
  x = i32x4.add(x, y); y = mixed(y, x, 29);
  x = i32x4.add(x, y); y = mixed(y, x, 16);
  x = i32x4.add(x, y); y = mixed(y, x, 24);
  x = i32x4.add(x, i32x4.splat(k1)); y = i32x4.add(y, i32x4.splat(k2 + 4));
  x = i32x4.add(x, y); y = mixed(y, x, 13);
  x = i32x4.add(x, y); y = mixed(y, x, 15);
  x = i32x4.add(x, y); y = mixed(y, x, 26);
  x = i32x4.add(x, y); y = mixed(y, x, 6);
  x = i32x4.add(x, i32x4.splat(k2)); y = i32x4.add(y, i32x4.splat(k0 + 5));
  twoPairs(x, y, out);
  twoPairs(v128.shuffle<i32>(x, x, 2, 3, 0, 1), v128.shuffle<i32>(y, y, 2, 3, 0, 1), out + 32);
}

/** Of the first two lanes of words. */
@inline function twoPairs(first: v128, second: v128, out: usize): void {
  const radius = f64x2.sqrt(f64x2.mul(f64x2.splat(-2.0), logarithm(first)));
  const quadrant = i32x4.shr_u(i32x4.add(second, i32x4.splat(0x20000000)), 30);
  const angle = i32x4.sub(second, i32x4.shl(quadrant, 30));
  const x = f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_s(angle), f64x2.splat(0.5)), f64x2.splat(ANGLE_STEP));
  const c = f64x2.mul(radius, cosine(x)), s = f64x2.mul(radius, sine(x));
  const wide = i64x2.extend_low_i32x4_u(quadrant);
  // quadrants 1 and 3 swap, quadrants 2 and 3 turn the sign
  const odd = i64x2.shl(wide, 63), half = v128.and(i64x2.shl(wide, 62), i64x2.splat(SIGN));
  const swap = i64x2.shr_s(odd, 63);
  const a = v128.xor(v128.bitselect(s, c, swap), v128.xor(odd, half));
  const b = v128.xor(v128.bitselect(c, s, swap), half);
  v128.store(out, v128.shuffle<f64>(a, b, 0, 2));
  v128.store(out, v128.shuffle<f64>(a, b, 1, 3), 16);
}

/** c + z r */
@inline function step(r: v128, z: v128, c: f64): v128 { return f64x2.add(f64x2.splat(c), f64x2.mul(z, r)); }

/** ln((w + ½) / 2³²) of two unsigned words. */
@inline function logarithm(words: v128): v128 {
  const value = f64x2.add(f64x2.convert_low_i32x4_u(words), f64x2.splat(0.5));
  let exponent = f64x2.sub(v128.or(i64x2.shr_u(value, 52), i64x2.splat(SHIFTER_BITS)), f64x2.splat(SHIFTED));
  let mantissa = v128.or(v128.and(value, i64x2.splat(MANTISSA)), i64x2.splat(ONE));
  const large = f64x2.gt(mantissa, f64x2.splat(SQRT2));
  mantissa = v128.bitselect(f64x2.mul(mantissa, f64x2.splat(0.5)), mantissa, large);
  exponent = f64x2.add(exponent, v128.and(large, f64x2.splat(1.0)));
  const s = f64x2.div(f64x2.sub(mantissa, f64x2.splat(1.0)), f64x2.add(mantissa, f64x2.splat(1.0)));
  const z = f64x2.mul(s, s);
  let tail = f64x2.splat(2.0 / 23.0);
  tail = step(tail, z, 2.0 / 21.0);
  tail = step(tail, z, 2.0 / 19.0);
  tail = step(tail, z, 2.0 / 17.0);
  tail = step(tail, z, 2.0 / 15.0);
  tail = step(tail, z, 2.0 / 13.0);
  tail = step(tail, z, 2.0 / 11.0);
  tail = step(tail, z, 2.0 / 9.0);
  tail = step(tail, z, 2.0 / 7.0);
  tail = step(tail, z, 2.0 / 5.0);
  tail = f64x2.mul(z, step(tail, z, 2.0 / 3.0));
  const low = f64x2.add(f64x2.mul(s, tail), f64x2.mul(exponent, f64x2.splat(LN2_LOW)));
  return f64x2.add(
    f64x2.mul(exponent, f64x2.splat(LN2_HIGH)),
    f64x2.add(f64x2.mul(f64x2.splat(2.0), s), low),
  );
}

/** Of two numbers in [-π/4, π/4]. */
@inline function cosine(x: v128): v128 {
  const z = f64x2.mul(x, x);
  let r = f64x2.splat(1.0 / 20922789888000.0);
  r = step(r, z, -1.0 / 87178291200.0);
  r = step(r, z, 1.0 / 479001600.0);
  r = step(r, z, -1.0 / 3628800.0);
  r = step(r, z, 1.0 / 40320.0);
  r = step(r, z, -1.0 / 720.0);
  r = step(r, z, 1.0 / 24.0);
  const start = f64x2.sub(f64x2.splat(1.0), f64x2.mul(f64x2.splat(0.5), z));
  return f64x2.add(start, f64x2.mul(f64x2.mul(z, z), r));
}

/** Of two numbers in [-π/4, π/4]. */
@inline function sine(x: v128): v128 {
  const z = f64x2.mul(x, x);
  let r = f64x2.splat(-1.0 / 1307674368000.0);
  r = step(r, z, 1.0 / 6227020800.0);
  r = step(r, z, -1.0 / 39916800.0);
  r = step(r, z, 1.0 / 362880.0);
  r = step(r, z, -1.0 / 5040.0);
  r = step(r, z, 1.0 / 120.0);
  r = step(r, z, -1.0 / 6.0);
  return f64x2.add(x, f64x2.mul(f64x2.mul(x, z), r));
}
