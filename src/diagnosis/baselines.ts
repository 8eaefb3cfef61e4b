/** What the figures of samples may be compared with: what real points do, by chance and by calibration. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { distinctPlaces, repeatedShare } from "../density/places.ts";
import { freshCoverage } from "../metrics/fresh-coverage.ts";
import { type Estimate, fractionEstimate, NORMAL_975 } from "../metrics/statistics.ts";
import { REAL_SHARE } from "./choose-levels.ts";
import type { RidgeCriterion } from "./classes.ts";
import { LEAST_POINTS } from "./ridge-test.ts";

/** Where more training points than this repeat another, new points of the same distribution may well do so too. */
export const MANY_REPEATED = 0.05;

/** What 5 % of real points may be in truth, as far as so many of them tell. */
export function sizeEstimate(points: number): Estimate {
  return fractionEstimate(Math.round((1 - REAL_SHARE) * points), points);
}

/** Counts of what was looked at. */
interface Counts {
  readonly sample_count: number;
  readonly training_points: number;
  /** Copies of one training point are one place. */
  readonly training_places: number;
  readonly held_out_points?: number;
}

/** Shares, each of them 0 … 1, and what they rest on. */
export interface Baselines extends Counts {
  /** Coverage of as many fresh draws as there are samples. */
  readonly fresh_coverage: number;
  /** Training points that repeat another; 0 where held-out points say what is chance. */
  readonly repeated_training: number;
  /** What the size of the test may be, as the points that it was calibrated on are few; absent without a test. */
  readonly size_bound?: number;
  /** Share off the ridge that one in a hundred sets of as many real points exceeds; absent without a test. */
  readonly off_ridge_by_chance?: number;
  /** Share of copies that one in a hundred sets of as many real points exceeds; absent where chance is unknown. */
  readonly memorised_by_chance?: number;
}

/** Baselines of `count` samples whose balls of coverage reach to the k-th neighbour, beside so many held-out points. */
export function baselinesOf(
  density: EmpiricalDensity,
  { test, copies }: RidgeCriterion,
  { count, neighbours: k, heldOut }: { count: number; neighbours: number; heldOut?: number | undefined },
): Baselines {
  const { distinct, of } = distinctPlaces(density);
  const size = test && sizeEstimate(test.points);
  return {
    sample_count: count,
    training_points: density.n,
    training_places: distinct.n,
    ...(heldOut !== undefined && { held_out_points: heldOut }),
    fresh_coverage: freshCoverage({ n: density.n, m: count, k }),
    repeated_training: heldOut === undefined ? repeatedShare(of) : 0,
    ...(size && { size_bound: size.high, off_ridge_by_chance: byChance(size, { count }) }),
    ...(copies && { memorised_by_chance: byChance(copies, { count, inPairs: heldOut === undefined }) }),
  };
}

/** 0.99 quantile of the normal distribution. */
const NORMAL_99 = 2.3263478740408408;

/**
 * The share that one in a hundred sets of `count` draws exceeds, whose true share is known by an estimate alone. Left-out
 * points that are near each other count as copies in pairs: so half as many are known.
 */
function byChance(
  { value, high }: Estimate,
  { count, inPairs = false }: { count: number; inPairs?: boolean },
): number {
  const known = ((high - value) / NORMAL_975) * (inPairs ? Math.SQRT2 : 1);
  return value + NORMAL_99 * Math.hypot(known, Math.sqrt((value * (1 - value)) / count));
}

/** Why nothing can be said of the ridge. */
export function undecidedReason({ training_points, training_places, held_out_points }: Counts): string {
  if (training_points < LEAST_POINTS) return `there are fewer than ${LEAST_POINTS} training points`;
  if (held_out_points !== undefined && held_out_points < LEAST_POINTS)
    return `there are fewer than ${LEAST_POINTS} held-out points`;
  if (training_places < LEAST_POINTS)
    return `training points repeat each other, at fewer than ${LEAST_POINTS} places`;
  return "no noise level calibrates the test: at each, too many real points have no distance";
}
