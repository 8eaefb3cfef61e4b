/** Puts title, legend, panels and small print together into one standalone SVG. */
import type { Figure } from "../figure/figure.ts";
import { escapeMarkup } from "../text/markup.ts";
import { drawLegend, type LegendItem } from "./legend.ts";
import type { Panel } from "./plot-panel.ts";
import { element, labels } from "./svg.ts";
import { wrapText } from "./text.ts";
import { COLOUR, FONT, GAP, MARGIN, SIZE, WIDTH } from "./theme.ts";

/** A figure before it is put together. */
export interface Drawing {
  readonly legend: readonly LegendItem[];
  readonly panels: readonly Panel[];
  /** Panels beside each other. */
  readonly columns: number;
  /** Small print: what was left out and why; empty ones take no room. */
  readonly notes: readonly string[];
}

/** Room for everything in a figure. */
export const INNER: number = WIDTH - 2 * MARGIN;

/** How many panels go beside each other. */
export function columnsFor(panels: number): number {
  return panels <= 3 ? Math.max(panels, 1) : panels === 4 ? 2 : panels <= 9 ? 3 : 4;
}

function panelWidth(columns: number): number {
  return Math.floor((INNER - GAP * (columns - 1)) / columns);
}

/** The room of one panel of several. */
export interface Place {
  /** Unique in the figure. */
  readonly id: string;
  readonly width: number;
  readonly index: number;
  readonly columns: number;
}

/** Panels beside each other, each drawn for its place. */
export function drawGrid<P>(
  { id, panels }: { readonly id: string; readonly panels: readonly P[] },
  draw: (panel: P, place: Place) => Panel,
  columns: number = columnsFor(panels.length),
): Pick<Drawing, "columns" | "panels"> {
  const width = panelWidth(columns);
  return {
    columns,
    panels: panels.map((panel, index) => draw(panel, { id: `${id}-${index}`, width, index, columns })),
  };
}

/** The one of three heights that suits panels alone, in pairs or in more columns. */
export function heightFor(columns: number, heights: readonly [number, number, number]): number {
  return heights[Math.min(columns, 3) - 1];
}

/** A standalone SVG with its own background. */
export function composeFigure({ title, caption }: Figure, drawing: Drawing): string {
  const blocks = [titleBlock(title), legendBlock(drawing), panelsBlock(drawing), notesBlock(drawing)];
  let y = MARGIN - 4;
  const parts: string[] = [];
  for (const { markup, height } of blocks) {
    if (height === 0) continue;
    parts.push(element("g", { transform: `translate(${MARGIN},${y})` }, markup));
    y += height;
  }
  const height = Math.ceil(y + MARGIN - 8);
  return root(title, height, [
    element("desc", {}, escapeMarkup(caption)),
    element("rect", { width: WIDTH, height, fill: COLOUR.background }),
    ...parts,
  ]);
}

function root(title: string, height: number, children: readonly string[]): string {
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    width: WIDTH,
    height,
    viewBox: `0 0 ${WIDTH} ${height}`,
    role: "img",
    "aria-label": title,
    "font-family": FONT,
    "font-size": SIZE.text,
    "text-anchor": "middle",
    fill: COLOUR.ink,
    color: COLOUR.ink,
  };
  return `${element("svg", attributes, ...children)}\n`;
}

interface Block {
  readonly markup: string;
  readonly height: number;
}

function titleBlock(title: string): Block {
  const lines = wrapText(title, INNER, { size: SIZE.title, bold: true, maxLines: 2 });
  const weight = { "font-weight": 600, fill: COLOUR.ink, y: 16 };
  const markup = labels(lines, { x: 0, "text-anchor": "start", "font-size": SIZE.title, ...weight }, 21);
  return { markup, height: lines.length > 0 ? 21 * lines.length + 10 : 0 };
}

function legendBlock({ legend }: Drawing): Block {
  const { markup, height } = drawLegend(legend, INNER);
  return { markup, height: height > 0 ? height + 10 : 0 };
}

function panelsBlock({ panels, columns }: Drawing): Block {
  const parts: string[] = [];
  let y = 0;
  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns);
    row.forEach((panel, i) => {
      const x = i * (panelWidth(columns) + GAP);
      parts.push(element("g", { transform: `translate(${x},${y})` }, panel.markup));
    });
    y += Math.max(...row.map(({ height }) => height)) + 14;
  }
  return { markup: parts.join(""), height: y };
}

function notesBlock({ notes }: Drawing): Block {
  const lines = notes.flatMap((note) => wrapText(note, INNER, { size: SIZE.small, maxLines: 3 }));
  const style = { x: 0, "text-anchor": "start", "font-size": SIZE.small, fill: COLOUR.quiet, y: 12 };
  return { markup: labels(lines, style, 15), height: lines.length > 0 ? 15 * lines.length + 8 : 0 };
}
