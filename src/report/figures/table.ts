/** Tables as figures, so that they are in the report, as a picture and as data alike. */

import type { TableFigure } from "../../figure/figure.ts";
import { type Drawing, INNER } from "../compose.ts";
import { classItems } from "../legend.ts";
import { emptyPanel, type Panel } from "../plot-panel.ts";
import { element, label } from "../svg.ts";
import { cutText, textRoom, wrapText } from "../text.ts";
import { CLASS_COLOUR, COLOUR, SIZE } from "../theme.ts";

type Column = TableFigure["columns"][number];
type Row = TableFigure["rows"][number];

const LINE = 15;
const PAD = 7;
const BETWEEN = 18;
/** Room before a row for the colour of its class. */
const KEY = 14;
/** No column but a wide one takes more. */
const MOST = 240;
/** Lines of a cell. */
const MOST_LINES = 4;

/** Draws the table. */
export function drawTable(figure: TableFigure): Drawing {
  const { id, columns, rows } = figure;
  const empty = rows.length === 0 || columns.length === 0;
  const names = rows.flatMap(({ name }) => (name ? [name] : []));
  return {
    legend: classItems(names, "box"),
    columns: 1,
    panels: [empty ? emptyPanel({ id, width: INNER, height: 90 }, "no rows") : tablePanel(figure)],
    notes: [],
  };
}

/** A column with its place. */
interface Placed extends Column {
  readonly x: number;
  readonly width: number;
}

function tablePanel({ columns, rows }: TableFigure): Panel {
  const left = rows.some(({ name }) => name) ? KEY : 0;
  const placed = placeColumns(columns, rows, left);
  const head = headRow(placed);
  const parts = [head.markup];
  let y = head.height;
  for (const row of rows) {
    const { markup, height } = bodyRow(row, placed);
    parts.push(element("line", { x1: 0, x2: INNER, y1: y, y2: y, stroke: COLOUR.grid }));
    parts.push(element("g", { transform: `translate(0,${y})` }, markup));
    y += height;
  }
  parts.push(element("line", { x1: 0, x2: INNER, y1: y, y2: y, stroke: COLOUR.axis }));
  return { width: INNER, height: y + 2, markup: parts.join("") };
}

/** Columns as wide as what they hold; wide ones share the rest. Where there is no room all are scaled down. */
function placeColumns(columns: readonly Column[], rows: readonly Row[], left: number): Placed[] {
  const natural = columns.map((column, c) => (column.wide ? 0 : naturalWidth(column, rows, c)));
  const wide = columns.filter((column) => column.wide).length;
  const room = INNER - left - BETWEEN * (columns.length - 1);
  const taken = natural.reduce((sum, width) => sum + width, 0);
  const share = wide > 0 ? Math.max((room - taken) / wide, Math.min(200, (0.4 * room) / wide)) : 0;
  const all = natural.map((width, c) => (columns[c].wide ? share : width));
  const factor = Math.min(1, room / all.reduce((sum, width) => sum + width, 0));
  let x = left;
  return columns.map((column, c) => {
    const width = factor * all[c];
    const at = { ...column, x, width };
    x += width + BETWEEN;
    return at;
  });
}

function naturalWidth({ title }: Column, rows: readonly Row[], c: number): number {
  const cells = rows.flatMap(({ cells }) => (cells[c] ? [cells[c]] : []));
  const widths = [
    Math.min(110, 1.06 * textRoom(title, SIZE.text)),
    ...cells.map(({ text }) => textRoom(text, SIZE.text)),
    ...cells.map(({ small = "" }) => textRoom(small, SIZE.small)),
  ];
  return Math.min(MOST, Math.max(...widths));
}

function headRow(columns: readonly Placed[]): { markup: string; height: number } {
  const lines = columns.map(({ title, width }) =>
    wrapText(title, width, { size: SIZE.text, bold: true, maxLines: 3 }),
  );
  const most = Math.max(...lines.map(({ length }) => length));
  const cells = columns.map((column, c) =>
    lines[c]
      .map((line, i) =>
        label(line, { ...placeOf(column), y: LINE * (i + 1 + most - lines[c].length), "font-weight": 600 }),
      )
      .join(""),
  );
  return { markup: cells.join(""), height: most * LINE + PAD };
}

function bodyRow({ cells, name }: Row, columns: readonly Placed[]): { markup: string; height: number } {
  const drawn = columns.map((column, c) => bodyCell(cells[c] ?? { text: "" }, column));
  const lines = Math.max(1, ...drawn.map((cell) => cell.lines));
  const key = name
    ? element("rect", { x: 0, y: PAD + 1, width: 8, height: 12, rx: 2, fill: CLASS_COLOUR[name] })
    : "";
  return { markup: key + drawn.map(({ markup }) => markup).join(""), height: lines * LINE + 2 * PAD - 5 };
}

function bodyCell(
  { text, small = "" }: Row["cells"][number],
  column: Placed,
): { markup: string; lines: number } {
  const size = SIZE.text;
  const lines = column.wide
    ? wrapText(text, column.width, { size, maxLines: MOST_LINES })
    : [cutText(text, column.width, { size })];
  const at = (i: number) => PAD + 11 + LINE * i;
  const parts = lines.map((line, i) => label(line, { ...placeOf(column), y: at(i) }));
  const below = small === "" ? [] : [cutText(small, column.width, { size: SIZE.small })];
  const quiet = { ...placeOf(column), "font-size": SIZE.small, fill: COLOUR.quiet };
  parts.push(...below.map((line) => label(line, { ...quiet, y: at(lines.length) - 1 })));
  return { markup: parts.join(""), lines: lines.length + below.length };
}

function placeOf({ x, width, align = "left" }: Placed): Record<string, string | number> {
  const end = align === "right";
  const anchor = end ? "end" : "start";
  return { x: end ? x + width : x, "text-anchor": anchor, "font-size": SIZE.text, fill: COLOUR.ink };
}
