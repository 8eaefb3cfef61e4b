/** Random features over training: output weights, loss, and errors by direction over draws of p_t (THEORY.md sections 4 and 7). */
import { lastOf } from "../arrays/present.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import type { Rng } from "../random/rng.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { drawErrorSamples, type ErrorSamples, predictAll } from "./error-samples.ts";
import { type ErrorSplit, splitErrors } from "./error-split.ts";
import type { FeatureMap } from "./feature-map.ts";
import type { LossWeight, Parameterization } from "./moment-problem.ts";
import { excessLossAt, type FeatureSolution, lossAt, outputWeights } from "./solve.ts";
import type { TimeRule } from "./time-rule.ts";

/** How errors are measured. */
export interface DirectionalErrorOptions {
  readonly features: FeatureMap;
  readonly parameterization: Parameterization;
  readonly weight: LossWeight;
  /** Time nodes of the integrals. */
  readonly rule: TimeRule;
  /** Draws of p_t at each time node. */
  readonly perNode: number;
  /** Ridge dimension. */
  readonly dim: number;
  readonly rng: Rng;
}

/** A model at one training time. */
export interface TrainedTime {
  readonly tau: number;
  /** A(τ), d × p. */
  readonly output: Float64Array;
  /** Directional errors over p_t, integrated over t with the loss weight. */
  readonly split: ErrorSplit;
  readonly loss: number;
  readonly excessLoss: number;
}

/** Weights, loss and errors at each of the training times. */
export async function trainedTimes(
  density: EmpiricalDensity,
  { solution, taus }: { solution: FeatureSolution; taus: ArrayLike<number> },
  options: DirectionalErrorOptions,
): Promise<TrainedTime[]> {
  const outputs: Float64Array[] = [];
  for (const tau of [...Array.from(taus), Infinity])
    outputs.push(await outputWeights(density.kernels, solution, tau));
  const splits = await directionalErrors(density, outputs, options);
  return splits.map((split, i) => {
    const tau = taus[i];
    const losses = { loss: lossAt(solution, tau), excessLoss: excessLossAt(solution, tau) };
    return { tau, output: outputs[i], split, ...losses };
  });
}

/** Errors of each of the outputs A, d × p, but the last, which is A(∞): what the others are split by. */
async function directionalErrors(
  density: EmpiricalDensity,
  outputs: readonly Float64Array[],
  { features, parameterization, weight, rule, perNode, dim, rng }: DirectionalErrorOptions,
): Promise<ErrorSplit[]> {
  const samples = drawErrorSamples({ data: density, rule, weight, perNode, rng });
  const { exact, tangent } = await exactAt(density, samples, dim);
  const predictions = await predictAll(density.kernels, samples, { features, outputs, parameterization });
  const limit = lastOf(predictions);
  return predictions
    .slice(0, -1)
    .map((trained) => splitErrors({ samples, exact, trained, limit, tangent, dim }));
}

/** Exact posterior means and tangent frames at the samples of every time node. */
async function exactAt(
  density: EmpiricalDensity,
  { points, times, perNode, d }: ErrorSamples,
  dim: number,
): Promise<{ exact: Float64Array; tangent: Float64Array }> {
  const exact = new Float64Array(points.length);
  const tangent = new Float64Array(points.length * dim);
  const rows = perNode * d;
  for (const [node, time] of times.entries()) {
    const x = points.subarray(node * rows, (node + 1) * rows);
    const found = await geometry(density, ouLevel(time), { x, dim });
    exact.set(found.posteriorMean, node * rows);
    tangent.set(found.tangent, node * rows * dim);
  }
  return { exact, tangent };
}
