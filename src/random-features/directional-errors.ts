/** The errors of output weights by direction, over draws of p_t (THEORY.md sections 4 and 7). */
import { lastOf } from "../arrays/present.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import type { Rng } from "../random/rng.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { drawErrorSamples, type ErrorSamples, predictAll } from "./error-samples.ts";
import { type ErrorSplit, splitErrors } from "./error-split.ts";
import type { FeatureMap } from "./feature-map.ts";
import type { LossWeight, Parameterization } from "./moment-problem.ts";
import type { TimeRule } from "./time-rule.ts";

/** Options of {@link directionalErrors}. */
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

/** Errors of each of the outputs A, d × p, but the last, which is A(∞): what the others are split by. */
export async function directionalErrors(
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
