/** Experiments by name: configuration in, figures and numbers out. */
export { type CardPictures, cardArrays, cardModeArrays, cardsPictures, cardsTable } from "./card-figures.ts";
export {
  checkConfig,
  type MnistReferenceConfig,
  mnistReferenceSchema,
  type RandomFeatureConfig,
  type RidgeConfig,
  randomFeatureSchema,
  type SamplingConfig,
  settingPaths,
  type TrainingCheckConfig,
  trainingCheckSchema,
  withSettings,
} from "./config.ts";
export {
  type CurvePoint,
  type DiagnosedSet,
  type DiagnoseOptions,
  type Diagnosis,
  diagnosedArrays,
  diagnoseSamples,
  diagnosisFigures,
  diagnosisMetrics,
  type SampleSet,
} from "./diagnose.ts";
export type {
  Axis,
  ClassesFigure,
  Figure,
  GraphFigure,
  HistogramFigure,
  ImagesFigure,
  LinesFigure,
  Rule,
  SampleClass,
  Scale,
  ScatterFigure,
  SceneFigure,
  ScenePanel,
  Series,
  TableFigure,
  TreeFigure,
} from "./figure.ts";
export { findPreset, PRESETS, type Preset } from "./presets.ts";
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
export {
  intervalText,
  type MeasuredEntry,
  type MeasureSetsOptions,
  measuredArrays,
  measuredFigures,
  measuredMetrics,
  measureSets,
  metricsFigure,
  numberText,
  responsibilitiesFigure,
} from "./sample-metrics.ts";
