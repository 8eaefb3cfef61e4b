/**
 * What one pass over the quadrature points gives exactly: V, the diagonal of U and the constant of the loss.
 * THEORY.md section 7, "Exact expectations".
 */
import type { Kernels } from "../kernels/kernels.ts";
import { normalDensity, normalDistribution } from "../kernels/special/normal.ts";
import type { MomentBlock, MomentProblem } from "./moment-problem.ts";

/** A block with ϕ(α) and Φ(α) of every feature at every point, p × count. */
export interface NormalBlock extends MomentBlock {
  readonly density: Float64Array;
  readonly distribution: Float64Array;
}

/** Sums over blocks. */
export interface FirstMoments {
  /** V, d × p. */
  readonly cross: Float64Array;
  /** Exact diagonal of U, p. */
  readonly diagonal: Float64Array;
  /** ∫ weight E|target|² dt. */
  targetSquare: number;
}

/** Sums of no blocks yet. */
export function emptyFirstMoments({ features }: MomentProblem): FirstMoments {
  const { p, d } = features;
  return { cross: new Float64Array(d * p), diagonal: new Float64Array(p), targetSquare: 0 };
}

/** A block with its ϕ and Φ. */
export function withNormals(block: MomentBlock): NormalBlock {
  const { standardized } = block;
  const [density, distribution] = [
    new Float64Array(standardized.length),
    new Float64Array(standardized.length),
  ];
  for (let at = 0; at < density.length; at++) {
    density[at] = normalDensity(standardized[at]);
    distribution[at] = normalDistribution(standardized[at]);
  }
  return { ...block, density, distribution };
}

/** c_0(α) = αΦ(α) + ϕ(α), elementwise: E φ_j in units of its standard deviation. */
export function reluMeans({ standardized, density, distribution }: NormalBlock): Float64Array {
  const out = new Float64Array(standardized.length);
  for (let at = 0; at < out.length; at++) out[at] = standardized[at] * distribution[at] + density[at];
  return out;
}

/** Adds a block to the sums. */
export async function addFirstMoments(
  sums: FirstMoments,
  block: NormalBlock,
  { kernels, problem, norms }: { kernels: Kernels; problem: MomentProblem; norms: Float64Array },
): Promise<void> {
  addDiagonal(sums.diagonal, block, norms);
  if (problem.parameterization === "score") addScoreCross(sums.cross, block, problem);
  else await addMeanCross(sums.cross, block, { kernels, problem, norms });
  sums.targetSquare += targetSquare(block, problem);
}

/** Σ weight h |w_j|² ((α² + 1)Φ + αϕ) / p. */
function addDiagonal(
  diagonal: Float64Array,
  { standardized, weights, variances, count, density, distribution }: NormalBlock,
  norms: Float64Array,
): void {
  const p = norms.length;
  for (let j = 0; j < p; j++) {
    let total = 0;
    for (let q = 0; q < count; q++) {
      const at = j * count + q;
      const alpha = standardized[at];
      const square = (alpha * alpha + 1) * distribution[at] + alpha * density[at];
      total += weights[q] * variances[q] * square;
    }
    diagonal[j] += (norms[j] ** 2 * total) / p;
  }
}

/** V for the posterior mean: Σ weight a x_0 E φ_j / p, with E φ_j = √h |w_j| (αΦ + ϕ). */
async function addMeanCross(
  cross: Float64Array,
  block: NormalBlock,
  { kernels, problem, norms }: { kernels: Kernels; problem: MomentProblem; norms: Float64Array },
): Promise<void> {
  const { p, d } = problem.features;
  const { weights, variances, points, count } = block;
  const means = reluMeans(block);
  const targets = points.map((x, at) => {
    const q = Math.floor(at / d);
    return x * weights[q] * Math.sqrt(variances[q]);
  });
  const sums = await kernels.multiply({
    a: targets,
    b: means,
    transposeA: true,
    transposeB: true,
    rows: d,
    inner: count,
    columns: p,
  });
  for (let at = 0; at < cross.length; at++) cross[at] += (sums[at] * norms[at % p]) / p;
}

/** V for the score: the target is -z/√h and E z φ_j = √h w_j Φ(α), so V = -Σ weight w_j Φ / p. */
function addScoreCross(
  cross: Float64Array,
  { weights, count, distribution }: NormalBlock,
  { features }: MomentProblem,
): void {
  const { p, d, spatial } = features;
  for (let j = 0; j < p; j++) {
    let total = 0;
    for (let q = 0; q < count; q++) total += weights[q] * distribution[j * count + q];
    for (let k = 0; k < d; k++) cross[k * p + j] -= (spatial[j * d + k] * total) / p;
  }
}

/** ∫ weight |a x_0|², or ∫ weight d / h. */
function targetSquare({ weights, variances, points, count }: MomentBlock, problem: MomentProblem): number {
  const { d } = problem.features;
  let total = 0;
  for (let q = 0; q < count; q++) {
    const size = () => points.subarray(q * d, (q + 1) * d).reduce((sum, x) => sum + x * x, 0);
    total += weights[q] * (problem.parameterization === "score" ? d / variances[q] : size());
  }
  return total;
}
