/** Experiments by name: configuration in, figures and numbers out. */

export * from "../diagnosis/diagnose.ts";
export type * from "../figure/figure.ts";
export { type MeasuredEntry, type MeasureSetsOptions, measureSets } from "../metrics/measure-sets.ts";
export { intervalText, numberText } from "../text/numbers.ts";
export { NETWORK_MODES_SETTINGS, type NetworkModesConfig } from "./network-modes/settings.ts";
export { type CardPictures, cardArrays, cardModeArrays, cardsPictures, cardsTable } from "./parts/cards.ts";
export { diagnosedArrays, diagnosisFigures, diagnosisMetrics } from "./parts/diagnosis.ts";
export {
  measuredArrays,
  measuredFigures,
  measuredMetrics,
  metricsFigure,
  responsibilitiesFigure,
} from "./parts/metrics.ts";
export type { RidgeConfig, SamplingConfig } from "./parts/settings.ts";
export {
  choosePreset,
  defaultsOf,
  definePreset,
  type Preset,
  type PresetDefaults,
  type PresetParts,
} from "./preset.ts";
export { findPreset, PRESETS } from "./presets.ts";
export { RANDOM_FEATURE_SETTINGS, type RandomFeatureConfig } from "./random-features/settings.ts";
export { MNIST_REFERENCE_SETTINGS, type MnistReferenceConfig } from "./reference/settings.ts";
export type {
  ExperimentContext,
  ExperimentResult,
  MetricLine,
  ResultArray,
  Summary,
  SummaryClasses,
  SummaryEntry,
  SummaryRidge,
} from "./result.ts";
export { TRAINING_CHECK_SETTINGS, type TrainingCheckConfig } from "./training-check/settings.ts";
