/** Samples as pictures, where points are images or are decoded to some: beside their nearest training images, and on cards. */
import { mapInTurn } from "../../arrays/in-turn.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import type { Classes } from "../../diagnosis/classes.ts";
import type { Details } from "../../diagnosis/details.ts";
import type { DiagnosedSet } from "../../diagnosis/diagnose.ts";
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

/** Pictures for the cards of samples. */
export function cardPictures(
  { side, draw }: Pictures,
  { data }: EmpiricalDensity,
  { samples, cards }: Pick<Details, "samples" | "cards">,
): CardPictures {
  return {
    side,
    sample: (row) => draw(samples, row),
    training: (row) => draw(data, row),
    mode: (row) => draw(cards.modes.points, row),
  };
}

/** A row of pairs: some samples of a set, by their rows. */
export interface PairRow extends Pick<DiagnosedSet, "samples" | "classes"> {
  readonly title: string;
  readonly rows: readonly number[];
}

/** A row of pairs for each class that occurs in a set, eight samples at most, titled as `title` says. */
export function rowsOfClasses(
  { name, samples, classes }: DiagnosedSet,
  title: (sampleClass: SampleClass) => string = (sampleClass) => `${name}: ${sampleClass}`,
): PairRow[] {
  const shown = rowsByClass(classes.labels, SHOWN_PAIRS);
  return shown.map((row) => ({ title: title(row.name), samples, classes, rows: row.rows }));
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
  const { side, draw } = pictures;
  const pair = async ({ samples, classes }: PairRow, q: number) => ({
    pixels: await draw(samples, q),
    beside: await draw(density.data, classes.nearest[q]),
    lines: lines(classes, q),
    name: classNames(classes.labels)[q],
  });
  const drawn = await mapInTurn(rows, async (row) => ({
    title: row.title,
    items: await mapInTurn(row.rows, (q) => pair(row, q)),
  }));
  return { kind: "images", id: "images", title, caption, width: side, height: side, rows: drawn };
}
