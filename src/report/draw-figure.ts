/** From figures as data to pictures; one file per kind under figures/. */
import type { z } from "zod";
import { expected } from "../errors/argument-error.ts";
import type { Figure, FigureKind, FigureOf } from "../figure/figure.ts";
import { composeFigure, type Drawing } from "./compose.ts";
import { classesShape, drawClasses } from "./figures/classes.ts";
import { drawGraph, graphShape } from "./figures/graph.ts";
import { drawHistogram, histogramShape } from "./figures/histogram.ts";
import { drawImages, imagesShape } from "./figures/images.ts";
import { drawLines, linesShape } from "./figures/lines.ts";
import { drawScatter, scatterShape } from "./figures/scatter.ts";
import { drawScene, sceneShape } from "./figures/scene.ts";
import { drawTable, tableShape } from "./figures/table.ts";
import { drawTree, treeShape } from "./figures/tree.ts";

type Figures = { readonly [Kind in FigureKind]: FigureOf<Kind> };

interface Drawer<Kind extends FigureKind> {
  /** The drawing of a figure of this kind. */
  draw(figure: Figures[Kind]): Drawing;
  /** What a stored figure must hold, so that it can be drawn. */
  readonly shape: z.ZodType<Figures[Kind]>;
}

/** Who draws each kind of figure. */
const DRAWERS: { readonly [Kind in FigureKind]: Drawer<Kind> } = {
  lines: { draw: drawLines, shape: linesShape },
  scene: { draw: drawScene, shape: sceneShape },
  histogram: { draw: drawHistogram, shape: histogramShape },
  classes: { draw: drawClasses, shape: classesShape },
  graph: { draw: drawGraph, shape: graphShape },
  tree: { draw: drawTree, shape: treeShape },
  images: { draw: drawImages, shape: imagesShape },
  scatter: { draw: drawScatter, shape: scatterShape },
  table: { draw: drawTable, shape: tableShape },
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
function drawingOf<Kind extends FigureKind>(kind: Kind, figure: Figures[Kind]): Drawing {
  return DRAWERS[kind].draw(figure);
}

/** Whether there are figures of a kind. */
export function isFigureKind(kind: unknown): kind is FigureKind {
  return typeof kind === "string" && Object.hasOwn(DRAWERS, kind);
}

/** Where a value is no figure of its kind ("panels.0.x"), and why; undefined: it is one. */
export function figureFault(
  kind: FigureKind,
  value: unknown,
): { readonly path: string; readonly cause: Error } | undefined {
  const { error } = DRAWERS[kind].shape.safeParse(value);
  return error && { path: error.issues[0].path.join("."), cause: error };
}
