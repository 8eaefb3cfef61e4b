/** The normal density and distribution function in double precision. Rational approximations after fdlibm. */

const SQRT_HALF = Math.SQRT1_2;
const DENSITY_AT_ZERO = 0.3989422804014327;
/** erf(1) near enough that the rest is one rational function. */
const ERF_NEAR_ONE = 0.8450629115104675;

/** Numerators and denominators, constant term first, of the four ranges of erfc. */
const SMALL = {
  over: [
    0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442,
    -0.000023763016656650163,
  ],
  under: [
    1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164,
    -0.000003960228278775368,
  ],
};
const MIDDLE = {
  over: [
    -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175,
    -0.11089469428239668, 0.035478304325618236, -0.002166375594868791,
  ],
  under: [
    1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
    0.011984499846799107,
  ],
};
const LARGE = {
  over: [
    -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
    -184.60509290671104, -81.2874355063066, -9.814329344169145,
  ],
  under: [
    1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
    108.63500554177944, 6.570249770319282, -0.0604244152148581,
  ],
};
const LARGEST = {
  over: [
    -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
    -1025.0951316110772, -483.5191916086514,
  ],
  under: [
    1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
    474.52854120695537, -22.44095244658582,
  ],
};

/** ϕ(x): the standard normal density. */
export function normalDensity(x: number): number {
  return DENSITY_AT_ZERO * Math.exp(-0.5 * x * x);
}

/** Φ(x): the standard normal distribution function, to about 1e-16 and small values to relative accuracy. */
export function normalDistribution(x: number): number {
  return 0.5 * complementaryError(-x * SQRT_HALF);
}

/** erfc(x) = 1 - erf(x). */
export function complementaryError(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) return 1 - (x + x * ratio(SMALL, x * x));
  if (size < 1.25) {
    const value = ratio(MIDDLE, size - 1);
    return x > 0 ? 1 - ERF_NEAR_ONE - value : 1 + ERF_NEAR_ONE + value;
  }
  if (size > 28) return x > 0 ? 0 : 2;
  const tail = errorTail(size);
  return x > 0 ? tail : 2 - tail;
}

/** erfc for 1.25 ≤ x ≤ 28; the exponent is split so that squaring loses nothing. */
function errorTail(x: number): number {
  const correction = ratio(x < 1 / 0.35 ? LARGE : LARGEST, 1 / (x * x));
  const head = Math.fround(x);
  return (Math.exp(-head * head - 0.5625) * Math.exp((head - x) * (head + x) + correction)) / x;
}

function ratio({ over, under }: { over: readonly number[]; under: readonly number[] }, x: number): number {
  return polynomial(over, x) / polynomial(under, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i];
  return value;
}
