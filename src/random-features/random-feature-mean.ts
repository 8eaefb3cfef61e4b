/** The trained random feature model as a function of (x, t). */
import { expected } from "../errors/argument-error.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { ScoreModel } from "../score/score-model.ts";
import { type FeatureMap, hiddenBiases } from "./feature-map.ts";
import type { Parameterization } from "./moment-problem.ts";

/** m_θ(x, t), m × d, for samples x, m × d; a sample's value does not depend on its batch. */
export type RandomFeatureMean = (x: Float64Array, time: number) => Promise<Float64Array>;

/** W_t ψ(t) + b at one time, p. */
export type HiddenBias = (time: number) => Promise<Float64Array>;

/** What is trained, and how it is read. */
export interface RandomFeatureMeanOptions {
  /** A, d × p. */
  readonly output: Float64Array;
  /** What Aφ/√p is; default the posterior mean. */
  readonly parameterization?: Parameterization;
  /** Default {@link createHiddenBias} of the features. */
  readonly biasAt?: HiddenBias;
}

/**
 * The hidden biases of a feature map; those of `times` are made at once and kept.
 * @example
 * await createHiddenBias(kernels, { ...features, bias: Float64Array.of(1, 2) })(0.5); // → [1, 2]
 */
export function createHiddenBias(
  kernels: Kernels,
  features: FeatureMap,
  times: Float64Array = new Float64Array(0),
): HiddenBias {
  let kept: Promise<Map<number, Float64Array>> | undefined;
  const keep = async () => {
    const all = await hiddenBiases(kernels, features, times);
    const column = (q: number) =>
      Float64Array.from({ length: features.p }, (_, j) => all[j * times.length + q]);
    return new Map(Array.from(times, (time, q) => [time, column(q)]));
  };
  return async (time) => {
    if (times.length > 0) kept ??= keep();
    return (await kept)?.get(time) ?? hiddenBiases(kernels, features, Float64Array.of(time));
  };
}

/**
 * The posterior mean m_θ of output weights A, d × p: Aφ/√p itself, or x + h Aφ/√p where that is the score.
 * @throws RangeError if `output` is not d × p.
 * @example
 * // A φ / √2 = relu(x) - relu(-x) = x
 * const meanAt = createRandomFeatureMean(kernels, features, { output: Float64Array.of(Math.SQRT2, -Math.SQRT2) });
 * await meanAt(Float64Array.of(-1, 2), 0.5); // → [-1, 2]
 */
export function createRandomFeatureMean(
  kernels: Kernels,
  features: FeatureMap,
  {
    output,
    parameterization = "posterior-mean",
    biasAt = createHiddenBias(kernels, features),
  }: RandomFeatureMeanOptions,
): RandomFeatureMean {
  const { p, d } = features;
  if (output.length !== d * p) {
    throw expected("output", `${d * p} numbers`, output.length);
  }
  return async (x, time) => {
    const bias = await biasAt(time);
    const values = await kernels.featureMean({
      x,
      m: x.length / d,
      d,
      weights: features.spatial,
      bias,
      p,
      output,
      outputs: d,
      scale: 1 / Math.sqrt(p),
    });
    if (parameterization === "score") toPosteriorMean(values, x, ouLevel(time).variance);
    return values;
  };
}

/** {@link createRandomFeatureMean} as a model of the score. */
export function createFeatureModel(
  kernels: Kernels,
  features: FeatureMap,
  { name, ...options }: RandomFeatureMeanOptions & { readonly name: string },
): ScoreModel {
  return { name, d: features.d, posteriorMean: createRandomFeatureMean(kernels, features, options) };
}

/** s ← x + h s: turns scores into posterior means in place. */
export function toPosteriorMean(values: Float64Array, x: Float64Array, variance: number): void {
  for (let at = 0; at < values.length; at++) values[at] = x[at] + variance * values[at];
}
