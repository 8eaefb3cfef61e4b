/** What becomes of many samples in one number each, over any rows of them, so that they can be resampled. */
import { namesOf } from "../arrays/names-of.ts";
import {
  bootstrapEstimate,
  type Estimate,
  fractionEstimate,
  quantile,
  rootMeanSquare,
} from "../metrics/statistics.ts";
import type { Rng } from "../random/rng.ts";
import { type Classes, INTER_MODE, MEMORISED, OFF_RIDGE } from "./classes.ts";

/** What outcomes are of, M each: classes, and |δ| at the analysis time. */
export type OutcomeSamples = Pick<Classes, "labels" | "ridgeDistance">;

/** Of ridge distances; an undefined one counts as a large one in the median, and not at all in the mean square. */
const DISTANCES = {
  median_distance: (values: Float64Array) =>
    quantile(
      values.map((value) => (Number.isNaN(value) ? Infinity : value)),
      0.5,
    ),
  rms_distance: (values: Float64Array) => rootMeanSquare(values.filter(Number.isFinite)),
};

/** Of a class among all samples, or among those that are not of another. */
const SHARES = {
  off_ridge: { of: OFF_RIDGE, without: undefined },
  inter_mode: { of: INTER_MODE, without: undefined },
  memorised: { of: MEMORISED, without: undefined },
  memorised_share: { of: MEMORISED, without: OFF_RIDGE },
};

/** An outcome: a distance in the units of x at the analysis time, or a share. */
export type OutcomeName = keyof typeof DISTANCES | keyof typeof SHARES;

/** All outcomes. */
export const OUTCOME_NAMES: readonly OutcomeName[] = [...namesOf(DISTANCES), ...namesOf(SHARES)];

/** Whether an outcome is a distance rather than a share. */
export function isDistance(name: OutcomeName): name is keyof typeof DISTANCES {
  return name in DISTANCES;
}

/** An outcome over some rows of the samples. */
export function outcomeOf(
  name: OutcomeName,
  { labels, ridgeDistance }: OutcomeSamples,
  rows: Int32Array = Int32Array.from(labels.keys()),
): number {
  if (isDistance(name)) return DISTANCES[name](Float64Array.from(rows, (q) => ridgeDistance[q]));
  const [hits, total] = countShare(labels, rows, SHARES[name]);
  return hits / total;
}

function countShare(
  labels: Uint8Array,
  rows: Int32Array,
  { of, without }: (typeof SHARES)[keyof typeof SHARES],
): [hits: number, total: number] {
  let [hits, total] = [0, 0];
  for (const q of rows) {
    if (labels[q] === of) hits++;
    if (labels[q] !== without) total++;
  }
  return [hits, total];
}

/** An outcome over all samples: shares with Wilson's interval, ridge distances by bootstrap. */
export function outcomeEstimate(
  name: OutcomeName,
  samples: OutcomeSamples,
  options: { rng: Rng; resamples: number },
): Estimate {
  const { labels } = samples;
  if (isDistance(name))
    return bootstrapEstimate(labels.length, (rows) => outcomeOf(name, samples, rows), options);
  return fractionEstimate(...countShare(labels, Int32Array.from(labels.keys()), SHARES[name]));
}

/** A change of an outcome: relative for distances (-0.5 is half as far), else the difference of shares. */
export function outcomeChange(name: OutcomeName, from: number, to: number): number {
  return isDistance(name) ? to / from - 1 : to - from;
}
