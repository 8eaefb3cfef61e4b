/**
 * U of many features as matrix products: the Gaussian–Hermite (Mehler) series
 * E φ_i φ_j = s_i s_j Σ_k ρ_ij^k c_k(α_i) c_k(α_j), summed over quadrature points before it is multiplied by
 * ρ^k: U = Σ_k R^{∘k} ∘ G_k. THEORY.md section 7.
 */
import type { Kernels } from "../kernels/kernels.ts";
import { spatialDirections } from "./feature-map.ts";
import {
  addFirstMoments,
  emptyFirstMoments,
  type FirstMoments,
  type NormalBlock,
  reluMeans,
  withNormals,
} from "./first-moments.ts";
import { type MomentProblem, momentBlocks } from "./moment-problem.ts";

/** Columns of G_k made at a time; only the lower triangle is. */
const COLUMNS = 256;

/** U by the series with all terms up to ρ^terms; its truncation error is `first.diagonal - diag U` there. */
export async function mehlerMoments(
  kernels: Kernels,
  problem: MomentProblem,
  terms: number,
): Promise<{ second: Float64Array; first: FirstMoments }> {
  const { norms, directions } = spatialDirections(problem.features);
  const { p, d } = problem.features;
  const correlations = await kernels.multiply({
    a: directions,
    b: directions,
    transposeB: true,
    rows: p,
    inner: d,
    columns: p,
  });
  const [second, powers] = [new Float64Array(p * p), new Float64Array(p * p)];
  const first = emptyFirstMoments(problem);
  for await (const plain of momentBlocks(kernels, problem, norms)) {
    const block = withNormals(plain);
    await addFirstMoments(first, block, { kernels, problem, norms });
    powers.fill(1);
    for (const factor of hermiteFactors(block, terms)) {
      await addTerm(kernels, { second, powers, correlations }, { factor, p, count: block.count });
    }
  }
  finish(second, norms);
  return { second, first };
}

/** √(weight h) c_k(α) for k = 0 … terms, p × count each; the same array is used again. */
function* hermiteFactors(block: NormalBlock, terms: number): Generator<Float64Array> {
  const { standardized, weights, variances, density, distribution } = block;
  const roots = weights.map((weight, q) => Math.sqrt(weight * variances[q]));
  const out = new Float64Array(standardized.length);
  yield scaleRows(out, reluMeans(block), roots);
  yield scaleRows(out, distribution, roots);
  let [previous, current]: [Float64Array, Float64Array] = [new Float64Array(out.length), density.slice()];
  for (let k = 2; k <= terms; k++) {
    const scale = 1 / Math.sqrt(k * (k - 1));
    yield scaleRows(
      out,
      current,
      roots.map((root) => scale * root),
    );
    [previous, current] = hermiteStep(previous, current, { standardized, degree: k - 2 });
  }
}

/** out_jq = values_jq scale_q. */
function scaleRows(out: Float64Array, values: Float64Array, scale: Float64Array): Float64Array {
  const count = scale.length;
  for (let row = 0; row < out.length; row += count) {
    for (let q = 0; q < count; q++) out[row + q] = values[row + q] * scale[q];
  }
  return out;
}

/** ϕ(α) He_{m+1}(-α)/√(m+1)! into the array of degree m - 1; returns [degree m, degree m + 1]. */
function hermiteStep(
  previous: Float64Array,
  current: Float64Array,
  { standardized, degree }: { standardized: Float64Array; degree: number },
): [Float64Array, Float64Array] {
  const [a, b] = [-1 / Math.sqrt(degree + 1), Math.sqrt(degree / (degree + 1))];
  for (let at = 0; at < current.length; at++) {
    previous[at] = a * standardized[at] * current[at] - b * previous[at];
  }
  return [current, previous];
}

interface Sums {
  second: Float64Array;
  powers: Float64Array;
  correlations: Float64Array;
}

/** Adds powers ∘ (factor factorᵀ) to the lower triangle, by blocks of columns, and raises the powers by one. */
async function addTerm(
  kernels: Kernels,
  sums: Sums,
  { factor, p, count }: { factor: Float64Array; p: number; count: number },
): Promise<void> {
  for (let column = 0; column < p; column += COLUMNS) {
    const width = Math.min(COLUMNS, p - column);
    const product = await kernels.multiply({
      a: factor.subarray(column * count),
      b: factor.subarray(column * count, (column + width) * count),
      transposeB: true,
      rows: p - column,
      inner: count,
      columns: width,
    });
    for (let i = 0; i < p - column; i++)
      addRow(sums, product.subarray(i * width), { at: (column + i) * p + column, width });
  }
}

function addRow(
  { second, powers, correlations }: Sums,
  product: Float64Array,
  { at, width }: { at: number; width: number },
): void {
  for (let j = 0; j < width; j++) {
    second[at + j] += powers[at + j] * product[j];
    powers[at + j] *= correlations[at + j];
  }
}

/** Multiplies by |w_i||w_j|/p and mirrors the lower triangle. */
function finish(second: Float64Array, norms: Float64Array): void {
  const p = norms.length;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (second[i * p + j] * norms[i] * norms[j]) / p;
      second[i * p + j] = value;
      second[j * p + i] = value;
    }
  }
}
