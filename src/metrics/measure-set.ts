/** All metrics of one set of points against the training points, before their intervals. */
import type { Quantity } from "./quantity.ts";
import type {
  BesideSamples,
  Measured,
  Measurement,
  PointsToMeasure,
  SampleMetric,
  Yardstick,
} from "./sample-metric.ts";
import { SAMPLE_METRICS } from "./sample-metrics.ts";
import { passQueries, type QueryPass } from "./shared-pass.ts";
import type { Estimate } from "./statistics.ts";

/** One set, measured. */
export interface MeasuredSet {
  readonly pass: QueryPass;
  readonly quantities: readonly Quantity[];
  /** By name, what brings its own interval. */
  readonly estimates: Readonly<Record<string, Estimate>>;
  /** By name, one number a point. */
  readonly perSample: Readonly<Record<string, Float64Array>>;
  /** Cells that the data-copying test used (0: not made). */
  readonly cells: number;
}

/** Measures the points `x`, m × d. What cannot be computed of these sizes is left out. */
export async function measureSet(
  x: Float64Array,
  yardstick: Yardstick,
  beside: BesideSamples = {},
): Promise<MeasuredSet> {
  const { density, train, k } = yardstick;
  const pass = await passQueries(density.kernels, train, { queries: x, k });
  const points = { x, m: x.length / density.d, pass, ...beside };
  const found: Measured<string>[] = [];
  for (const metric of SAMPLE_METRICS) {
    const measured = await measureOne(metric, points, yardstick);
    if (measured) found.push(measured);
  }
  return {
    pass,
    quantities: found.flatMap(({ metrics }) => quantitiesOf(metrics)),
    estimates: Object.fromEntries(found.flatMap(({ metrics }) => estimatesOf(metrics))),
    perSample: Object.assign({}, ...found.map(({ perSample }) => perSample)),
    cells: Math.max(0, ...found.map(({ cells = 0 }) => cells)),
  };
}

async function measureOne(
  { fewestPoints = 1, mostDimensions = Infinity, measure }: SampleMetric,
  points: PointsToMeasure,
  yardstick: Yardstick,
): Promise<Measured<string> | undefined> {
  if (Math.min(points.m, yardstick.density.n) < fewestPoints || yardstick.density.d > mostDimensions)
    return undefined;
  return measure(points, yardstick);
}

/** Those that are means over rows; strict ones after all others of the same computation. */
function quantitiesOf(metrics: Measured<string>["metrics"]): Quantity[] {
  const rows = Object.entries(metrics).flatMap(([name, one]) => (isRows(one) ? [{ ...one, name }] : []));
  const strict = rows.flatMap(({ name, strict: one }) => (one ? [{ ...one, name: `${name}_strict` }] : []));
  return [...rows, ...strict];
}

function estimatesOf(metrics: Measured<string>["metrics"]): [string, Estimate][] {
  return Object.entries(metrics).flatMap(([name, one]) =>
    one && "estimate" in one ? [[name, one.estimate]] : [],
  );
}

function isRows(one: Measurement | undefined): one is Extract<Measurement, { rows: Float64Array }> {
  return one !== undefined && "rows" in one;
}
