/** What every report says of finished samples beside their classes: metrics, cards, and the modes that they lie between. */
import { lastOf } from "../../arrays/present.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import type { Classes, RidgeCriterion } from "../../diagnosis/classes.ts";
import { type SampleCards, sampleCards } from "../../diagnosis/sample-cards.ts";
import type { ExperimentContext } from "../result.ts";
import type { Section } from "../section.ts";
import { type CardPictures, cardsSection } from "./cards.ts";
import { type MeasuredEntry, measureSets, metricsSection } from "./metrics.ts";
import { type MeasuredSegments, measureSegments, segmentsSection } from "./segments.ts";

/** Finished samples (M × d) with their classes. */
export interface JudgedSet {
  readonly name: string;
  readonly samples: Float64Array;
  readonly classes: Classes;
}

/** Metrics of all sets; cards and segments of the last one. */
export interface Details {
  readonly criterion: RidgeCriterion;
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
}

/** Measures every set, and makes the cards of the last. */
export async function measureDetails(
  density: EmpiricalDensity,
  sets: readonly JudgedSet[],
  {
    criterion,
    space,
    heldOut,
    times,
    records,
    rng,
    progress,
  }: DetailOptions & Pick<ExperimentContext, "rng" | "progress">,
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
  return { criterion, measured, cards, ...(segments && { segments }) };
}

/** The sections of {@link measureDetails}; `d` is the dimension of the samples. */
export async function detailSections(
  { criterion, measured, cards, segments }: Details,
  options: { readonly d: number; readonly pictures?: CardPictures | undefined },
): Promise<Section[]> {
  return [
    metricsSection(measured, criterion.time),
    await cardsSection(cards, options),
    ...(segments ? [segmentsSection(segments)] : []),
  ];
}
