/** What every report says of finished samples beside their classes: metrics, cards, and the modes that they lie between. */
import type { Details } from "../../diagnosis/details.ts";
import type { Section } from "../section.ts";
import { type CardPictures, cardsSection } from "./cards.ts";
import { metricsSection } from "./metrics.ts";
import { segmentsSection } from "./segments.ts";

/** The sections of measured details; `d` is the dimension of the samples. */
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
