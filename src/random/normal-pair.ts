/**
 * Box–Muller on 32-bit words, with a logarithm, sine and cosine of our own: `Math.log`, `Math.sin` and
 * `Math.cos` may differ in the last bit between engines, and the same seed must give the same bytes
 * everywhere. Only IEEE additions, products and square roots are used. Not a general elementary library.
 */

/** ln 2 as a sum: the high part times a small integer is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const ANGLE_STEP = Math.PI / 2 ** 31;
/** `HALVES[clz32(word)]` brings `word` into [1, 2); built by exact halving, as `Math.pow` may round. */
const HALVES: Float64Array = new Float64Array(33);
for (let e = 32, scale = 2; e >= 0; e--, scale /= 2) HALVES[e] = scale;

/** `ln((w + ½) / 2³²)` of the unsigned word `w`, by the series of atanh on a mantissa in [√½, √2). */
function logarithm(word: number): number {
  const zeros = Math.clz32(word);
  let exponent = -1 - zeros;
  let mantissa = ((word >>> 0) + 0.5) * HALVES[zeros];
  if (mantissa > Math.SQRT2) {
    mantissa *= 0.5;
    exponent++;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  let tail = 2 / 21 + z * (2 / 23);
  tail = 2 / 17 + z * (2 / 19 + z * tail);
  tail = 2 / 13 + z * (2 / 15 + z * tail);
  tail = 2 / 9 + z * (2 / 11 + z * tail);
  tail = 2 / 5 + z * (2 / 7 + z * tail);
  tail = z * (2 / 3 + z * tail);
  return exponent * LN2_HIGH + (2 * s + (s * tail + exponent * LN2_LOW));
}

/** Cosine of x in [-π/4, π/4]. */
function cosine(x: number): number {
  const z = x * x;
  let r = 1 / 20922789888000;
  r = -1 / 87178291200 + z * r;
  r = 1 / 479001600 + z * r;
  r = -1 / 3628800 + z * r;
  r = 1 / 40320 + z * r;
  r = -1 / 720 + z * r;
  r = 1 / 24 + z * r;
  return 1 - 0.5 * z + z * z * r;
}

/** Sine of x in [-π/4, π/4]. */
function sine(x: number): number {
  const z = x * x;
  let r = -1 / 1307674368000;
  r = 1 / 6227020800 + z * r;
  r = -1 / 39916800 + z * r;
  r = 1 / 362880 + z * r;
  r = -1 / 5040 + z * r;
  r = 1 / 120 + z * r;
  return x + x * z * (-1 / 6 + z * r);
}

/**
 * Writes the two independent standard normals made from two random 32-bit words to `out[0]`, `out[1]`:
 * radius √(-2 ln u) (at most 6.76) times cosine and sine of an angle at one of 2³² equally spaced places.
 */
export function normalPairInto(out: Float64Array, first: number, second: number): void {
  const radius = Math.sqrt(-2 * logarithm(first));
  const quadrant = (second + 0x20000000) >>> 30;
  const angle = (second - (quadrant << 30)) | 0;
  const x = (angle + 0.5) * ANGLE_STEP;
  const c = radius * cosine(x);
  const s = radius * sine(x);
  const odd = (quadrant & 1) === 1;
  const a = odd ? -s : c;
  const b = odd ? c : s;
  out[0] = quadrant >= 2 ? -a : a;
  out[1] = quadrant >= 2 ? -b : b;
}
