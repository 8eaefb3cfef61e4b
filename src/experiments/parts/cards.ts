/** Sample cards as arrays and as figures: pictures where data are images, a table elsewhere. */
import type { SampleCards } from "../../diagnosis/sample-cards.ts";
import type { ImagesFigure, SampleClass, TableFigure } from "../../figure/figure.ts";
import type { ResultArray } from "../result.ts";
import { brief } from "./ridges.ts";
import { classNames } from "./summaries.ts";

/** Cards of each class in a figure: rows of the table, and pictures. */
const SHOWN = 4;
const PICTURED = 3;

/** One row a sample; the columns of `arrays/cards.npz` and `arrays/cards.parquet`. */
export function cardArrays(cards: SampleCards): Record<string, ResultArray> {
  const m = cards.labels.length;
  const column = (data: ResultArray["data"]): ResultArray => ({ data, shape: [m] });
  const wide = (data: ResultArray["data"], width: number): ResultArray => ({ data, shape: [m, width] });
  return {
    sample: column(Int32Array.from({ length: m }, (_, q) => q)),
    class: column(cards.labels),
    nearest: wide(cards.nearest, cards.neighbours),
    nearest_distance: wide(cards.nearestDistance, cards.neighbours),
    mode: wide(cards.mode, 2),
    mode_responsibility: wide(cards.modeWeight, 2),
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

/** The modes that the cards name, for `arrays/card-modes.npz`; none where they are training points. */
export function cardModeArrays({ modes }: SampleCards, d: number): Record<string, ResultArray> | undefined {
  if (modes.kind !== "modes") return undefined;
  return {
    modes: { data: modes.points, shape: [modes.points.length / d, d] },
    mode_of_training_point: { data: modes.of, shape: [modes.of.length] },
  };
}

/** Chosen samples of one class. */
export interface ChosenCards {
  readonly name: SampleClass;
  readonly rows: readonly number[];
}

/** The first few samples of each class that occurs. */
export function chooseCards({ labels }: SampleCards, most: number = SHOWN): ChosenCards[] {
  const names = classNames(labels);
  return (["memorised", "inter-mode", "off-ridge"] as const)
    .map((name) => ({ name, rows: [...names.keys()].filter((q) => names[q] === name).slice(0, most) }))
    .filter(({ rows }) => rows.length > 0);
}

const CAPTION =
  "|δ| is the distance to the ridge and the shares are those of the squared score, at the analysis time; N_eff says how many training points share the posterior weight there.";

/** A few cards of each class as a table. */
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
    rows: chooseCards(cards).flatMap(({ name, rows }) =>
      rows.map((q) => ({ name, cells: tableCells(cards, q) })),
    ),
  };
}

function tableCells(cards: SampleCards, q: number): TableFigure["rows"][number]["cells"] {
  return [
    { text: `${q}` },
    nearestCell(cards, q),
    { text: modesText(cards, q), small: weightsText(cards, q) },
    { text: finite(cards.modePosition[q]) },
    { text: finite(cards.largest[q]) },
    { text: finite(cards.entropySize[q]) },
    { text: finite(cards.ridgeDistance[q]) },
    { text: finite(cards.normalScoreNorm[q]) },
    { text: sharesText(cards, q) },
    { text: finite(cards.localDimension[q]) },
  ];
}

function nearestCell({ nearest, nearestDistance, neighbours }: SampleCards, q: number) {
  const there = [...nearest.subarray(q * neighbours, (q + 1) * neighbours)].filter((i) => i >= 0);
  const distances = there.map((_, r) => short(nearestDistance[q * neighbours + r]));
  return { text: there.join(", "), small: distances.join(", ") };
}

function modesText({ mode }: SampleCards, q: number): string {
  const second = mode[2 * q + 1];
  return second < 0 ? `at ${mode[2 * q]}` : `${mode[2 * q]} and ${second}`;
}

function weightsText({ modeWeight }: SampleCards, q: number): string {
  return `w ${percent(modeWeight[2 * q])} and ${percent(modeWeight[2 * q + 1])}`;
}

function sharesText({ normalShare, tangentShare }: SampleCards, q: number): string {
  return `${percent(normalShare[q])} / ${percent(tangentShare[q])}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Two significant digits. */
function short(value: number): string {
  return Number(value.toPrecision(2)).toString();
}

function finite(value: number): string {
  return Number.isNaN(value) ? "undefined" : brief(value);
}

/** What pictures are drawn from: grey values of a sample, of a training point, and of a point of the same space. */
export interface CardPictures {
  readonly side: number;
  /** Grey values 0 … 1, side × side. */
  sample(row: number): Promise<Float64Array>;
  training(row: number): Promise<Float64Array>;
  mode(row: number): Promise<Float64Array>;
}

/** A few cards of each class as pictures: the sample, its nearest training image, and the two modes. */
export async function cardsPictures(cards: SampleCards, pictures: CardPictures): Promise<ImagesFigure> {
  const rows: ImagesFigure["rows"][number][] = [];
  for (const { name, rows: chosen } of chooseCards(cards, PICTURED)) {
    const items: ImagesFigure["rows"][number]["items"][number][] = [];
    for (const q of chosen) items.push({ ...(await pictureOf(cards, pictures, q)), name });
    rows.push({ title: name, items });
  }
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
  const modes = [...cards.mode.subarray(2 * q, 2 * q + 2)].filter((row) => row >= 0);
  const further: Float64Array[] = [];
  for (const row of modes) further.push(await mode(row));
  return {
    pixels: await sample(q),
    beside: await training(cards.nearest[q * neighbours]),
    further,
    lines: [
      `sample ${q}: |δ| ${finite(cards.ridgeDistance[q])}, nearest ${short(cards.nearestDistance[q * neighbours])}`,
      `between ${modesText(cards, q)}, at ${finite(cards.modePosition[q])}`,
      `${weightsText(cards, q)}, N_eff ${finite(cards.entropySize[q])}`,
      `normal / tangent ${sharesText(cards, q)}`,
    ],
  };
}
