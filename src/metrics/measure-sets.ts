/** All metrics of several sets of samples, side by side. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { Rng } from "../random/rng.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { createSampleMeasure, type SampleMetrics } from "./measure-samples.ts";
import { type ResponsibilityPoint, responsibilityCurve } from "./responsibilities.ts";

/** One set of samples with its metrics. */
export interface MeasuredEntry {
  readonly name: string;
  readonly measured: SampleMetrics;
  /** Mean responsibilities over the times asked for. */
  readonly responsibilities: readonly ResponsibilityPoint[];
}

/** How sets are measured. */
export interface MeasureSetsOptions {
  /** Real points outside the training set, H × d, in the density's space. */
  readonly heldOut?: Float64Array;
  /** t_a: responsibilities and local dimension are taken at this OU time. */
  readonly analysisTime: number;
  /** Further times of the responsibility curves. */
  readonly times?: readonly number[];
  /** The feature space, in words: that of the density. */
  readonly space: string;
  readonly rng: Rng;
  /** Predictions of the clean points at the last steps (m × d each, of a single set): they give the trajectory variance. */
  readonly records?: readonly Float64Array[];
  onProgress?(what: string, done: number, total: number): void;
}

/**
 * Measures every set (M × d) against the density's training points.
 * @example
 * const sets = [{ name: "copies", samples: ring.data.slice(0, 100) }];
 * const [entry] = await measureSets(ring, sets, { analysisTime: 0.1, space: "data space", rng });
 * entry.measured.metrics.memorised_fraction.value; // → 1
 */
export async function measureSets(
  density: EmpiricalDensity,
  sets: readonly { readonly name: string; readonly samples: Float64Array }[],
  { heldOut, analysisTime, times = [], space, rng, records, onProgress }: MeasureSetsOptions,
): Promise<MeasuredEntry[]> {
  const { kernels, data: train, d } = density;
  onProgress?.("measuring samples", 0, sets.length + 1);
  const roles = { kernels, d, train, ...(heldOut && { test: heldOut }) };
  const { measure } = await createSampleMeasure(roles, { rng, space, level: ouLevel(analysisTime) });
  const curveTimes = [...new Set([...times, analysisTime])].sort((a, b) => a - b);
  const out: MeasuredEntry[] = [];
  for (const [i, { name, samples }] of sets.entries()) {
    onProgress?.("measuring samples", i + 1, sets.length + 1);
    const responsibilities = await responsibilityCurve(density, samples, curveTimes);
    out.push({ name, measured: await measure(samples, records), responsibilities });
  }
  return out;
}
