/** What every report says of finished samples beside their classes: metrics, cards, and the modes that they lie between. */
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import type { Details } from "../../diagnosis/details.ts";
import type { Section } from "../section.ts";
import { cardsSection } from "./cards.ts";
import { cardPictures, type Pictures } from "./images.ts";
import { metricsSection } from "./metrics.ts";
import { segmentsSection } from "./segments.ts";

/** The sections of measured details; cards are pictures where points can be drawn. */
export async function detailSections(
  details: Details,
  density: EmpiricalDensity,
  pictures?: Pictures,
): Promise<Section[]> {
  const { criterion, measured, cards, segments } = details;
  const drawn = pictures && cardPictures(pictures, density, details);
  return [
    metricsSection(measured, criterion.time),
    await cardsSection(cards, { d: density.d, pictures: drawn }),
    ...(segments ? [segmentsSection(segments)] : []),
  ];
}
