/** Samples as pictures, where points are images or are decoded to some: beside their nearest training images, and on cards. */
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import type { Classes } from "../../diagnosis/classes.ts";
import type { DiagnosedSet } from "../../diagnosis/diagnose.ts";
import type { SampleCards } from "../../diagnosis/sample-cards.ts";
import type { ImagesFigure, SampleClass } from "../../figure/figure.ts";
import { brief } from "../../text/numbers.ts";
import type { CardPictures } from "./cards.ts";
import { classNames, distanceText, rowsByClass } from "./classes.ts";

/** Pairs in a row. */
export const SHOWN_PAIRS = 8;

/** Draws points. */
export interface Pictures {
  /** Pixels on a side. */
  readonly side: number;
  /** Grey values 0 … 1, side × side, of one row of points in the density's coordinates. */
  draw(points: Float64Array, row: number): Promise<Float64Array>;
}

/** Pictures of d-dimensional points by a map from one of them to grey values, which are cut to 0 … 1. */
export function decodedPictures(
  side: number,
  d: number,
  decode: (point: Float64Array) => Promise<Float64Array>,
): Pictures {
  return {
    side,
    async draw(points, row) {
      const pixels = await decode(points.slice(row * d, (row + 1) * d));
      return pixels.map((value) => Math.min(1, Math.max(0, value)));
    },
  };
}

/** Pictures for the cards of samples, M × d. */
export function cardPictures(
  { side, draw }: Pictures,
  {
    samples,
    density,
    cards,
  }: { readonly samples: Float64Array; readonly density: EmpiricalDensity; readonly cards: SampleCards },
): CardPictures {
  return {
    side,
    sample: (row) => draw(samples, row),
    training: (row) => draw(density.data, row),
    mode: (row) => draw(cards.modes.points, row),
  };
}

/** A row of pairs: some samples of a set, by their rows. */
export interface PairRow {
  readonly title: string;
  readonly samples: Float64Array;
  readonly classes: Classes;
  readonly rows: readonly number[];
}

/** A row of pairs for each class that occurs in a set, eight samples at most, titled as `title` says. */
export function rowsOfClasses(
  { name, samples, classes }: DiagnosedSet,
  title: (sampleClass: SampleClass) => string = (sampleClass) => `${name}: ${sampleClass}`,
): PairRow[] {
  return rowsByClass(classes.labels, SHOWN_PAIRS).map((row) => ({
    title: title(row.name),
    samples,
    classes,
    rows: row.rows,
  }));
}

/** What stands about pairs, and what they are drawn with. */
export interface PairOptions {
  readonly density: EmpiricalDensity;
  readonly pictures: Pictures;
  readonly title: string;
  readonly caption: string;
  /** Below a pair; default: distance to the ridge, distance of the pair. */
  lines?(classes: Classes, q: number): readonly string[];
}

function distances(classes: Classes, q: number): readonly string[] {
  return [`|δ| ${distanceText(classes, q)}`, nearestText(classes, q)];
}

/** The distance to the nearest training point, for the lines below a pair. */
export function nearestText({ nearestDistance }: Classes, q: number): string {
  return `nearest ${brief(nearestDistance[q])}`;
}

/** Samples, each beside its nearest training image. */
export async function samplesBesideNearest(
  rows: readonly PairRow[],
  { density, pictures, title, caption, lines = distances }: PairOptions,
): Promise<ImagesFigure> {
  const drawn: ImagesFigure["rows"][number][] = [];
  for (const { title: rowTitle, samples, classes, rows: chosen } of rows) {
    const names = classNames(classes.labels);
    const items: ImagesFigure["rows"][number]["items"][number][] = [];
    for (const q of chosen)
      items.push({
        pixels: await pictures.draw(samples, q),
        beside: await pictures.draw(density.data, classes.nearest[q]),
        lines: lines(classes, q),
        name: names[q],
      });
    drawn.push({ title: rowTitle, items });
  }
  const { side } = pictures;
  return { kind: "images", id: "images", title, caption, width: side, height: side, rows: drawn };
}
