/** Rows of small grey images with their captions, embedded as PNG. */

import { encodeGreyPng } from "../../data/grey-png.ts";
import type { ImagesFigure, SampleClass } from "../../figure/figure.ts";
import { counted } from "../../text/format.ts";
import { type Drawing, INNER } from "../compose.ts";
import { classItems } from "../legend.ts";
import { emptyPanel, type Panel } from "../plot-panel.ts";
import { element, label } from "../svg.ts";
import { cutText, textWidth } from "../text.ts";
import { CLASS_COLOUR, COLOUR, SIZE } from "../theme.ts";

type Row = ImagesFigure["rows"][number];
type Item = Row["items"][number];

const LINE = 14;
const BETWEEN = 16;

/** Draws the images, a panel for each row; a row breaks where it is wider than the figure. */
export function drawImages(figure: ImagesFigure): Drawing {
  const items = figure.rows.flatMap((row) => [...row.items]);
  const names = items.flatMap(({ name }) => (name ? [name] : []));
  const panels = figure.rows.filter((row) => row.items.length > 0).map((row) => rowPanel(row, figure));
  const nothing = emptyPanel({ id: figure.id, width: INNER, height: 120 }, "no images");
  return {
    legend: classItems(names, "box"),
    columns: 1,
    panels: panels.length > 0 ? panels : [nothing],
    notes: notesOf(figure, items),
  };
}

function notesOf(figure: ImagesFigure, items: readonly Item[]): string[] {
  const invalid = items.reduce(
    (sum, { pixels }) => sum + pixels.filter((value) => !Number.isFinite(value)).length,
    0,
  );
  const empty = figure.rows.filter((row) => row.items.length === 0).map(({ title }) => title);
  return [
    items.some(({ further = [] }) => further.length > 0)
      ? "Left: the sample; framed: the images it is compared with."
      : items.some(({ beside }) => beside)
        ? "Left of each pair: the sample; right, framed: the image it is compared with."
        : "",
    empty.length > 0 ? `No images: ${empty.join(", ")}.` : "",
    invalid > 0 ? `${counted(invalid, "pixel")} not finite, shown black.` : "",
  ];
}

interface Cell {
  readonly imageWidth: number;
  readonly imageHeight: number;
  /** Width of all, the second image and the text included. */
  readonly width: number;
  readonly height: number;
}

function rowPanel({ title, items }: Row, figure: ImagesFigure): Panel {
  const cell = cellOf(items, figure);
  const fitting = Math.max(1, Math.floor((INNER + BETWEEN) / (cell.width + BETWEEN)));
  const lines = Math.ceil(items.length / fitting);
  const perLine = Math.ceil(items.length / lines); // lines of about the same length
  const head = title ? 24 : 0;
  const style = { x: 0, y: 13, "text-anchor": "start", "font-size": SIZE.panel, "font-weight": 600 };
  const cells = items.map((item, i) => {
    const x = (i % perLine) * (cell.width + BETWEEN);
    const y = head + Math.floor(i / perLine) * (cell.height + BETWEEN);
    return element("g", { transform: `translate(${x},${y})` }, itemMarks(item, cell, figure));
  });
  return {
    width: INNER,
    height: head + lines * (cell.height + BETWEEN) - BETWEEN + 6,
    markup:
      (title ? label(cutText(title, INNER, { size: SIZE.panel, bold: true }), style) : "") + cells.join(""),
  };
}

/** Images between about 56 and 112 pixels wide, enlarged by whole numbers where they are smaller. */
function cellOf(items: readonly Item[], { width, height }: ImagesFigure): Cell {
  const beside = Math.max(0, ...items.map((item) => othersOf(item).length));
  const zoom = width > 112 ? 112 / width : Math.max(1, Math.floor((beside > 0 ? 72 : 88) / width));
  const [imageWidth, imageHeight] = [Math.round(width * zoom), Math.round(height * zoom)];
  const text = Math.max(0, ...items.flatMap(({ lines }) => lines.map((line) => textWidth(line, SIZE.small))));
  const images = (beside + 1) * (imageWidth + 4) - 4;
  const lines = Math.max(0, ...items.map((item) => item.lines.length));
  return {
    imageWidth,
    imageHeight,
    width: Math.ceil(Math.max(images, Math.min(text, 190))),
    height: imageHeight + 8 + lines * LINE,
  };
}

function itemMarks(item: Item, cell: Cell, figure: ImagesFigure): string {
  const { imageWidth, imageHeight, width } = cell;
  const frame = { y: 0, width: imageWidth, height: imageHeight, fill: "none" };
  return [
    image(item.pixels, 0, { cell, figure }),
    ...othersOf(item).flatMap((pixels, i) => {
      const x = (i + 1) * (imageWidth + 4);
      return [image(pixels, x, { cell, figure }), element("rect", { ...frame, x, stroke: COLOUR.axis })];
    }),
    item.name ? strip(item.name, cell) : "",
    ...item.lines.map((line, i) =>
      label(cutText(line, width, { size: SIZE.small }), {
        x: 0,
        y: imageHeight + 17 + i * LINE,
        "text-anchor": "start",
        "font-size": SIZE.small,
        fill: i === 0 ? COLOUR.ink : COLOUR.quiet,
      }),
    ),
  ].join("");
}

/** The images beside that of the sample. */
function othersOf({ beside, further = [] }: Item): Float64Array[] {
  return beside ? [beside, ...further] : [...further];
}

/** The colour of the class, under the image. */
function strip(name: SampleClass, { imageWidth, imageHeight }: Cell): string {
  return element("rect", {
    x: 0,
    y: imageHeight + 1,
    width: imageWidth,
    height: 4,
    fill: CLASS_COLOUR[name],
  });
}

function image(
  pixels: Float64Array,
  x: number,
  { cell, figure }: { cell: Cell; figure: ImagesFigure },
): string {
  const { width, height } = figure;
  const box = { x, y: 0, width: cell.imageWidth, height: cell.imageHeight };
  if (pixels.length !== width * height || pixels.length === 0)
    return element("rect", { ...box, fill: COLOUR.grid, stroke: COLOUR.axis });
  const png = Buffer.from(encodeGreyPng(pixels, { width, height })).toString("base64");
  return element("image", {
    ...box,
    href: `data:image/png;base64,${png}`,
    preserveAspectRatio: "none",
    "image-rendering": "optimizeSpeed",
    style: "image-rendering:pixelated",
  });
}
