/** The random features of a scene, trained in closed form: solved once, then every τ costs a matrix product. */
import { drawFeatureMap, type FeatureMap } from "../random-features/feature-map.ts";
import { densityMoments, type MomentError } from "../random-features/moments.ts";
import { type FeatureSolution, outputWeights, solveFeatures } from "../random-features/solve.ts";
import { createTimeRule, type TimeRule } from "../random-features/time-rule.ts";
import { type TrainedTime, trainedTimes } from "../random-features/trained-times.ts";
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
  const features = sceneFeatures(scene);
  onProgress("moments of the features", 0, 2);
  const problem = { ...config.loss, features, rule: sceneTimeRule(scene) };
  const moments = await densityMoments(density, problem, { method: "series", terms: TERMS, rng });
  onProgress("their spectrum", 1, 2);
  const solution = await solveFeatures(density.kernels, { features, moments });
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
  const times = await trainedTimes(
    density,
    { solution: training.solution, taus },
    {
      ...config.loss,
      features: training.features,
      rule: sceneTimeRule(scene, 8),
      perNode: ERROR_DRAWS,
      dim: config.ridge.dim,
      rng: rng.split("errors"),
    },
  );
  const column = (pick: (time: TrainedTime) => number) => Float64Array.from(times, pick);
  return {
    taus,
    normal: column(({ split }) => split.normal.total),
    tangent: column(({ split }) => split.tangent.total),
    normalArchitecture: column(({ split }) => split.normal.architecture),
    tangentArchitecture: column(({ split }) => split.tangent.architecture),
    loss: column(({ loss }) => loss),
  };
}
