/** What a metric of samples is made of: its words, and how it is measured. The list of all is in sample-metrics.ts. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { Rng } from "../random/rng.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import type { Quantity } from "./quantity.ts";
import type { QueryPass, TrainPass } from "./shared-pass.ts";
import type { Estimate } from "./statistics.ts";

/** One metric in words. */
export interface MetricDescription {
  readonly title: string;
  /** One clause: what it is and which way to read it. */
  readonly meaning: string;
  /** Its values are shares, 0 … 1. */
  readonly share?: boolean;
}

/** What every set is measured against. */
export interface Yardstick {
  readonly density: EmpiricalDensity;
  readonly train: TrainPass;
  /** Rank of the neighbour that sets the radius of balls. */
  readonly k: number;
  /** Cells of the data-copying test at most. */
  readonly cells: number;
  /** Training points of the kernel distance, and the mean of the kernel over their pairs. */
  readonly kernelRows: Float64Array;
  readonly kernelMean: number;
  readonly level: NoiseLevel | undefined;
  /** Split by name for whatever is drawn. */
  readonly rng: Rng;
}

/** What there is beside samples; held-out points that are measured in their place have none of it. */
export interface BesideSamples {
  /** Predictions x̂_0 at the last recorded steps, m × d each. */
  readonly records?: readonly Float64Array[];
  readonly heldOut?: QueryPass;
}

/** Points to be measured: samples, or held-out points in their place. */
export interface PointsToMeasure extends BesideSamples {
  /** m × d. */
  readonly x: Float64Array;
  readonly m: number;
  readonly pass: QueryPass;
}

type Rows = Omit<Quantity, "name">;

/** A metric before its interval; an estimate where it brings its own. */
export type Measurement =
  | (Rows & {
      /** Another convention of the same, for the numbers only: NAME_strict. */
      readonly strict?: Rows;
    })
  | { readonly estimate: Estimate };

/** What a metric, or several from one computation, give of one set. */
export interface Measured<Name extends string> {
  /** Undefined: it cannot be computed of these sizes. */
  readonly metrics: Readonly<Record<Name, Measurement | undefined>>;
  /** By name, one number a point, m each. */
  readonly perSample?: Readonly<Record<string, Float64Array>>;
  /** Cells that the data-copying test used. */
  readonly cells?: number;
}

/** Where a metric stands in tables: by what it asks, in the order of {@link METRIC_GROUPS}. */
type MetricGroup = (typeof METRIC_GROUPS)[number];

/** Groups of metrics, as they are shown one after the other. */
export const METRIC_GROUPS = ["copies", "fidelity", "posterior", "quality"] as const;

/** A metric of samples, or several from one computation. */
export interface SampleMetric<Name extends string = string> {
  readonly group: MetricGroup;
  readonly words: Readonly<Record<Name, MetricDescription>>;
  /** It is left out where there are fewer points or training points, and of more dimensions; default 1 and any. */
  readonly fewestPoints?: number;
  readonly mostDimensions?: number;
  measure(
    points: PointsToMeasure,
    yardstick: Yardstick,
  ): Measured<Name> | undefined | Promise<Measured<Name> | undefined>;
}

/**
 * Means over pairs of two different points say little of fewer points than these (a pair has one distance and no
 * spread): metrics made of them are left out.
 */
export const FEWEST_TO_COMPARE = 10;

/** Beyond so many dimensions metrics that need a matrix of that size are left out. */
export const DENSE_DIMENSIONS = 1024;

/** Infers the names, so that one that is described but not measured, or measured but not described, does not compile. */
export function sampleMetric<const Name extends string>(metric: SampleMetric<Name>): SampleMetric<Name> {
  return metric;
}
