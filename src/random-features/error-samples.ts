/** Samples x_t ~ p_t over the time nodes of a rule, and what models say there. THEORY.md section 4. */
import type { Kernels, PointSet } from "../kernels/kernels.ts";
import type { Rng } from "../random/rng.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { type FeatureMap, hiddenBiases } from "./feature-map.ts";
import { type LossWeight, type Parameterization, timeWeight } from "./moment-problem.ts";
import { toPosteriorMean } from "./random-feature-mean.ts";
import type { TimeRule } from "./time-rule.ts";

/** `perNode` samples at each of `times.length` nodes, in the order of the nodes. */
export interface ErrorSamples {
  readonly d: number;
  readonly perNode: number;
  readonly times: Float64Array;
  /** x_t, (times.length · perNode) × d. */
  readonly points: Float64Array;
  /** Weight of each node on the squared error in posterior-mean units, divided by perNode: Σ is ∫ (λ/h²) dt. */
  readonly weights: Float64Array;
}

/** Options of {@link drawErrorSamples}; `perNode` is the number of samples at each time node. */
export interface ErrorSamplesOptions {
  readonly data: PointSet;
  readonly rule: TimeRule;
  readonly weight: LossWeight;
  readonly perNode: number;
  readonly rng: Rng;
}

/**
 * Draws x_t = a x_0 + √h z with x_0 a data row: one from each of `perNode` equal parts of the data.
 * @example
 * const rule = { times: Float64Array.of(0.001), weights: Float64Array.of(1) };
 * const { points } = drawErrorSamples({ data: twoModes, rule, weight: "h2", perNode: 2, rng });
 * [Math.round(points[0]), Math.round(points[2])]; // → [-3, 3]
 */
export function drawErrorSamples({ data, rule, weight, perNode, rng }: ErrorSamplesOptions): ErrorSamples {
  const { d, n } = data;
  const { times } = rule;
  const points = new Float64Array(times.length * perNode * d);
  const weights = new Float64Array(times.length);
  times.forEach((time, node) => {
    const { scale, variance } = ouLevel(time);
    const deviation = Math.sqrt(variance);
    weights[node] =
      (rule.weights[node] * timeWeight({ weight, parameterization: "posterior-mean" }, variance)) / perNode;
    const noise = rng.split("noise", node).normals(perNode * d);
    const shifts = rng.split("row", node).uniforms(perNode);
    for (let i = 0; i < perNode; i++) {
      const row = Math.min(n - 1, Math.floor(((i + shifts[i]) * n) / perNode));
      for (let k = 0; k < d; k++) {
        points[(node * perNode + i) * d + k] = scale * data.data[row * d + k] + deviation * noise[i * d + k];
      }
    }
  });
  return { d, perNode, times, points, weights };
}

/**
 * Posterior means m_θ of several output weights (d × p each) at the samples; each like `samples.points`.
 * @example
 * const samples = { d: 1, perNode: 2, times: Float64Array.of(1), points: Float64Array.of(-1, 2), weights: Float64Array.of(1) };
 * // A φ / √2 = relu(x) - relu(-x) = x
 * const outputs = [Float64Array.of(Math.SQRT2, -Math.SQRT2)];
 * await predictAll(kernels, samples, { features, outputs, parameterization: "posterior-mean" }); // → [[-1, 2]]
 */
export async function predictAll(
  kernels: Kernels,
  samples: ErrorSamples,
  {
    features,
    outputs,
    parameterization,
  }: { features: FeatureMap; outputs: readonly Float64Array[]; parameterization: Parameterization },
): Promise<Float64Array[]> {
  const { d, perNode, times, points } = samples;
  const { p } = features;
  const stacked = new Float64Array(outputs.length * d * p);
  outputs.forEach((output, at) => {
    stacked.set(output, at * d * p);
  });
  const biases = await hiddenBiases(kernels, features, times);
  const results = outputs.map(() => new Float64Array(points.length));
  for (let node = 0; node < times.length; node++) {
    const bias = Float64Array.from({ length: p }, (_, j) => biases[j * times.length + node]);
    const x = points.subarray(node * perNode * d, (node + 1) * perNode * d);
    const values = await kernels.featureMean({
      x,
      m: perNode,
      d,
      weights: features.spatial,
      bias,
      p,
      output: stacked,
      outputs: outputs.length * d,
      scale: 1 / Math.sqrt(p),
    });
    unstack(results, values, { node, perNode, d });
  }
  if (parameterization === "score") for (const result of results) nodesToPosteriorMean(result, samples);
  return results;
}

function unstack(
  results: readonly Float64Array[],
  values: Float64Array,
  { node, perNode, d }: { node: number; perNode: number; d: number },
): void {
  const width = results.length * d;
  for (let i = 0; i < perNode; i++) {
    results.forEach((result, at) => {
      const row = values.subarray(i * width + at * d, i * width + (at + 1) * d);
      result.set(row, (node * perNode + i) * d);
    });
  }
}

function nodesToPosteriorMean(values: Float64Array, { points, times, perNode, d }: ErrorSamples): void {
  const length = perNode * d;
  times.forEach((time, node) => {
    const range = [node * length, (node + 1) * length] as const;
    toPosteriorMean(values.subarray(...range), points.subarray(...range), ouLevel(time).variance);
  });
}
