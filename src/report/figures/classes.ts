/** Stacked bars of sample classes with their intervals, and the same in numbers beside them. */
import * as Plot from "@observablehq/plot";
import type { ClassesFigure, SampleClass } from "../../figure/figure.ts";
import { formatFixed } from "../../text/format.ts";
import { type Drawing, INNER } from "../compose.ts";
import { classItems } from "../legend.ts";
import { drawPanel, emptyPanel, type Frame, type Panel } from "../plot-panel.ts";
import { element, label, labels } from "../svg.ts";
import { textWidth, wrapText } from "../text.ts";
import { CLASS_COLOUR, COLOUR, SIZE } from "../theme.ts";

type Row = ClassesFigure["rows"][number];
type Part = Row["parts"][number];

const ROW = 34;
const COLUMN = 132;

const NOTE =
  "Brackets: 95 % intervals of the first and of the last class; in numbers beside the bars for all.";

/** Draws the bars. */
export function drawClasses(figure: ClassesFigure): Drawing {
  const names = figure.rows.flatMap(({ parts }) => parts.map(({ name }) => name));
  const there = classItems(names, "box").map(({ name }) => name as SampleClass);
  const known = figure.rows.some(({ parts }) => parts.some(({ value }) => Number.isFinite(value)));
  return {
    legend: [], // the heads of the columns of numbers are the legend
    columns: 1,
    panels: [
      known
        ? barsPanel(figure, there)
        : emptyPanel({ id: figure.id, width: INNER, height: 120 }, "no classified samples"),
    ],
    notes: known ? [NOTE] : [],
  };
}

function barsPanel({ id, rows }: ClassesFigure, names: readonly SampleClass[]): Panel {
  const left = Math.min(220, 14 + Math.max(...rows.map(({ label: text }) => textWidth(text, SIZE.text))));
  const width = INNER - COLUMN * names.length;
  const pieces = rows.flatMap((row, i) =>
    stack(row).map((piece) => ({ ...piece, low: i + 0.18, high: i + 0.82 })),
  );
  const panel = drawPanel({
    id,
    width,
    left,
    hideY: true,
    rowsAbove: 1,
    frameHeight: rows.length * ROW,
    x: { label: "share of samples, %", domain: [0, 100] },
    y: { label: "", domain: [0, rows.length], reversed: true },
    marks: [
      Plot.rect(pieces, { x1: "from", x2: "to", y1: "low", y2: "high", fill: "colour", stroke: "#fff" }),
    ],
    labels: (frame) =>
      rows.map((row, i) => intervals(row, i, frame)).join("") +
      rowLabels(rows, left, frame) +
      numbers(rows, names, { frame, left: width }),
  });
  return { ...panel, width: INNER };
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

function stack({ parts }: Row): Piece[] {
  let from = 0;
  return parts
    .filter(({ value }) => value > 1e-9)
    .map(({ name, value }) => {
      const piece = { from, to: from + 100 * value, colour: CLASS_COLOUR[name] };
      from = piece.to;
      return piece;
    });
}

/** The first part's interval about its end, and the last part's about its beginning. */
function intervals({ parts }: Row, row: number, frame: Frame): string {
  const [first, last] = [parts[0], parts.at(-1)];
  const brackets: string[] = [];
  if (first && isKnown(first)) brackets.push(bracket([first.low, first.high], row + 0.36, frame));
  if (last && last !== first && isKnown(last))
    brackets.push(bracket([1 - last.high, 1 - last.low], row + 0.64, frame));
  return brackets.join("");
}

function isKnown({ value, low, high }: Part): boolean {
  return [value, low, high].every(Number.isFinite);
}

function bracket(range: readonly [number, number], row: number, frame: Frame): string {
  const [from, to] = range.map((share) => frame.place("x", 100 * share));
  const y = frame.place("y", row);
  const d = `M${from.toFixed(1)},${(y - 4).toFixed(1)}v8m0,-4H${to.toFixed(1)}m0,-4v8`;
  return (
    element("path", { d, stroke: "#fff", "stroke-width": 3.5, fill: "none" }) +
    element("path", { d, stroke: COLOUR.ink, "stroke-width": 1.4, fill: "none" })
  );
}

function rowLabels(rows: readonly Row[], left: number, frame: Frame): string {
  const style = { x: left - 10, "text-anchor": "end", "font-size": SIZE.text, fill: COLOUR.ink };
  return rows
    .map(({ label: text }, row) => {
      const lines = wrapText(text, left - 12, { size: SIZE.text, maxLines: 2 });
      const y = frame.place("y", row + 0.5) + 4 - 7 * (lines.length - 1);
      return labels(lines, { ...style, y }, 14);
    })
    .join("");
}

function numbers(
  rows: readonly Row[],
  names: readonly SampleClass[],
  { frame, left }: { readonly frame: Frame; readonly left: number },
): string {
  return names
    .map((name, column) => {
      const x = left + column * COLUMN + 12;
      const head = label(name, { ...TEXT, x: x + 14, y: frame.top - 8, "font-weight": 600 });
      const key = element("rect", {
        x,
        y: frame.top - 17,
        width: 10,
        height: 10,
        rx: 2,
        fill: CLASS_COLOUR[name],
      });
      const cells = rows.map(({ parts }, row) => {
        const part = parts.find((one) => one.name === name);
        return numberCell(part, x, frame.place("y", row + 0.5));
      });
      return key + head + cells.join("");
    })
    .join("");
}

const TEXT = { "text-anchor": "start", "font-size": SIZE.text, fill: COLOUR.ink };

function numberCell(part: Part | undefined, x: number, y: number): string {
  if (!part || !Number.isFinite(part.value)) return label("–", { ...TEXT, x, y: y + 4, fill: COLOUR.quiet });
  const value = label(`${formatFixed(100 * part.value, 1)} %`, {
    ...TEXT,
    x: x + 42,
    y: y + 4,
    "text-anchor": "end",
  });
  if (!isKnown(part)) return value;
  const range = `(${formatFixed(100 * part.low, 1)}–${formatFixed(100 * part.high, 1)})`;
  return value + label(range, { ...TEXT, x: x + 47, y: y + 4, "font-size": SIZE.small, fill: COLOUR.quiet });
}
