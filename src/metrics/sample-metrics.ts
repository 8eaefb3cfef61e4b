/** All metrics of samples: a line each. Definitions in docs/metrics.md. */
import { authenticity } from "./authenticity.ts";
import { calibratedDistance } from "./calibrated-distance.ts";
import { copyingTest } from "./copying-test.ts";
import { energyDistance } from "./energy-distance.ts";
import { frechetDistance } from "./frechet.ts";
import { kernelDistance } from "./kernel-distance.ts";
import { nearestRatio } from "./nearest-ratio.ts";
import { precisionRecall } from "./precision-recall.ts";
import { posteriorWeights } from "./responsibilities.ts";
import type { SampleMetric } from "./sample-metric.ts";
import { slicedWasserstein } from "./sliced-wasserstein.ts";
import { trajectoryVariance } from "./trajectory-variance.ts";
import { vendiScore } from "./vendi.ts";

/** In the order in which they are measured and written; tables show them group by group. */
export const SAMPLE_METRICS = [
  nearestRatio,
  calibratedDistance,
  authenticity,
  precisionRecall,
  frechetDistance,
  kernelDistance,
  energyDistance,
  slicedWasserstein,
  vendiScore,
  posteriorWeights,
  trajectoryVariance,
  copyingTest,
] as const satisfies readonly SampleMetric[];

type NameOf<Metric> = Metric extends SampleMetric<infer Name> ? Name : never;

/** The names of the metrics. */
export type MetricName = NameOf<(typeof SAMPLE_METRICS)[number]>;
