/** The random feature model in closed form. Safe in browsers. */
export {
  createDataQuadrature,
  type DataQuadratureOptions,
  type MomentQuadrature,
} from "./data-quadrature.ts";
export {
  drawErrorSamples,
  type ErrorSamples,
  type ErrorSamplesOptions,
  predictAll,
} from "./error-samples.ts";
export { type ErrorParts, type ErrorSplit, type ErrorSplitInput, splitErrors } from "./error-split.ts";
export {
  createFeatureMap,
  drawFeatureMap,
  type FeatureMap,
  type FeatureSizes,
  timeFeatures,
} from "./feature-map.ts";
export { type DescentState, gradientDescent, largestLearningRate } from "./gradient-descent.ts";
export {
  LOSS_WEIGHT_NAMES,
  LOSS_WEIGHTS,
  type LossWeight,
  type MomentProblem,
  PARAMETERIZATION_NAMES,
  PARAMETERIZATIONS,
  type Parameterization,
} from "./moment-problem.ts";
export { type FeatureMoments, featureMoments, type MomentError, type MomentOptions } from "./moments.ts";
export {
  createHiddenBias,
  createRandomFeatureMean,
  type HiddenBias,
  type RandomFeatureMean,
  type RandomFeatureMeanOptions,
} from "./random-feature-mean.ts";
export { type SamplingError, samplingError } from "./sampling-error.ts";
export {
  excessLossAt,
  type FeatureSolution,
  lossAt,
  modeCoefficients,
  nullSpaceError,
  outputWeights,
  solveFeatures,
  type TimeScales,
  timeScales,
} from "./solve.ts";
export { type LossPoint, lossCurve, lossOn } from "./test-loss.ts";
export {
  createTimeRule,
  TIME_RULE_NAMES,
  TIME_RULES,
  type TimeRule,
  type TimeRuleName,
  type TimeRuleOptions,
} from "./time-rule.ts";
