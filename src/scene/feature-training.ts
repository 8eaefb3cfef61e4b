/** The random features of a scene, trained in closed form: solved once, then every τ costs a matrix product. */
import { lastOf } from "../arrays/present.ts";
import { geometry } from "../density/geometry.ts";
import { createDataQuadrature } from "../random-features/data-quadrature.ts";
import { drawErrorSamples, predictAll } from "../random-features/error-samples.ts";
import { splitErrors } from "../random-features/error-split.ts";
import { drawFeatureMap, type FeatureMap } from "../random-features/feature-map.ts";
import { featureMoments, type MomentError } from "../random-features/moments.ts";
import { type FeatureSolution, lossAt, outputWeights, solveFeatures } from "../random-features/solve.ts";
import { createTimeRule, type TimeRule } from "../random-features/time-rule.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { Scene } from "./scene.ts";

/** The closed form of a scene's features. */
export interface FeatureTraining {
  readonly features: FeatureMap;
  readonly solution: FeatureSolution;
  readonly momentError: MomentError;
}

/** Uniform panels of the time rule: enough for the slow harmonics of a scene; the error is measured. */
const PANELS = 16;
/** Terms of the Mehler series. */
const TERMS = 16;

/**
 * The frozen features of a scene: the same for every loss and training time.
 * @example
 * const { p, d } = sceneFeatures(scene);
 * [p, d]; // → [32, 2]
 */
export function sceneFeatures({ config, density, rng }: Scene): FeatureMap {
  const { p, harmonics } = config.features;
  const sizes = { p, harmonics, d: density.d, horizon: config.time.horizon };
  return drawFeatureMap(sizes, rng.split("features"));
}

/**
 * Moments and spectrum of a scene's features.
 * @example
 * const { solution } = await trainFeatures(scene);
 * solution.eigen.values.length; // → 32
 */
export async function trainFeatures(
  scene: Scene,
  onProgress: (what: string, done: number, total: number) => void = () => {},
): Promise<FeatureTraining> {
  const { config, density, rng } = scene;
  const { kernels } = density;
  const features = sceneFeatures(scene);
  const { weight, parameterization } = config.loss;
  onProgress("moments of the features", 0, 2);
  const quadrature = createDataQuadrature(sceneTimeRule(scene), {
    count: density.n,
    rng: rng.split("quadrature"),
  });
  const problem = { features, data: density, quadrature, weight, parameterization };
  const options = { method: "series", terms: TERMS, rng: rng.split("entries") } as const;
  const moments = await featureMoments(kernels, problem, options);
  onProgress("their spectrum", 1, 2);
  const solution = await solveFeatures(kernels, { features, moments });
  onProgress("their spectrum", 2, 2);
  return { features, solution, momentError: moments.error };
}

function sceneTimeRule({ config }: Scene, density?: number): TimeRule {
  const { min, horizon } = config.time;
  const { harmonics } = config.features;
  return createTimeRule({
    timeMin: min,
    horizon,
    harmonics,
    panels: PANELS,
    ...(density === undefined ? {} : { density }),
  });
}

/**
 * The training time as a number; "inf" is Infinity.
 * @example
 * trainingTime("inf"); // → Infinity
 */
export function trainingTime(tau: number | "inf"): number {
  return tau === "inf" ? Infinity : tau;
}

/**
 * A(τ), 2 × p, at the scene's training time.
 * @example
 * const training = await trainFeatures(scene);
 * const start = await featureWeights(scene, training, 0);
 * // A(0) = A₀
 * start[5] - training.features.initial[5]; // → 0
 */
export function featureWeights(
  { density, config }: Scene,
  { solution }: FeatureTraining,
  tau: number = trainingTime(config.tau),
): Promise<Float64Array> {
  return outputWeights(density.kernels, solution, tau);
}

/** Errors over p_t and loss at training times, each as long as `taus`. */
export interface TrainingCurves {
  readonly taus: Float64Array;
  /** ∫ λ E|P ε|² dt, whole and of the architecture alone. */
  readonly normal: Float64Array;
  readonly tangent: Float64Array;
  readonly normalArchitecture: Float64Array;
  readonly tangentArchitecture: Float64Array;
  readonly loss: Float64Array;
}

/** Draws of p_t at each time node. */
const ERROR_DRAWS = 8;

/**
 * Directional errors over training, THEORY.md sections 4 and 7, at each training time of `taus`.
 * @throws RangeError if a training time is negative or not a number
 * @example
 * const { loss } = await trainingCurves(scene, await trainFeatures(scene), Float64Array.of(0, 10, 100));
 * loss[0] > loss[1] && loss[1] > loss[2]; // → true
 */
export async function trainingCurves(
  scene: Scene,
  training: FeatureTraining,
  taus: Float64Array,
): Promise<TrainingCurves> {
  const { config, density, rng } = scene;
  const { dim } = config.ridge;
  const { weight, parameterization } = config.loss;
  const rule = sceneTimeRule(scene, 8);
  const samples = drawErrorSamples({
    data: density,
    rule,
    weight,
    perNode: ERROR_DRAWS,
    rng: rng.split("errors"),
  });
  const { exact, tangent } = await exactAt(scene, samples);
  const outputs: Float64Array[] = [];
  for (const tau of [...taus, Infinity]) outputs.push(await featureWeights(scene, training, tau));
  const { features } = training;
  const predictions = await predictAll(density.kernels, samples, { features, outputs, parameterization });
  const limit = lastOf(predictions);
  const splits = predictions
    .slice(0, -1)
    .map((trained) => splitErrors({ samples, exact, trained, limit, tangent, dim }));
  const column = (pick: (split: (typeof splits)[number]) => number) => Float64Array.from(splits, pick);
  return {
    taus,
    normal: column((split) => split.normal.total),
    tangent: column((split) => split.tangent.total),
    normalArchitecture: column((split) => split.normal.architecture),
    tangentArchitecture: column((split) => split.tangent.architecture),
    loss: Float64Array.from(taus, (tau) => lossAt(training.solution, tau)),
  };
}

/** Exact posterior means and tangent frames at the samples of every time node. */
async function exactAt(
  { config, density }: Scene,
  { points, times, perNode, d }: ReturnType<typeof drawErrorSamples>,
): Promise<{ exact: Float64Array; tangent: Float64Array }> {
  const { dim } = config.ridge;
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
