/**
 * What the moments U and V integrate: features, data, quadrature, weight λ(t) and parameterisation, cut into
 * blocks of quadrature points that fit in memory. THEORY.md section 7.
 */
import { namesOf } from "../arrays/names-of.ts";
import type { Kernels, PointSet } from "../kernels/kernels.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { MomentQuadrature } from "./data-quadrature.ts";
import { type FeatureMap, hiddenBiases } from "./feature-map.ts";

/** λ(t) of the score loss, by name: powers of h. */
export const LOSS_WEIGHTS = {
  "1": { meaning: "λ = 1", power: 0 },
  h: { meaning: "λ = h", power: 1 },
  h2: { meaning: "λ = h²", power: 2 },
} as const satisfies Readonly<Record<string, { meaning: string; power: number }>>;

/** The names of the weights λ(t). */
export type LossWeight = keyof typeof LOSS_WEIGHTS;

/** Names of the weights λ(t), in the order in which messages list them. */
export const LOSS_WEIGHT_NAMES = namesOf(LOSS_WEIGHTS);

/** What Aφ/√p stands for, by name; its squared error is the score's times h to the power of `power`. */
export const PARAMETERIZATIONS = {
  "posterior-mean": { meaning: "the posterior mean m_θ", power: 2 },
  score: { meaning: "the score s_θ itself", power: 0 },
} as const satisfies Readonly<Record<string, { meaning: string; power: number }>>;

/** The names of what Aφ/√p may stand for. */
export type Parameterization = keyof typeof PARAMETERIZATIONS;

/** Names of what Aφ/√p may stand for, in the order in which messages list them. */
export const PARAMETERIZATION_NAMES = namesOf(PARAMETERIZATIONS);

/** A random feature regression, up to its solution. */
export interface MomentProblem {
  readonly features: FeatureMap;
  readonly data: PointSet;
  readonly quadrature: MomentQuadrature;
  readonly weight: LossWeight;
  readonly parameterization: Parameterization;
}

/** One block of quadrature points: pairs of a time node and a data row. */
export interface MomentBlock {
  readonly count: number;
  /** α_jq = (a w_j·x_q + c_j)/(√h |w_j|), p × count. */
  readonly standardized: Float64Array;
  /** The points a x_q themselves, count × d. */
  readonly points: Float64Array;
  /** Quadrature weight times the weight on |Aφ/√p - target|², count. */
  readonly weights: Float64Array;
  /** h at the points' times, count. */
  readonly variances: Float64Array;
}

/** Quadrature points in a block, about: 32 MB per array of p = 2000 features. */
const BLOCK_POINTS = 2048;

/** The weight on the squared error of Aφ/√p: λ for the score, λ/h² for the posterior mean. */
export function timeWeight(
  { weight, parameterization }: Pick<MomentProblem, "weight" | "parameterization">,
  variance: number,
): number {
  return variance ** (LOSS_WEIGHTS[weight].power - PARAMETERIZATIONS[parameterization].power);
}

/** The blocks of a problem, in order. */
export async function* momentBlocks(
  kernels: Kernels,
  problem: MomentProblem,
  norms: Float64Array,
): AsyncGenerator<MomentBlock> {
  const { times, rowsPerNode } = problem.quadrature;
  const nodes = Math.max(1, Math.floor(BLOCK_POINTS / rowsPerNode));
  for (let first = 0; first < times.length; first += nodes) {
    yield await momentBlock(kernels, problem, { first, end: Math.min(times.length, first + nodes), norms });
  }
}

interface NodeRange {
  first: number;
  end: number;
  norms: Float64Array;
}

async function momentBlock(
  kernels: Kernels,
  problem: MomentProblem,
  { first, end, norms }: NodeRange,
): Promise<MomentBlock> {
  const { features, quadrature } = problem;
  const { rowsPerNode } = quadrature;
  const count = (end - first) * rowsPerNode;
  const block = gather(problem, first, end);
  const times = quadrature.times.slice(first, end);
  const biases = await hiddenBiases(kernels, features, times);
  const standardized = await kernels.multiply({
    a: features.spatial,
    b: block.points,
    transposeB: true,
    rows: features.p,
    inner: features.d,
    columns: count,
  });
  for (let j = 0; j < features.p; j++) {
    for (let q = 0; q < count; q++) {
      const mean = standardized[j * count + q] + biases[j * times.length + Math.floor(q / rowsPerNode)];
      standardized[j * count + q] = mean / (Math.sqrt(block.variances[q]) * norms[j]);
    }
  }
  return { ...block, count, standardized };
}

function gather(
  { data, quadrature, weight, parameterization }: MomentProblem,
  first: number,
  end: number,
): Omit<MomentBlock, "standardized" | "count"> {
  const { d } = data;
  const { rowsPerNode, rows, times } = quadrature;
  const count = (end - first) * rowsPerNode;
  const [points, weights, variances] = [count * d, count, count].map((length) => new Float64Array(length));
  for (let q = 0; q < count; q++) {
    const node = first + Math.floor(q / rowsPerNode);
    const row = rows[first * rowsPerNode + q];
    const { scale, variance } = ouLevel(times[node]);
    const share = quadrature.weights[node] / rowsPerNode;
    weights[q] = share * timeWeight({ weight, parameterization }, variance);
    variances[q] = variance;
    for (let k = 0; k < d; k++) points[q * d + k] = scale * data.data[row * d + k];
  }
  return { points: points, weights: weights, variances: variances };
}
