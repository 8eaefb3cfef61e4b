/** The models of a scene as score models. */
import { createHiddenBias, createRandomFeatureMean } from "../random-features/random-feature-mean.ts";
import { createExactScore } from "../score/exact.ts";
import { createInflatedScore } from "../score/inflated.ts";
import { createNearestNeighbourScore } from "../score/nearest-neighbours.ts";
import { createPerturbedScore } from "../score/perturbed.ts";
import type { ScoreModel } from "../score/score-model.ts";
import type { SceneModelKind } from "./config.ts";
import { sceneFeatures } from "./feature-training.ts";
import type { Scene } from "./scene.ts";

/** Models that follow from the data and the settings alone. */
export const KNOWN_MODELS: Readonly<
  Record<Exclude<SceneModelKind, "random-features" | "network">, (scene: Scene) => ScoreModel>
> = {
  exact: ({ density }) => createExactScore(density),
  inflated: ({ density, config }) => createInflatedScore(density, config.inflated.bandwidth),
  neighbours: ({ density, config }) => createNearestNeighbourScore(density, config.neighbours.count),
  perturbed: ({ density, config, rng }) =>
    createPerturbedScore(density, {
      ...config.perturbed,
      dim: config.ridge.dim,
      rng: rng.split("perturbed"),
    }),
};

/**
 * A function from output weights A, 2 × p, to the model that they make of the scene's features.
 * @example
 * const model = createFeatureModels(scene)(new Float64Array(2 * 32));
 * // A = 0
 * await model.posteriorMean(Float64Array.of(1, 2), 0.5); // → [0, 0]
 */
export function createFeatureModels(scene: Scene): (output: Float64Array) => ScoreModel {
  const { config, density, times } = scene;
  const features = sceneFeatures(scene);
  const biasAt = createHiddenBias(density.kernels, features, times);
  const { parameterization } = config.loss;
  return (output) => ({
    name: `random features, τ = ${config.tau}`,
    d: density.d,
    posteriorMean: createRandomFeatureMean(density.kernels, features, { output, parameterization, biasAt }),
  });
}
