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

@inline function power(n: v128): v128 { return i64x2.shl(f64x2.add(n, f64x2.splat(SHIFTER)), 52); }

@inline function rest(x: v128, n: v128): v128 {
  return f64x2.sub(f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2_HIGH))), f64x2.mul(n, f64x2.splat(LN2_LOW)));
}

@inline function next(p: v128, r: v128, c: v128): v128 { return f64x2.add(f64x2.mul(p, r), c); }

/**
 * The same of eight doubles in their place, those below -700 as -700; NaN stays. Constants are brought once for two pairs, and even and odd terms go
 * apart, so that one need not wait for the other.
 */
export function expEight(at: usize): void {
  const least = f64x2.splat(-700.0), log2e = f64x2.splat(LOG2E);
  const x0 = f64x2.pmax(v128.load(at), least), x1 = f64x2.pmax(v128.load(at, 16), least);
  const x2 = f64x2.pmax(v128.load(at, 32), least), x3 = f64x2.pmax(v128.load(at, 48), least);
  const n0 = f64x2.nearest(f64x2.mul(x0, log2e)), n1 = f64x2.nearest(f64x2.mul(x1, log2e));
  const n2 = f64x2.nearest(f64x2.mul(x2, log2e)), n3 = f64x2.nearest(f64x2.mul(x3, log2e));
  twoTaylors(at, rest(x0, n0), rest(x1, n1), power(n0), power(n1));
  twoTaylors(at + 32, rest(x2, n2), rest(x3, n3), power(n2), power(n3));
}

/** exp of r and s, each times its power of 2. */
@inline function twoTaylors(at: usize, r: v128, s: v128, scaleR: v128, scaleS: v128): void {
  const rr = f64x2.mul(r, r), ss = f64x2.mul(s, s);
  let c = f64x2.splat(1.0 / 479001600.0), evenR = c, evenS = c;
  c = f64x2.splat(1.0 / 6227020800.0);
  let oddR = c, oddS = c;
  c = f64x2.splat(1.0 / 3628800.0); evenR = next(evenR, rr, c); evenS = next(evenS, ss, c);
  c = f64x2.splat(1.0 / 39916800.0); oddR = next(oddR, rr, c); oddS = next(oddS, ss, c);
  c = f64x2.splat(1.0 / 40320.0); evenR = next(evenR, rr, c); evenS = next(evenS, ss, c);
  c = f64x2.splat(1.0 / 362880.0); oddR = next(oddR, rr, c); oddS = next(oddS, ss, c);
  c = f64x2.splat(1.0 / 720.0); evenR = next(evenR, rr, c); evenS = next(evenS, ss, c);
  c = f64x2.splat(1.0 / 5040.0); oddR = next(oddR, rr, c); oddS = next(oddS, ss, c);
  c = f64x2.splat(1.0 / 24.0); evenR = next(evenR, rr, c); evenS = next(evenS, ss, c);
  c = f64x2.splat(1.0 / 120.0); oddR = next(oddR, rr, c); oddS = next(oddS, ss, c);
  c = f64x2.splat(0.5); evenR = next(evenR, rr, c); evenS = next(evenS, ss, c);
  c = f64x2.splat(1.0 / 6.0); oddR = next(oddR, rr, c); oddS = next(oddS, ss, c);
  c = f64x2.splat(1.0); evenR = next(evenR, rr, c); evenS = next(evenS, ss, c);
  oddR = next(oddR, rr, c); oddS = next(oddS, ss, c);
  v128.store(at, f64x2.mul(f64x2.add(evenR, f64x2.mul(r, oddR)), scaleR));
  v128.store(at, f64x2.mul(f64x2.add(evenS, f64x2.mul(s, oddS)), scaleS), 16);
}
