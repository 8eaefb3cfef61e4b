/** From figures as data to pictures; one file per kind under figures/. */
import { expected } from "../errors/argument-error.ts";
import type { Figure } from "../figure/figure.ts";
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

/**
 * Draws a figure as a standalone SVG, 960 wide, with its own background. Equal figures give equal text.
 * @throws RangeError if the id is not kebab-case (it becomes a file name and part of ids)
 */
export function drawFigure(figure: Figure): string {
  checkFigureId(figure.id);
  return composeFigure(figure, drawingOf(figure));
}

/** @throws RangeError if an id is not kebab-case */
export function checkFigureId(id: string): void {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) throw expected("figure id", "kebab-case", JSON.stringify(id));
}

function drawingOf(figure: Figure): Drawing {
  switch (figure.kind) {
    case "lines":
      return drawLines(figure);
    case "scene":
      return drawScene(figure);
    case "histogram":
      return drawHistogram(figure);
    case "classes":
      return drawClasses(figure);
    case "graph":
      return drawGraph(figure);
    case "tree":
      return drawTree(figure);
    case "images":
      return drawImages(figure);
    case "scatter":
      return drawScatter(figure);
    case "table":
      return drawTable(figure);
  }
}
