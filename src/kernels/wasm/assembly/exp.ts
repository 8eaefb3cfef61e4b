// exp of two non-positive doubles at once, to about one unit in the last place; below 2^-1022 it is 0.
//
// x = n ln 2 + r with |r| <= ln 2 / 2; exp r by its Taylor polynomial of degree 13 (remainder below 5e-18);
// 2^n by its bits: adding 1.5 · 2^52 + 1023 leaves n + 1023 in the low bits of the mantissa.

const LOG2E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const SHIFTER: f64 = 6755399441055744.0 + 1023.0;
const SMALLEST: f64 = -708.0;

@inline function step(p: v128, r: v128, c: f64): v128 { return f64x2.add(f64x2.mul(p, r), f64x2.splat(c)); }

/** exp of two doubles that are at most 0. */
@inline export function expNegative(x: v128): v128 {
  const n = f64x2.nearest(f64x2.mul(x, f64x2.splat(LOG2E)));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2_HIGH))), f64x2.mul(n, f64x2.splat(LN2_LOW)));
  let p = f64x2.splat(1.0 / 6227020800.0);
  p = step(p, r, 1.0 / 479001600.0);
  p = step(p, r, 1.0 / 39916800.0);
  p = step(p, r, 1.0 / 3628800.0);
  p = step(p, r, 1.0 / 362880.0);
  p = step(p, r, 1.0 / 40320.0);
  p = step(p, r, 1.0 / 5040.0);
  p = step(p, r, 1.0 / 720.0);
  p = step(p, r, 1.0 / 120.0);
  p = step(p, r, 1.0 / 24.0);
  p = step(p, r, 1.0 / 6.0);
  p = step(p, r, 0.5);
  p = step(p, r, 1.0);
  p = step(p, r, 1.0);
  const power = i64x2.shl(f64x2.add(n, f64x2.splat(SHIFTER)), 52);
  return v128.and(f64x2.mul(p, power), f64x2.ge(x, f64x2.splat(SMALLEST)));
}
