/** Fréchet distance of the Gaussians fitted to two sets (Heusel et al. 2017, in the given feature space). */
import { columnMeans } from "../arrays/rows.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { gradedCoupling, isGraded } from "./graded-coupling.ts";
import type { Quantity } from "./quantity.ts";
import { DENSE_DIMENSIONS, sampleMetric } from "./sample-metric.ts";

/** Mean (d) and covariance (d × d, divided by n - 1). */
interface Moments2 {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** Eigenvalues below this share of the largest count as 0. */
const CUT = 1e-12;

/**
 * |μ_g - μ_t|² + tr(Σ_g + Σ_t - 2 (Σ_t^½ Σ_g Σ_t^½)^½), squared units. Rows are its influence function (the optimal map
 * between the Gaussians), so that their mean over drawn samples is the distance to first order. At least 2 rows each.
 * @example
 * const sets = { train: Float64Array.of(-1, 1), generated: Float64Array.of(1, 3), d: 1 };
 * // 2², as the variances are the same
 * quantityValue(await frechetQuantity(kernels, sets)); // → 4
 */
export async function frechetQuantity(
  kernels: Kernels,
  { train, generated, d }: { train: Float64Array; generated: Float64Array; d: number },
): Promise<Quantity> {
  const [t, g] = [await fitMoments(kernels, train, d), await fitMoments(kernels, generated, d)];
  const pair = { train: t.covariance, generated: g.covariance, d };
  const { trace, map } = isGraded(pair) ? gradedCoupling(pair) : await coupling(kernels, pair);
  const shift = g.mean.map((value, j) => value - t.mean[j]);
  const value = shift.reduce((sum, one) => sum + one * one, 0) + trace;
  // I - A, A the map that carries the samples' Gaussian to the training one.
  const curve = map.map((one, at) => (at % (d + 1) === 0 ? 1 : 0) - one);
  const centred = centre(generated, g.mean);
  const m = generated.length / d;
  const bent = await kernels.multiply({ a: centred, b: curve, rows: m, inner: d, columns: d });
  const influence = Float64Array.from({ length: m }, (_, q) => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += centred[q * d + j] * (2 * shift[j] + bent[q * d + j]);
    return sum;
  });
  const centreOf = influence.reduce((sum, one) => sum + one, 0) / m;
  const rows = influence.map((one) => value + one - centreOf);
  return { name: "frechet", over: "generated", rows, pseudo: rows, finish: (mean) => Math.max(0, mean) };
}

/** Mean and covariance of the rows. */
async function fitMoments(kernels: Kernels, data: Float64Array, d: number): Promise<Moments2> {
  const n = data.length / d;
  const mean = columnMeans(data, d);
  const centred = centre(data, mean);
  const sizes = { rows: d, inner: n, columns: d, transposeA: true };
  const products = await kernels.multiply({ a: centred, b: centred, ...sizes });
  return { mean, covariance: products.map((value) => value / (n - 1)) };
}

function centre(data: Float64Array, mean: Float64Array): Float64Array {
  return data.map((value, i) => value - mean[i % mean.length]);
}

/** tr(Σ_g + Σ_t - 2 M^½) with M = Σ_t^½ Σ_g Σ_t^½, and A = Σ_t^½ M^(-½) Σ_t^½ (pseudo-inverse). */
async function coupling(
  kernels: Kernels,
  { train, generated, d }: { train: Float64Array; generated: Float64Array; d: number },
): Promise<{ trace: number; map: Float64Array }> {
  const multiply = (a: Float64Array, b: Float64Array) =>
    kernels.multiply({ a, b, rows: d, inner: d, columns: d });
  const root = await matrixPower(kernels, { matrix: train, d }, 0.5);
  const middle = symmetric(await multiply(await multiply(root, generated), root), d);
  const { values } = await kernels.eigen(middle, d);
  const inverse = await matrixPower(kernels, { matrix: middle, d }, -0.5);
  let trace = 0;
  for (let j = 0; j < d; j++) {
    trace += train[j * d + j] + generated[j * d + j] - 2 * Math.sqrt(Math.max(0, values[j]));
  }
  return { trace, map: await multiply(await multiply(root, inverse), root) };
}

/** A power of a positive semi-definite matrix, d × d; eigenvalues that are 0 up to rounding stay 0. */
async function matrixPower(
  kernels: Kernels,
  { matrix, d }: { matrix: Float64Array; d: number },
  power: number,
): Promise<Float64Array> {
  const { values, vectors } = await kernels.eigen(matrix, d);
  const least = CUT * Math.max(0, values[0]);
  const scaled = vectors.map((entry, at) => {
    const value = values[Math.floor(at / d)];
    return value > least ? entry * value ** power : 0;
  });
  return kernels.multiply({ a: vectors, b: scaled, rows: d, inner: d, columns: d, transposeA: true });
}

function symmetric(matrix: Float64Array, d: number): Float64Array {
  return matrix.map((value, at) => 0.5 * (value + matrix[(at % d) * d + Math.floor(at / d)]));
}

/** Fréchet distance from the training points. */
export const frechetDistance = sampleMetric({
  group: "quality",
  words: {
    frechet: { title: "Fréchet distance", meaning: "between Gaussian fits; 0: same mean and covariance" },
  },
  fewestPoints: 2,
  mostDimensions: DENSE_DIMENSIONS,
  measure: async ({ x: generated }, { density: { kernels, data: train, d } }) => ({
    metrics: { frechet: await frechetQuantity(kernels, { train, generated, d }) },
  }),
});
