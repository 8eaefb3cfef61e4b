/** Small statistics with their uncertainty: what figures and verdicts are made of. */
import type { Rng } from "../random/rng.ts";

/** 0.975 quantile of the normal distribution. */
export const NORMAL_975 = 1.959963984540054;

/** A value with a 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Arithmetic mean; NaN of nothing.
 * @example
 * mean([1, 2, 6]); // → 3
 */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/**
 * Square root of the mean square; NaN of nothing.
 * @example
 * rootMeanSquare([1, 7]); // → 5
 */
export function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ** 2;
  return Math.sqrt(sum / values.length);
}

/**
 * The p-quantile with linear interpolation between order statistics (NumPy's default); NaN of nothing.
 * @example
 * quantile([1, 2, 4], 0.75); // → 3
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return NaN;
  const at = p * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  return below === above ? below : below + (at - Math.floor(at)) * (above - below);
}

/**
 * The finite-sample quantile: a further draw from where the values come from exceeds it with a chance of at most 1 - p. It
 * is the ⌈(n+1) p⌉-th smallest value; Infinity where there are too few.
 * @example
 * finiteSampleQuantile([3, 1, 2], 0.5); // → 2
 * finiteSampleQuantile([3, 1, 2], 0.95); // → Infinity
 */
export function finiteSampleQuantile(values: ArrayLike<number>, p: number): number {
  const rank = Math.ceil((values.length + 1) * p - 1e-9);
  return rank > values.length ? Infinity : Float64Array.from(values).sort()[rank - 1];
}

/**
 * The median of the finite values; NaN where there are none.
 * @example
 * median([4, NaN, 1, Infinity, 2]); // → 2
 */
export function median(values: ArrayLike<number>): number {
  return quantile(Array.from(values).filter(Number.isFinite), 0.5);
}

/**
 * Wilson's 95 % interval for a fraction.
 * @example
 * fractionEstimate(5, 10); // → { value: 0.5, low: 0.2366, high: 0.7634 }
 */
export function fractionEstimate(hits: number, total: number): Estimate {
  if (total === 0) return { value: NaN, low: NaN, high: NaN };
  const z = NORMAL_975;
  const p = hits / total;
  const centre = (p + (z * z) / (2 * total)) / (1 + (z * z) / total);
  const half = (z / (1 + (z * z) / total)) * Math.sqrt((p * (1 - p)) / total + (z * z) / (4 * total * total));
  return { value: p, low: hits === 0 ? 0 : centre - half, high: hits === total ? 1 : centre + half };
}

/**
 * Percentile bootstrap, 95 %: `resamples` draws of the rows 0…n-1 with replacement, seeded.
 * @example
 * const values = [1, 2, 6];
 * bootstrapEstimate(3, (rows) => mean(Array.from(rows, (row) => values[row])), { rng }).value; // → 3
 */
export function bootstrapEstimate(
  n: number,
  statistic: (rows: Int32Array) => number,
  { rng, resamples = 1000 }: { rng: Rng; resamples?: number },
): Estimate {
  const value = statistic(Int32Array.from({ length: n }, (_, i) => i));
  const draws = Float64Array.from({ length: resamples }, (_, r) =>
    statistic(rng.split("bootstrap", r).integers(n, n)),
  );
  return { value, low: quantile(draws, 0.025), high: quantile(draws, 0.975) };
}

/**
 * Ranks from 1; ties share their mean rank.
 * @example
 * ranks([10, 30, 20, 30]); // → [1, 3.5, 2, 3.5]
 */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const out = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) out[order[i]] = (start + end + 1) / 2;
    start = end;
  }
  return out;
}

/**
 * Pearson's correlation; NaN where one side is constant.
 * @example
 * correlation([1, 2, 3], [1, 3, 2]); // → 0.5
 */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : NaN;
}

/**
 * Spearman's rank correlation with a one-sided permutation p-value (the alternative: positive).
 * @example
 * rankCorrelation([1, 2, 3], [1, 10, 100], { rng }).value; // → 1
 */
export function rankCorrelation(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { rng, permutations = 999 }: { rng: Rng; permutations?: number },
): { value: number; p: number } {
  const [ra, rb] = [ranks(a), ranks(b)];
  const value = correlation(ra, rb);
  if (Number.isNaN(value)) return { value, p: NaN };
  let atLeast = 0;
  for (let i = 0; i < permutations; i++) {
    const order = rng.split("permutation", i).permutation(rb.length);
    if (
      correlation(
        ra,
        Float64Array.from(order, (k) => rb[k]),
      ) >= value
    )
      atLeast++;
  }
  return { value, p: (1 + atLeast) / (1 + permutations) };
}
