/** How far moments from some of the data rows are from those of all, measured by repeating the choice. */
import type { Kernels } from "../kernels/kernels.ts";
import type { Rng } from "../random/rng.ts";
import { createDataQuadrature } from "./data-quadrature.ts";
import { spatialDirections } from "./feature-map.ts";
import { addFirstMoments, emptyFirstMoments, type FirstMoments, withNormals } from "./first-moments.ts";
import { type MomentProblem, momentBlocks } from "./moment-problem.ts";

/** Standard error of one choice of rows, relative to the size of the whole (0 where all rows are used). */
export interface SamplingError {
  /** Of V, in the Frobenius norm. */
  readonly cross: number;
  /** Of the diagonal of U, in the Euclidean norm. */
  readonly diagonal: number;
  readonly replicates: number;
}

/**
 * Estimates the error that the choice of data rows leaves, from independent choices of the same size. The
 * diagonal of U and V stand for all of U: they cost a small part of it.
 * @example
 * // every node sees all rows
 * await samplingError(kernels, problem, { rng }); // → { cross: 0, diagonal: 0, replicates: 0 }
 */
export async function samplingError(
  kernels: Kernels,
  problem: MomentProblem,
  { rng, replicates = 4 }: { rng: Rng; replicates?: number },
): Promise<SamplingError> {
  if (problem.quadrature.complete) return { cross: 0, diagonal: 0, replicates: 0 };
  const { times, weights, rowsPerNode } = problem.quadrature;
  const found: FirstMoments[] = [];
  for (let i = 0; i < replicates; i++) {
    const options = { count: problem.data.n, rowsPerNode, rng: rng.split("replicate", i) };
    const quadrature = createDataQuadrature({ times, weights }, options);
    found.push(await firstMoments(kernels, { ...problem, quadrature }));
  }
  return {
    cross: spread(found.map(({ cross }) => cross)),
    diagonal: spread(found.map(({ diagonal }) => diagonal)),
    replicates,
  };
}

async function firstMoments(kernels: Kernels, problem: MomentProblem): Promise<FirstMoments> {
  const { norms } = spatialDirections(problem.features);
  const sums = emptyFirstMoments(problem);
  for await (const block of momentBlocks(kernels, problem, norms)) {
    await addFirstMoments(sums, withNormals(block), { kernels, problem, norms });
  }
  return sums;
}

/** √(Σ sample variance / Σ mean²) of vectors. */
function spread(vectors: readonly Float64Array[]): number {
  let [variance, square] = [0, 0];
  for (let at = 0; at < (vectors[0]?.length ?? 0); at++) {
    const mean = vectors.reduce((sum, vector) => sum + vector[at], 0) / vectors.length;
    for (const vector of vectors) variance += (vector[at] - mean) ** 2 / (vectors.length - 1);
    square += mean * mean;
  }
  return Math.sqrt(variance / square);
}
