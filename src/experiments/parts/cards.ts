/** Sample cards as arrays and as figures: pictures where data are images, a table elsewhere. */
import { mapInTurn } from "../../arrays/in-turn.ts";
import type { SampleCards } from "../../diagnosis/sample-cards.ts";
import type { ImagesFigure, TableFigure } from "../../figure/figure.ts";
import { brief, briefOrUndefined, percent } from "../../text/numbers.ts";
import { column, matrix, type ResultArray } from "../result.ts";
import { type Section, section } from "../section.ts";
import { rowsByClass } from "./classes.ts";

/** Cards of each class in a figure: rows of the table, and pictures. */
const SHOWN = 4;
const PICTURED = 3;

/** Cards of samples in d dimensions: a few of each class as pictures, or as a table without any, and all of them as arrays. */
export async function cardsSection(
  cards: SampleCards,
  { d, pictures }: { readonly d: number; readonly pictures?: CardPictures | undefined },
): Promise<Section> {
  const modes = cardModeArrays(cards, d);
  return section("Sample cards", {
    figures: [pictures ? await cardsPictures(cards, pictures) : cardsTable(cards)],
    arrays: { cards: cardArrays(cards), ...(modes && { "card-modes": modes }) },
    tables: ["cards"],
  });
}

/**
 * One row a sample; the columns of `arrays/cards.npz` and `arrays/cards.parquet`.
 * @example
 * // (-1, 0) is a third of the way from one mode to the other
 * cardArrays(cards).mode_position.data; // → [0.3333, 0.5]
 */
export function cardArrays(cards: SampleCards): Record<string, ResultArray> {
  return {
    sample: column(Int32Array.from(cards.labels, (_, q) => q)),
    class: column(cards.labels),
    nearest: matrix(cards.nearest, cards.neighbours),
    nearest_distance: matrix(cards.nearestDistance, cards.neighbours),
    mode: matrix(cards.mode, 2),
    mode_responsibility: matrix(cards.modeWeight, 2),
    mode_position: column(cards.modePosition),
    mode_distance: column(cards.modeDistance),
    max_responsibility: column(cards.largest),
    effective_size: column(cards.entropySize),
    inverse_square_size: column(cards.inverseSquare),
    normal_score_norm: column(cards.normalScoreNorm),
    relative_residual: column(cards.relativeResidual),
    ridge_distance: column(cards.ridgeDistance),
    normal_share: column(cards.normalShare),
    tangent_share: column(cards.tangentShare),
    local_dimension: column(cards.localDimension),
  };
}

/**
 * The modes that the cards name, for `arrays/card-modes.npz`; none where they are training points.
 * @example
 * cardModeArrays(cards, 2)?.modes.shape; // → [2, 2]
 */
export function cardModeArrays({ modes }: SampleCards, d: number): Record<string, ResultArray> | undefined {
  if (modes.kind !== "modes") return undefined;
  return {
    modes: matrix(modes.points, d),
    mode_of_training_point: column(modes.of),
  };
}

const CAPTION =
  "|δ| is the distance to the ridge and the shares are those of the squared score, at the analysis time; N_eff says how many training points share the posterior weight there.";

/**
 * A few cards of each class as a table.
 * @example
 * cardsTable(cards).rows.map(({ name }) => name); // → ["inter-mode", "off-ridge"]
 */
export function cardsTable(cards: SampleCards): TableFigure {
  const head = ["sample", "nearest training points", "between", "at", "max w", "N_eff"];
  const right = ["|δ|", "|P_N s|", "normal / tangent", "local dim."];
  const modes = cards.modes.kind === "modes" ? "modes" : "training points";
  return {
    kind: "table",
    id: "sample-cards",
    title: "Sample cards: a few of each class",
    caption: `Nearest training points with their distances; the two ${modes} with the largest responsibility and where between them (0 at the first, 1 at the second). ${CAPTION} All cards are in arrays/cards.npz and arrays/cards.parquet.`,
    columns: [...head, ...right].map((title, i) => ({ title, align: i > 2 ? "right" : "left" })),
    rows: rowsByClass(cards.labels, SHOWN).flatMap(({ name, rows }) =>
      rows.map((q) => ({ name, cells: tableCells(cards, q) })),
    ),
  };
}

