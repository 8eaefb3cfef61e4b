/**
 * U by the exact formula for every pair of features: p² special functions per quadrature point, right for a
 * few hundred features and as the judge of the series. THEORY.md section 7.
 */
import type { Kernels } from "../kernels/kernels.ts";
import { spatialDirections } from "./feature-map.ts";
import { addFirstMoments, emptyFirstMoments, type FirstMoments, withNormals } from "./first-moments.ts";
import { type MomentProblem, momentBlocks } from "./moment-problem.ts";

/** Index pairs of features, and a value each. */
export interface EntryList {
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** U, p × p, exact up to the quadrature over time and data; and what {@link addFirstMoments} sums. */
export async function exactMoments(
  kernels: Kernels,
  problem: MomentProblem,
): Promise<{ second: Float64Array; first: FirstMoments }> {
  const { p } = problem.features;
  const { norms } = spatialDirections(problem.features);
  const first = emptyFirstMoments(problem);
  for await (const block of momentBlocks(kernels, problem, norms)) {
    await addFirstMoments(first, withNormals(block), { kernels, problem, norms });
  }
  const entries = lowerTriangle(p);
  const values = await exactEntries(kernels, problem, entries);
  const second = new Float64Array(p * p);
  values.forEach((value, at) => {
    const [i, j] = [entries.first[at], entries.second[at]];
    second[i * p + j] = value;
    second[j * p + i] = value;
  });
  return { second, first };
}

/** Entries of U by the exact formula. */
export async function exactEntries(
  kernels: Kernels,
  problem: MomentProblem,
  { first, second }: EntryList,
): Promise<Float64Array> {
  const { p, d } = problem.features;
  const { norms, directions } = spatialDirections(problem.features);
  const out = new Float64Array(first.length);
  for await (const { standardized, weights, variances, count } of momentBlocks(kernels, problem, norms)) {
    const scaled = weights.map((weight, q) => weight * variances[q]);
    const request = { standardized, weights: scaled, nodes: count, directions, d, first, second };
    const sums = await kernels.reluProducts(request);
    for (let at = 0; at < out.length; at++) out[at] += sums[at];
  }
  return out.map((value, at) => (value * norms[first[at]] * norms[second[at]]) / p);
}

function lowerTriangle(p: number): EntryList {
  const [first, second] = [new Int32Array((p * (p + 1)) / 2), new Int32Array((p * (p + 1)) / 2)];
  for (let i = 0, at = 0; i < p; i++) {
    for (let j = 0; j <= i; j++, at++) {
      first[at] = i;
      second[at] = j;
    }
  }
  return { first, second };
}
