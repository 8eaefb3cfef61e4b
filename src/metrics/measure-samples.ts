/** Every metric of a set of samples in one call; definitions in docs/metrics.md. */

import { takeRows } from "../arrays/rows.ts";
import { createDensity, requireFinite } from "../density/empirical-density.ts";
import { expected } from "../errors/argument-error.ts";
import type { Rng } from "../random/rng.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import { kernelPairMean } from "./kernel-distance.ts";
import { type MeasuredSet, measureSet } from "./measure-set.ts";
import { estimateQuantities, quantityValue } from "./quantity.ts";
import type { Yardstick } from "./sample-metric.ts";
import { passTrain, type SampleRoles } from "./shared-pass.ts";
import type { Estimate } from "./statistics.ts";

/** Options of {@link measureSamples}. */
export interface MeasureOptions {
  readonly rng: Rng;
  /** The feature space that all sets are in: "data space", "pca:16 latents", … */
  readonly space: string;
  /** Rank of the neighbour that sets the balls of precision and recall; fewer where a set is smaller. Default 5. */
  readonly neighbours?: number;
  /** Cells of the data-copying test at most; fewer where a cell would hold no held-out point. Default 5. */
  readonly cells?: number;
  /** Noise level at which responsibilities and local dimension are taken; absent: they are left out. */
  readonly level?: NoiseLevel;
  /** Predictions x̂_0 at the last recorded steps, m × d each, for the trajectory variance; absent: it is left out. */
  readonly records?: readonly Float64Array[];
}

/** One metric: its value with a 95 % interval, of the kind that {@link estimateQuantities} says. */
export interface MetricEstimate extends Estimate {
  /** The same metric of the held-out points in the samples' place; absent without them. */
  readonly heldOut?: number;
}

/** All metrics of one set of samples. */
export interface SampleMetrics {
  readonly space: string;
  /** By name; what cannot be computed of these sizes is left out. */
  readonly metrics: Readonly<Record<string, MetricEstimate>>;
  /** By name, one number a sample, m each. */
  readonly perSample: Readonly<Record<string, Float64Array>>;
  /** k in use, and the cells of the data-copying test (0: not made). */
  readonly neighbours: number;
  readonly cells: number;
}

/** Measures one set of samples after the other against the same training and held-out points. */
export interface SampleMeasure {
  /**
   * @param records predictions x̂_0 at the last recorded steps, m × d each, for the trajectory variance; absent: left out
   * @throws RangeError if the samples do not fit
   */
  measure(generated: Float64Array, records?: readonly Float64Array[]): Promise<SampleMetrics>;
}

/**
 * Makes all passes that do not depend on the samples.
 * @throws RangeError if sizes do not fit, a number is not finite, or there are fewer than 2 training points
 * @example
 * const { measure } = await createSampleMeasure({ kernels, d: 2, train: ring.data }, { rng, space: "data space" });
 * const { metrics } = await measure(ring.data.slice(0, 100));
 * metrics.memorised_fraction.value; // → 1
 */
export async function createSampleMeasure(
  roles: Omit<SampleRoles, "generated">,
  options: Omit<MeasureOptions, "records">,
): Promise<SampleMeasure> {
  checkRoles(roles);
  const { test, d } = roles;
  const yardstick = await createYardstick(roles, options);
  const theirs = test && (await measureSet(test, yardstick));
  const { space, rng } = options;
  return {
    async measure(generated, records) {
      checkRoles({ d, generated });
      const ours = await measureSet(generated, yardstick, { records, heldOut: theirs?.pass });
      const { quantities, estimates, perSample, cells } = ours;
      const metrics = { ...withHeldOut(estimateQuantities(quantities, rng), theirs), ...estimates };
      return { space, metrics, perSample, neighbours: yardstick.k, cells };
    },
  };
}

/**
 * Measures generated samples against training points, and held-out points the same way where they are given.
 * @throws RangeError if sizes do not fit, a number is not finite, or there are fewer than 2 training points
 * @example
 * const roles = { kernels, d: 2, train: ring.data, generated: ring.data.slice(0, 100) };
 * const { metrics } = await measureSamples(roles, { rng, space: "data space" });
 * metrics.nearest_ratio.value; // → 0
 */
export async function measureSamples(roles: SampleRoles, options: MeasureOptions): Promise<SampleMetrics> {
  checkRoles(roles);
  const { measure } = await createSampleMeasure(roles, options);
  return measure(roles.generated, options.records);
}

function checkRoles({ d, ...sets }: Partial<SampleRoles> & { d: number }): void {
  for (const name of ["train", "generated", "test"] as const) {
    const data = sets[name];
    if (data === undefined) continue;
    const least = name === "train" ? 2 : 1;
    if (data.length % d !== 0 || data.length < least * d)
      throw expected(name, `at least ${least} rows of ${d} numbers`, `${data.length} numbers`);
    requireFinite(name, data, d);
  }
}

async function createYardstick(
  roles: Omit<SampleRoles, "generated">,
  options: MeasureOptions,
): Promise<Yardstick> {
  const { kernels, d, train: data } = roles;
  const { rng, neighbours = 5, cells = 5, level } = options;
  const n = data.length / d;
  const density = createDensity(kernels, { data, n, d });
  const k = Math.max(1, Math.min(neighbours, n - 1));
  const train = await passTrain(kernels, density, { k, rng });
  const kernelRows = kernelSubset(density.data, d, rng);
  const kernelMean = await kernelPairMean(kernels, kernelRows, d);
  return { density, train, k, cells, kernelRows, kernelMean, level, rng };
}

/** The kernel distance is taken to so many training points at most. */
const KERNEL_ROWS = 5000;

/** The training points that the kernel distance is taken to: all, or a seeded choice of 5000. */
function kernelSubset(train: Float64Array, d: number, rng: Rng): Float64Array {
  const n = train.length / d;
  if (n <= KERNEL_ROWS) return train;
  return takeRows(train, rng.split("kernel").permutation(n).subarray(0, KERNEL_ROWS).sort(), d);
}

function withHeldOut(
  estimates: Record<string, Estimate>,
  theirs: MeasuredSet | undefined,
): Record<string, MetricEstimate> {
  const values = new Map(theirs?.quantities.map((one) => [one.name, quantityValue(one)]));
  return Object.fromEntries(
    Object.entries(estimates).map(([name, estimate]) => {
      const heldOut = values.get(name);
      return [name, { ...estimate, ...(heldOut !== undefined && { heldOut }) }];
    }),
  );
}
