/** Principal components with latents of overall standard deviation 1 (end of THEORY.md section 9). */
import { expected } from "../errors/argument-error.ts";
import type { Kernels, PointSet } from "../kernels/kernels.ts";

/** A fitted linear encoder and its decoder. */
export interface Pca {
  readonly d: number;
  readonly k: number;
  /** Mean of the data, d. */
  readonly mean: Float64Array;
  /** Orthonormal directions as rows, k × d, by falling variance; the largest entry of each is positive. */
  readonly components: Float64Array;
  /** Variance of the data along each component (divided by n), k; in data units, before `scale`. */
  readonly explainedVariance: Float64Array;
  /** Share of the data's total variance along each component, k. */
  readonly explainedRatio: Float64Array;
  /** The one number that latents are multiplied by. */
  readonly scale: number;
}

const BLOCK = 4096;

/**
 * Fits the k leading principal components. Takes the d × d covariance, or the n × n Gram matrix where n < d.
 * @throws {RangeError} where k is no integer from 1 to min(n, d), or the data do not vary
 * @example
 * const { components, explainedVariance } = await fitPca(kernels, twoModes, 1);
 * components; // → [1, 0]
 * explainedVariance; // → [9]
 */
export async function fitPca(kernels: Kernels, points: PointSet, k: number): Promise<Pca> {
  const { n, d } = points;
  if (!Number.isInteger(k) || k < 1 || k > Math.min(n, d))
    throw expected("pca", `a number of components from 1 to ${Math.min(n, d)}`, k);
  const mean = columnMeans(points);
  const { variances, components, total } =
    n < d ? await fromGram(kernels, { points, mean }, k) : await fromCovariance(kernels, { points, mean }, k);
  const latentVariance = variances.reduce((sum, v) => sum + v, 0) / k;
  if (!(total > 1e-24 * squareSum(mean)) || !(latentVariance > 0))
    throw expected("pca", "data that vary", "equal rows");
  fixSigns(components, d);
  const explainedRatio = variances.map((v) => v / total);
  return {
    d,
    k,
    mean,
    components,
    explainedVariance: variances,
    explainedRatio,
    scale: 1 / Math.sqrt(latentVariance),
  };
}

/**
 * Latents of `m` rows of `x` (m × d), m × k: `scale · (x - mean) · componentsᵀ`.
 * @example
 * // one standard deviation, 3, along the only direction in which (±3, 0) vary
 * await encode(kernels, await fitPca(kernels, twoModes, 1), Float64Array.of(3, 5)); // → [1]
 */
export async function encode(kernels: Kernels, pca: Pca, x: Float64Array): Promise<Float64Array> {
  const { d, k, scale } = pca;
  const m = x.length / d;
  const out = new Float64Array(m * k);
  for (let first = 0; first < m; first += BLOCK) {
    const rows = Math.min(BLOCK, m - first);
    const a = centred({ points: { data: x, n: m, d }, mean: pca.mean }, first, rows);
    const latents = await kernels.multiply({
      a,
      b: pca.components,
      rows,
      inner: d,
      columns: k,
      transposeB: true,
    });
    for (let i = 0; i < latents.length; i++) out[first * k + i] = latents[i] * scale;
  }
  return out;
}

/**
 * The data-space rows of latents `z` (m × k), m × d: `z · components / scale + mean`.
 * @example
 * await decode(kernels, await fitPca(kernels, twoModes, 1), Float64Array.of(1, 2)); // → [3, 0, 6, 0]
 */
export async function decode(kernels: Kernels, pca: Pca, z: Float64Array): Promise<Float64Array> {
  const { d, k, scale, mean } = pca;
  const a = z.map((value) => value / scale);
  const out = await kernels.multiply({ a, b: pca.components, rows: z.length / k, inner: k, columns: d });
  for (let i = 0; i < out.length; i++) out[i] += mean[i % d];
  return out;
}

/** Points and their mean. */
interface Cloud {
  points: PointSet;
  mean: Float64Array;
}

interface Spectrum {
  variances: Float64Array;
  components: Float64Array;
  total: number;
}

async function fromCovariance(kernels: Kernels, cloud: Cloud, k: number): Promise<Spectrum> {
  const { n, d } = cloud.points;
  const covariance = new Float64Array(d * d);
  for (let first = 0; first < n; first += BLOCK) {
    const rows = Math.min(BLOCK, n - first);
    const block = centred(cloud, first, rows);
    const part = await kernels.multiply({
      a: block,
      b: block,
      rows: d,
      inner: rows,
      columns: d,
      transposeA: true,
    });
    for (let i = 0; i < covariance.length; i++) covariance[i] += part[i] / n;
  }
  symmetrise(covariance, d);
  const { values, vectors } = await kernels.eigen(covariance, d);
  return {
    variances: nonNegative(values, k),
    components: vectors.slice(0, k * d),
    total: trace(covariance, d),
  };
}

/** Directions from the eigenvectors u of the Gram matrix: Xᵀu / |Xᵀu|. */
async function fromGram(kernels: Kernels, cloud: Cloud, k: number): Promise<Spectrum> {
  const { n, d } = cloud.points;
  const x = centred(cloud, 0, n);
  const gram = await kernels.multiply({ a: x, b: x, rows: n, inner: d, columns: n, transposeB: true });
  for (let i = 0; i < gram.length; i++) gram[i] /= n;
  symmetrise(gram, n);
  const { values, vectors } = await kernels.eigen(gram, n);
  const a = vectors.slice(0, k * n);
  const components = await kernels.multiply({ a, b: x, rows: k, inner: n, columns: d });
  normaliseRows(components, d);
  return { variances: nonNegative(values, k), components, total: trace(gram, n) };
}

function columnMeans({ data, n, d }: PointSet): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) mean[j] += data[i * d + j];
  return mean.map((sum) => sum / n);
}

/** Rows `first, …, first + rows - 1` less the mean. */
function centred({ points: { data, d }, mean }: Cloud, first: number, rows: number): Float64Array {
  const out = data.slice(first * d, (first + rows) * d);
  for (let i = 0; i < rows; i++) for (let j = 0; j < d; j++) out[i * d + j] -= mean[j];
  return out;
}

function squareSum(row: Float64Array): number {
  return row.reduce((sum, v) => sum + v * v, 0);
}

function symmetrise(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const value = 0.5 * (matrix[i * n + j] + matrix[j * n + i]);
      matrix[i * n + j] = value;
      matrix[j * n + i] = value;
    }
}

function trace(matrix: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += matrix[i * n + i];
  return sum;
}

function nonNegative(values: Float64Array, k: number): Float64Array {
  return values.slice(0, k).map((value) => Math.max(0, value));
}

/** A direction without variance has no length to divide by and becomes zero. */
function normaliseRows(rows: Float64Array, d: number): void {
  for (let at = 0; at < rows.length; at += d) {
    const row = rows.subarray(at, at + d);
    const length = Math.sqrt(squareSum(row));
    if (length > 0) for (let j = 0; j < d; j++) row[j] /= length;
  }
}

function fixSigns(components: Float64Array, d: number): void {
  for (let at = 0; at < components.length; at += d) {
    const row = components.subarray(at, at + d);
    let largest = 0;
    for (let j = 1; j < d; j++) if (Math.abs(row[j]) > Math.abs(row[largest])) largest = j;
    if (row[largest] < 0) for (let j = 0; j < d; j++) row[j] = -row[j];
  }
}
