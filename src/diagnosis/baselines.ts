/** What the figures of samples may be compared with: what real points do, by chance and by calibration. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { distinctPlaces, repeatedShare } from "../density/places.ts";
import { freshCoverage } from "../metrics/fresh-coverage.ts";
import { fractionEstimate } from "../metrics/statistics.ts";
import { REAL_SHARE } from "./choose-levels.ts";
import type { RidgeCriterion } from "./classes.ts";

/** Shares, each of them 0 … 1. */
export interface Baselines {
  /** Coverage of as many fresh draws as there are samples. */
  readonly fresh_coverage: number;
  /** Training points that repeat another; 0 where held-out points say what is chance. */
  readonly repeated_training: number;
  /** What the size of the test may be, as the points that it was calibrated on are few; absent without a test. */
  readonly size_bound?: number;
}

/** Baselines of `count` samples whose balls of coverage reach to the k-th neighbour. */
export function baselinesOf(
  density: EmpiricalDensity,
  { test }: RidgeCriterion,
  { count, neighbours: k, heldOut }: { count: number; neighbours: number; heldOut: boolean },
): Baselines {
  const size = test && fractionEstimate(Math.round((1 - REAL_SHARE) * test.points), test.points);
  return {
    fresh_coverage: freshCoverage({ n: density.n, m: count, k }),
    repeated_training: heldOut ? 0 : repeatedShare(distinctPlaces(density).of),
    ...(size && { size_bound: size.high }),
  };
}
