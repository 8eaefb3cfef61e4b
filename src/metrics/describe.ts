/** What each metric is called and how to read it, in a line. docs/metrics.md has the whole. */
import { namesOf } from "../arrays/names-of.ts";
import { METRIC_GROUPS, type MetricDescription } from "./sample-metric.ts";
import { type MetricName, SAMPLE_METRICS } from "./sample-metrics.ts";

export type { MetricDescription } from "./sample-metric.ts";

const DESCRIBED = METRIC_GROUPS.flatMap((group) =>
  SAMPLE_METRICS.filter((metric) => metric.group === group).flatMap(({ words }) => Object.entries(words)),
);

/** By name, in the order in which they are shown. */
export const METRIC_DESCRIPTIONS = Object.fromEntries(DESCRIBED) as Readonly<
  Record<MetricName, MetricDescription>
>;

/** Names of the metrics, in the order in which they are shown. */
export const METRIC_NAMES = namesOf(METRIC_DESCRIPTIONS);
