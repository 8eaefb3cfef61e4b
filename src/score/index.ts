/** Score models: what a sampler follows. Safe in browsers. */
export { createExactScore } from "./exact.ts";
export { createGaussianScore, fitGaussian, type Gaussian } from "./gaussian.ts";
export { createGuidedScore, type RidgeGuidance } from "./guided.ts";
export { createInflatedScore } from "./inflated.ts";
export {
  defineScoreModel,
  type ModelOptions,
  type ModelRows,
  type ScoreModelEntry,
} from "./model-entry.ts";
export { type KnownScoreModel, SCORE_MODELS, type ScoreModelName, scoreModelNamed } from "./models.ts";
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