function tableCells(cards: SampleCards, q: number): TableFigure["rows"][number]["cells"] {
  const { modePosition, largest, entropySize, ridgeDistance, normalScoreNorm } = cards;
  const number = (values: Float64Array) => ({ text: briefOrUndefined(values[q]) });
  return [
    { text: `${q}` },
    nearestCell(cards, q),
    { text: modesText(cards, q), small: weightsText(cards, q) },
    ...[modePosition, largest, entropySize, ridgeDistance, normalScoreNorm].map(number),
    { text: sharesText(cards, q) },
    number(cards.localDimension),
  ];
}

function nearestCell({ nearest, nearestDistance, neighbours }: SampleCards, q: number) {
  const there = [...nearest.subarray(q * neighbours, (q + 1) * neighbours)].filter((i) => i >= 0);
  const distances = there.map((_, r) => brief(nearestDistance[q * neighbours + r], 2));
  return { text: there.join(", "), small: distances.join(", ") };
}

function modesText({ mode }: SampleCards, q: number): string {
  const second = mode[2 * q + 1];
  return second < 0 ? `at ${mode[2 * q]}` : `${mode[2 * q]} and ${second}`;
}

function weightsText({ modeWeight }: SampleCards, q: number): string {
  return `w ${percent(modeWeight[2 * q], 0)} and ${percent(modeWeight[2 * q + 1], 0)}`;
}

function sharesText({ normalShare, tangentShare }: SampleCards, q: number): string {
  return `${percent(normalShare[q], 0)} / ${percent(tangentShare[q], 0)}`;
}

/** What pictures are drawn from: grey values of a sample, of a training point, and of a point of the same space. */
export interface CardPictures {
  readonly side: number;
  /** Grey values 0 … 1, side × side. */
  sample(row: number): Promise<Float64Array>;
  training(row: number): Promise<Float64Array>;
  mode(row: number): Promise<Float64Array>;
}

/**
 * A few cards of each class as pictures: the sample, its nearest training image, and the two modes.
 * @example
 * const grey = async () => Float64Array.of(0.5);
 * const { rows } = await cardsPictures(cards, { side: 1, sample: grey, training: grey, mode: grey });
 * rows.map(({ title }) => title); // → ["inter-mode", "off-ridge"]
 */
export async function cardsPictures(cards: SampleCards, pictures: CardPictures): Promise<ImagesFigure> {
  const rows = await mapInTurn(rowsByClass(cards.labels, PICTURED), async ({ name, rows: chosen }) => ({
    title: name,
    items: await mapInTurn(chosen, async (q) => ({ ...(await pictureOf(cards, pictures, q)), name })),
  }));
  const modes =
    cards.modes.kind === "modes" ? "modes" : "training images (standing for the modes, as there are many)";
  return {
    kind: "images",
    id: "sample-cards",
    title: "Sample cards: a few of each class",
    caption: `From left to right the sample, its nearest training image, and the two ${modes} with the largest responsibility. ${CAPTION} All cards are in arrays/cards.npz and arrays/cards.parquet.`,
    width: pictures.side,
    height: pictures.side,
    rows,
  };
}

async function pictureOf(
  cards: SampleCards,
  { sample, training, mode }: CardPictures,
  q: number,
): Promise<Omit<ImagesFigure["rows"][number]["items"][number], "name">> {
  const { neighbours } = cards;
  const modes = cards.mode.subarray(2 * q, 2 * q + 2).filter((row) => row >= 0);
  return {
    pixels: await sample(q),
    beside: await training(cards.nearest[q * neighbours]),
    further: await mapInTurn(modes, mode),
    lines: [
      `sample ${q}: |δ| ${briefOrUndefined(cards.ridgeDistance[q])}, nearest ${brief(cards.nearestDistance[q * neighbours], 2)}`,
      `between ${modesText(cards, q)}, at ${briefOrUndefined(cards.modePosition[q])}`,
      `${weightsText(cards, q)}, N_eff ${briefOrUndefined(cards.entropySize[q])}`,
      `normal / tangent ${sharesText(cards, q)}`,
    ],
  };
}
