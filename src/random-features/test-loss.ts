/** Train against test over training time: the denoising loss of a trained model on other data (arXiv 2505.17638). */
import type { Kernels } from "../kernels/kernels.ts";
import type { FeatureMoments } from "./moments.ts";
import { type FeatureSolution, lossAt, outputWeights } from "./solve.ts";

/** Losses at one training time. */
export interface LossPoint {
  readonly tau: number;
  readonly train: number;
  readonly test: number;
}

/**
 * L(A) = (1/d) [targetSquare + tr(A U Aᵀ) - 2 √p tr(A Vᵀ)] for output weights A (d × p) and the moments U, V of any
 * data under the same features, time rule and weight.
 * @example
 * // 1 + 2 - 2 √2
 * await lossOn(kernels, moments, { weights: Float64Array.of(1, 0), d: 1, p: 2 }); // → 0.1716
 */
export async function lossOn(
  kernels: Kernels,
  { second, cross, targetSquare }: Pick<FeatureMoments, "second" | "cross" | "targetSquare">,
  { weights, d, p }: { weights: Float64Array; d: number; p: number },
): Promise<number> {
  const products = await kernels.multiply({ a: weights, b: second, rows: d, inner: p, columns: p });
  let total = targetSquare;
  weights.forEach((value, at) => {
    total += value * (products[at] - 2 * Math.sqrt(p) * cross[at]);
  });
  return total / d;
}

/**
 * Train and test loss in closed form at each training time; `test` are the moments of held-out data.
 * @throws RangeError if a training time is negative or not a number
 * @example
 * const curve = await lossCurve(kernels, solution, { test: moments, taus: [0, Math.LN2 / 8] });
 * curve.map(({ train, test }) => [train, test]); // → [[1, 1], [0.5, 0.5]]
 */
export async function lossCurve(
  kernels: Kernels,
  solution: FeatureSolution,
  {
    test,
    taus,
  }: { test: Pick<FeatureMoments, "second" | "cross" | "targetSquare">; taus: readonly number[] },
): Promise<LossPoint[]> {
  const { d, p } = solution;
  const out: LossPoint[] = [];
  for (const tau of taus) {
    const weights = await outputWeights(kernels, solution, tau);
    out.push({ tau, train: lossAt(solution, tau), test: await lossOn(kernels, test, { weights, d, p }) });
  }
  return out;
}
