/** One scene in the plane: points, a model of their score, samples on their way, and what is measured. Safe in browsers. */
export {
  type FeatureTraining,
  featureWeights,
  sceneFeatures,
  type TrainingCurves,
  trainFeatures,
  trainingCurves,
  trainingTime,
} from "./feature-training.ts";
export {
  type GridField,
  type Landscape,
  type LandscapeEdge,
  landscapeAt,
  type MergeBranches,
  mergeBranches,
} from "./landscape.ts";
export { type Measured, measurePaths } from "./measures.ts";
export { createFeatureModels, KNOWN_MODELS } from "./model.ts";
export {
  KNOWN_MODEL_ROWS,
  type KnownModelRows,
  modelSettingPaths,
  NETWORK,
  OWN_MODEL,
  RANDOM_FEATURES,
  SCENE_MODEL_ENTRIES,
  SCENE_MODELS,
  type SceneModelEntry,
  type SceneModelKind,
} from "./model-entries.ts";
export { generatePaths, joinPaths, type Paths, sceneNoise } from "./paths.ts";
export { fieldAt, type Places, type Probe, probeAt, type VectorField } from "./probe.ts";
export { CUSTOM_SET, createScene, type Scene, sceneCriterion, scenePoints } from "./scene.ts";
export { modelSettings, SCENE_SETTINGS, type SceneConfig, sceneDefaults } from "./settings.ts";
