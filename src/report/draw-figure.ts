/** From figures as data to pictures; one file per kind under figures/. */
import { namesOf } from "../arrays/names-of.ts";
import type { Figure, FigureKind, FigureOf } from "../figure/figure.ts";
import { composeFigure, type Drawing } from "./compose.ts";
import { drawClasses } from "./figures/classes.ts";
import { drawGraph } from "./figures/graph.ts";
import { drawHistogram } from "./figures/histogram.ts";
import { drawImages } from "./figures/images.ts";
import { drawLines } from "./figures/lines.ts";
import { drawScatter } from "./figures/scatter.ts";
import { drawScene } from "./figures/scene.ts";
import { drawTable } from "./figures/table.ts";
import { drawTree } from "./figures/tree.ts";

type Figures = { readonly [Kind in FigureKind]: FigureOf<Kind> };

/** Who draws each kind of figure. */
const DRAWERS: { readonly [Kind in FigureKind]: (figure: Figures[Kind]) => Drawing } = {
  lines: drawLines,
  scene: drawScene,
  histogram: drawHistogram,
  classes: drawClasses,
  graph: drawGraph,
  tree: drawTree,
  images: drawImages,
  scatter: drawScatter,
  table: drawTable,
};

/** Names of the kinds of figures. */
export const FIGURE_KINDS = namesOf(DRAWERS);

/**
 * Draws a figure as a standalone SVG, 960 wide, with its own background. Equal figures give equal text.
 * @throws RangeError if the id is not kebab-case (it becomes a file name and part of ids)
 * @example
 * drawFigure(lines).startsWith("<svg"); // → true
 */
export function drawFigure(figure: Figure): string {
  checkFigureId(figure.id);
  return composeFigure(figure, drawingOf(figure.kind, figure));
}

/** Whether a figure's id is kebab-case. */
export function isFigureId(id: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id);
}

/** @throws RangeError if an id is not kebab-case */
export function checkFigureId(id: string): void {
  if (!isFigureId(id)) throw new RangeError(`figure id: expected kebab-case, got ${JSON.stringify(id)}`);
}

/** The drawing of a figure of `kind`: which of the drawers fits it, TypeScript sees only with the kind by itself. */
function drawingOf<Kind extends FigureKind>(kind: Kind, figure: Figures[Kind]): Drawing {
  return DRAWERS[kind](figure);
}
