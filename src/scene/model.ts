/** The models of a scene as score models. */
import { createFeatureModel, createHiddenBias } from "../random-features/random-feature-mean.ts";
import type { ScoreModelEntry } from "../score/model-entry.ts";
import { SCORE_MODELS, type ScoreModelName } from "../score/models.ts";
import type { ScoreModel } from "../score/score-model.ts";
import { sceneFeatures } from "./feature-training.ts";
import type { Scene } from "./scene.ts";

/** Models that follow from the data and the settings alone. */
export const KNOWN_MODELS = Object.fromEntries(
  SCORE_MODELS.map((entry) => [entry.name, (scene: Scene) => createKnown(entry, scene)]),
) as Readonly<Record<ScoreModelName, (scene: Scene) => ScoreModel>>;

function createKnown({ name, create }: ScoreModelEntry, { density, config, rng }: Scene): ScoreModel {
  const groups = config as unknown as Readonly<Record<string, Record<string, number> | undefined>>;
  return create(density, { settings: groups[name] ?? {}, dim: config.ridge.dim, rng: rng.split(name) });
}

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
  const name = `random features, τ = ${config.tau}`;
  return (output) =>
    createFeatureModel(density.kernels, features, { name, output, parameterization, biasAt });
}
