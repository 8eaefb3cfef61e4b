/** Kernel distance (KID; Bińkowski et al. 2018): squared maximum mean discrepancy with a cubic kernel, unbiased. */
import type { Kernels } from "../kernels/kernels.ts";
import type { Quantity } from "./quantity.ts";
import { FEWEST_TO_COMPARE, sampleMetric } from "./sample-metric.ts";
import { mean } from "./statistics.ts";

/** Rows of a block of the kernel matrix. */
const BLOCK = 256;

/**
 * Mean of k over pairs of samples + mean over pairs of training points - 2 · mean over both, pairs being two different
 * rows, k(x, y) = (x·y/d + 1)³. Unbiased, so it may be below 0. Rows are its first-order form over the samples.
 * @example
 * const sets = { generated: Float64Array.of(1, 1), train: Float64Array.of(0, 0), trainMean: 1, d: 1 };
 * // (1 + 1)³ + 1 - 2 · 1
 * quantityValue(await kernelDistanceQuantity(kernels, sets)); // → 7
 */
export async function kernelDistanceQuantity(
  kernels: Kernels,
  {
    generated,
    train,
    trainMean,
    d,
  }: { generated: Float64Array; train: Float64Array; trainMean: number; d: number },
): Promise<Quantity> {
  const own = await kernelMeans(kernels, { a: generated, b: generated, d });
  const across = await kernelMeans(kernels, { a: generated, b: train, d });
  const m = generated.length / d;
  const among = own.sums.map((sum, q) => (sum - own.diagonal[q]) / (m - 1));
  const between = across.sums.map((sum) => sum / (train.length / d));
  const value = mean(among) + trainMean - 2 * mean(between);
  const influence = among.map((one, q) => 2 * (one - between[q]));
  const centre = mean(influence);
  const rows = influence.map((one) => value + one - centre);
  return { name: "kid", over: "generated", rows, pseudo: rows };
}

/**
 * Mean of the kernel over pairs of two different rows, n × d.
 * @example
 * // (2³ + 1 + 1) / 3
 * await kernelPairMean(kernels, Float64Array.of(0, 1, 1), 1); // → 3.333
 */
export async function kernelPairMean(kernels: Kernels, rows: Float64Array, d: number): Promise<number> {
  const { sums, diagonal } = await kernelMeans(kernels, { a: rows, b: rows, d });
  const n = rows.length / d;
  return mean(sums.map((sum, i) => (sum - diagonal[i]) / (n - 1)));
}

/** Σ of k(a_q, ·) over the rows of b, and k(a_q, a_q); a block of rows at a time. */
async function kernelMeans(
  kernels: Kernels,
  { a, b, d }: { a: Float64Array; b: Float64Array; d: number },
): Promise<{ sums: Float64Array; diagonal: Float64Array }> {
  const [m, n] = [a.length / d, b.length / d];
  const sums = new Float64Array(m);
  for (let start = 0; start < m; start += BLOCK) {
    const end = Math.min(start + BLOCK, m);
    const sizes = { rows: end - start, inner: d, columns: n, transposeB: true };
    const products = await kernels.multiply({ a: a.subarray(start * d, end * d), b, ...sizes });
    for (let q = start, at = 0; q < end; q++) {
      let sum = 0;
      for (const row = at + n; at < row; at++) sum += cubic(products[at], d);
      sums[q] = sum;
    }
  }
  const diagonal = Float64Array.from({ length: m }, (_, q) => {
    const row = a.subarray(q * d, (q + 1) * d);
    return cubic(
      row.reduce((sum, value) => sum + value * value, 0),
      d,
    );
  });
  return { sums, diagonal };
}

function cubic(product: number, d: number): number {
  const value = product / d + 1;
  return value * value * value;
}

/** Kernel distance from the training points. */
export const kernelDistance = sampleMetric({
  group: "quality",
  words: {
    kid: { title: "kernel distance (KID)", meaning: "unbiased, cubic kernel; 0: same distribution" },
  },
  fewestPoints: FEWEST_TO_COMPARE,
  measure: async ({ x: generated }, { density: { kernels, d }, kernelRows, kernelMean }) => {
    const sets = { generated, train: kernelRows, trainMean: kernelMean, d };
    return { metrics: { kid: await kernelDistanceQuantity(kernels, sets) } };
  },
});
