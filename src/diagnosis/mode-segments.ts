/** The inter-mode segment test of finished samples: which pairs of modes they lie between, by geometry alone. */
import { type Segments, segmentRates, segmentTest } from "../metrics/segment-test.ts";
import type { Estimate } from "../metrics/statistics.ts";
import type { Rng } from "../random/rng.ts";
import { dataVariance, ouLevel } from "../schedule/noise-level.ts";
import type { CardModes } from "./sample-cards.ts";

/** Segments between modes, with the share of the samples on each. */
export interface MeasuredSegments {
  readonly segments: Segments;
  readonly rates: readonly Estimate[];
  /** ρ, in the data's units. */
  readonly reach: number;
}

/** More modes than this have too many pairs to list. */
const MOST_MODES = 32;
/** ρ and the balls about modes, in noise widths. */
const REACH = 3;

/**
 * Tests samples (M × d, the data's units) against the segments between all modes, with ρ and the modes' balls three noise
 * widths at the analysis time; undefined where there are no modes, one, or more than 32.
 */
export function measureSegments(
  samples: Float64Array,
  { modes, d, analysisTime, rng }: { modes: CardModes; d: number; analysisTime: number; rng: Rng },
): MeasuredSegments | undefined {
  const count = modes.points.length / d;
  if (modes.kind !== "modes" || count < 2 || count > MOST_MODES) return undefined;
  const reach = REACH * Math.sqrt(dataVariance(ouLevel(analysisTime)));
  const segments = segmentTest(samples, { modes: modes.points, d }, { reach });
  return { segments, rates: segmentRates(segments, rng), reach };
}
