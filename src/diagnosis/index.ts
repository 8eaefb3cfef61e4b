/**
 * What becomes of finished samples: classes against the ridge, alone and side by side, and a card for each; and when
 * generation does what, by the data alone. Safe in browsers.
 */
export { ALTERNATIVES, type AlternativeName } from "./alternatives.ts";
export type { TestLevel } from "./choose-levels.ts";
export {
  CALIBRATION_POINTS,
  type Classes,
  type ClassFractions,
  type CriterionOptions,
  classify,
  defaultAnalysisTime,
  INTER_MODE,
  MEMORISED,
  MEMORISED_RATIO,
  OFF_RIDGE,
  type RidgeCriterion,
  ridgeCriterion,
  UNDECIDED,
} from "./classes.ts";
export { COLLAPSED_SIZE, type CollapseOptions, type CollapseTimes, collapseTimes } from "./collapse.ts";
export {
  type CurvePoint,
  type DiagnosedSet,
  type DiagnoseOptions,
  type Diagnosis,
  diagnoseSamples,
  type SampleSet,
} from "./diagnose.ts";
export { measureRegimes, type Regimes } from "./regimes.ts";
export {
  calibrateRidgeTest,
  LEAST_POINTS,
  type RidgeTest,
  type RidgeTestOptions,
  ridgeStatistic,
} from "./ridge-test.ts";
export {
  type BetweenModes,
  type CardModes,
  type CardOptions,
  cardModes,
  placesBetween,
  type SampleCards,
  sampleCards,
} from "./sample-cards.ts";
export {
  type RidgeSpeciation,
  ridgeSpeciation,
  type SpectralSpeciation,
  spectralSpeciation,
} from "./speciation.ts";
