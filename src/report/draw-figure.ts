/** From figures as data to pictures; one file per kind under figures/. */
import { expected } from "../errors/argument-error.ts";
import { type Figure, type FigureKind, type FigureOf, SHAPES } from "../figure/figure.ts";
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

/** Who draws each kind of figure. */
const DRAWERS: { readonly [Kind in FigureKind]: (figure: FigureOf<Kind>) => Drawing } = {
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
  if (!isFigureId(id)) throw expected("figure id", "kebab-case", JSON.stringify(id));
}

/** The drawing of a figure of `kind`: which of the drawers fits it, TypeScript sees only with the kind by itself. */
function drawingOf<Kind extends FigureKind>(kind: Kind, figure: FigureOf<Kind>): Drawing {
  return DRAWERS[kind](figure);
}

/** Whether there are figures of a kind. */
export function isFigureKind(kind: unknown): kind is FigureKind {
  return typeof kind === "string" && Object.hasOwn(SHAPES, kind);
}

/** Where a value is no figure of its kind ("panels.0.x"), and why; undefined: it is one. */
export function figureFault(
  kind: FigureKind,
  value: unknown,
): { readonly path: string; readonly cause: Error } | undefined {
  const { error } = SHAPES[kind].safeParse(value);
  return error && { path: error.issues[0].path.join("."), cause: error };
}
