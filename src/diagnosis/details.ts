/** What is measured of finished samples beside their classes: metrics, cards, and the modes that they lie between. */
import { lastOf } from "../arrays/present.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { type MeasuredEntry, measureSets } from "../metrics/measure-sets.ts";
import type { Rng } from "../random/rng.ts";
import type { Classes, RidgeCriterion } from "./classes.ts";
import { type MeasuredSegments, measureSegments } from "./mode-segments.ts";
import { type SampleCards, sampleCards } from "./sample-cards.ts";

/** Finished samples (M × d) with their classes. */
export interface JudgedSet {
  readonly name: string;
  readonly samples: Float64Array;
  readonly classes: Classes;
}

/** Metrics of all sets; cards and segments of the last one. */
export interface Details {
  readonly criterion: RidgeCriterion;
  /** Of the last set, M × d. */
  readonly samples: Float64Array;
  readonly measured: readonly MeasuredEntry[];
  readonly cards: SampleCards;
  readonly segments?: MeasuredSegments;
}

/** How details are measured. */
export interface DetailOptions {
  readonly criterion: RidgeCriterion;
  /** The coordinates in words. */
  readonly space: string;
  /** Real points outside the training set, H × d. */
  readonly heldOut?: Float64Array | undefined;
  /** Further times of the responsibility curves. */
  readonly times?: readonly number[];
  /** Predictions of the clean points of a single set at the last steps, M × d each. */
  readonly records?: readonly Float64Array[] | undefined;
  readonly rng: Rng;
  progress(what: string, done: number, total: number): void;
}

/** Measures every set, and makes the cards of the last. */
export async function measureDetails(
  density: EmpiricalDensity,
  sets: readonly JudgedSet[],
  { criterion, space, heldOut, times, records, rng, progress }: DetailOptions,
): Promise<Details> {
  const measured = await measureSets(density, sets, {
    ...(heldOut && { heldOut }),
    ...(times && { times }),
    ...(records && { records }),
    analysisTime: criterion.time,
    space,
    rng: rng.split("metrics"),
    onProgress: progress,
  });
  progress("sample cards", 0, 1);
  const { samples, classes } = lastOf(sets);
  const cards = await sampleCards(density, samples, { criterion, classes });
  const asked = { modes: cards.modes, d: density.d, analysisTime: criterion.time };
  const segments = measureSegments(samples, { ...asked, rng: rng.split("segments") });
  return { criterion, samples, measured, cards, ...(segments && { segments }) };
}
