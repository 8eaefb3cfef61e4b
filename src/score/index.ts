/** Score models: what a sampler follows. Safe in browsers. */
export {
  createEquivariantScore,
  type EquivariantOptions,
  type PatchBorder,
} from "./equivariant.ts";
export { createExactScore } from "./exact.ts";
export { createGaussianScore, fitGaussian, type Gaussian } from "./gaussian.ts";
export { createGuidedScore, type RidgeGuidance } from "./guided.ts";
export { type ImageShape, type PatchOptions, squareImage } from "./image-patches.ts";
export { createInflatedScore } from "./inflated.ts";
export { createLocalScore } from "./local.ts";
export {
  defineImageModel,
  defineScoreModel,
  type ImageModelEntry,
  type ModelOptions,
  type ModelRows,
  type ScoreModelEntry,
} from "./model-entry.ts";
export {
  IMAGE_MODELS,
  type KnownScoreModel,
  SCORE_MODELS,
  type ScoreModelName,
  scoreModelNamed,
} from "./models.ts";
export { createNearestNeighbourScore } from "./nearest-neighbours.ts";
export { createPerturbedScore, type PerturbedOptions } from "./perturbed.ts";
export {
  type MeanMap,
  meanMap,
  PREDICTION_KINDS,
  PREDICTIONS,
  type PredictionEntry,
  type PredictionKind,
} from "./prediction.ts";
export { type ScoreModel, scoreOf } from "./score-model.ts";
export { createSmoothedScore, type SmoothedOptions } from "./smoothed.ts";
