/** Metrics of samples, and statistics with their uncertainty. Safe in browsers. */
export { authenticSamples } from "./authenticity.ts";
export { calibratedDistances } from "./calibrated-distance.ts";
export {
  type CellDistances,
  type DataCopyingInput,
  dataCopying,
  dataCopyingEstimate,
} from "./data-copying.ts";
export { METRIC_DESCRIPTIONS, METRIC_NAMES, type MetricDescription } from "./describe.ts";
export { energyDistanceQuantity } from "./energy-distance.ts";
export { frechetQuantity } from "./frechet.ts";
export { type Cells, kMeans } from "./k-means.ts";
export { kernelDistanceQuantity, kernelPairMean } from "./kernel-distance.ts";
export { type JacobianTrace, modelLocalDimension, type TimedPoints } from "./local-dimension.ts";
export {
  createSampleMeasure,
  type MeasureOptions,
  type MetricEstimate,
  measureSamples,
  type SampleMeasure,
  type SampleMetrics,
} from "./measure-samples.ts";
export { type Agreement, type AgreementInput, modelAgreement } from "./model-agreement.ts";
export {
  type FormAgreement,
  type NearestFormInput,
  type NearestForms,
  nearestForms,
} from "./nearest-form.ts";
export { COPY_RATIO, nearestRatioQuantities, nearestRatios } from "./nearest-ratio.ts";
export { type NormalBundle, normalBundle } from "./normal-bundle.ts";
export { precisionRecallQuantities } from "./precision-recall.ts";
export { estimateQuantities, type Quantity, quantityValue } from "./quantity.ts";
export {
  type Responsibilities,
  type ResponsibilityPoint,
  responsibilities,
  responsibilityCurve,
} from "./responsibilities.ts";
export type { MetricName } from "./sample-metrics.ts";
export {
  projectOnSegment,
  type SegmentOptions,
  type Segments,
  segmentRates,
  segmentTest,
} from "./segment-test.ts";
export {
  passQueries,
  passTrain,
  type QueryPass,
  type SampleRoles,
  type TrainPass,
} from "./shared-pass.ts";
export { slicedWassersteinQuantity } from "./sliced-wasserstein.ts";
export {
  bootstrapEstimate,
  correlation,
  type Estimate,
  fractionEstimate,
  mean,
  quantile,
  rankCorrelation,
  ranks,
  rootMeanSquare,
} from "./statistics.ts";
export { trajectoryVariances } from "./trajectory-variance.ts";
export { vendiQuantity } from "./vendi.ts";
