/** The ridge graph in the plane: modes by their log density, edges by the drop on the way. */

import type { GraphFigure } from "../../figure/figure.ts";
import { counted, formatNumber } from "../../text/format.ts";
import { type Drawing, drawGrid } from "../compose.ts";
import { type LegendItem, saddleMark } from "../legend.ts";
import { drawPlane, finitePoints, type PlaneFrame, viewOf } from "../plane.ts";
import { element, polylinePath } from "../svg.ts";
import { COLOUR, rampColour } from "../theme.ts";
import { type Domain, extent } from "../ticks.ts";

type GraphPanel = GraphFigure["panels"][number];

interface Ranges {
  readonly drop: Domain | undefined;
  readonly density: Domain | undefined;
}

/** Draws ridge graphs; all panels have the same colours for the same values. */
export function drawGraph(figure: GraphFigure): Drawing {
  const ranges = {
    drop: extent(figure.panels.flatMap(({ edges }) => edges.map(({ drop }) => drop))),
    density: extent(figure.panels.flatMap(({ logDensity }) => [...logDensity])),
  };
  return {
    legend: legendOf(figure.panels, ranges),
    ...drawGrid(figure, (panel, place) =>
      drawPlane({
        ...figure,
        ...panel,
        ...place,
        view: viewOf([panel.modes, ...panel.edges.map(({ path }) => path)], []),
        over: (frame) => graphMarks(panel, frame, ranges),
      }),
    ),
    notes: figure.panels.map(
      ({ title, modes, edges }) =>
        `${title ? `${title}: ` : ""}${counted(modes.length >> 1, "mode")}, ${counted(edges.length, "edge")}.`,
    ),
  };
}

function legendOf(panels: readonly GraphPanel[], { drop, density }: Ranges): LegendItem[] {
  const items: LegendItem[] = [];
  const [low, high] = (density ?? [0, 0]).map((value) => formatNumber(value));
  const sizes = density && density[0] < density[1] ? `, larger: denser (log density ${low} … ${high})` : "";
  if (panels.some(({ modes }) => modes.length > 0))
    items.push({ name: `mode${sizes}`, kind: "dot", colour: COLOUR.ink });
  if (panels.some(({ edges }) => edges.length > 0)) items.push({ name: "saddle", kind: "saddle" });
  if (drop) {
    const ends = { low: formatNumber(drop[0]), high: formatNumber(drop[1]) };
    items.push({ name: "edge: log-density drop to the saddle", kind: "gradient", ...ends });
  }
  return items;
}

function share(value: number, range: Domain | undefined): number {
  return range && range[1] > range[0] ? (value - range[0]) / (range[1] - range[0]) : 0.5;
}

function graphMarks({ modes, logDensity, edges }: GraphPanel, frame: PlaneFrame, ranges: Ranges): string {
  const sorted = [...edges].sort((a, b) => b.drop - a.drop);
  const lines = sorted.map(({ path, drop }) =>
    edgeMark(polylinePath(path, frame.project), share(drop, ranges.drop)),
  );
  const saddles = edges
    .map(({ saddle }) => frame.project(saddle[0], saddle[1]))
    .filter((at) => at.every(Number.isFinite))
    .map(([x, y]) => saddleMark(x, y));
  const dots = finitePoints(modes).map(({ row, at }) => {
    const [cx, cy] = frame.project(...at);
    const r = 4 + 5 * share(logDensity[row], ranges.density);
    return element("circle", {
      cx,
      cy,
      r: Number.isFinite(r) ? r : 4,
      fill: COLOUR.ink,
      stroke: "#fff",
      "stroke-width": 1.5,
    });
  });
  return [...lines, ...saddles, ...dots].join("");
}

/** A small drop joins two modes closely: a thick line. The colours are those of the legend. */
function edgeMark(d: string, drop: number): string {
  if (!d) return "";
  const line = { d, fill: "none", "stroke-linejoin": "round", "stroke-linecap": "round" };
  return element("path", { ...line, stroke: rampColour(drop), "stroke-width": 4.5 - 2.5 * (drop || 0) });
}
