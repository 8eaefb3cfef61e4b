/** Scatter plots, with rules. */

import { present } from "../../arrays/present.ts";
import type { ScatterFigure } from "../../figure/figure.ts";
import { counted } from "../../text/format.ts";
import { type Drawing, drawGrid, heightFor, type Place } from "../compose.ts";
import { drawDots, thinned } from "../plane.ts";
import type { Frame, Panel } from "../plot-panel.ts";
import { drawRuledPanel } from "../rules.ts";
import type { Point } from "../svg.ts";
import { CLASS_COLOUR, groupColours } from "../theme.ts";
import { isShown } from "../ticks.ts";

type ScatterPanel = ScatterFigure["panels"][number];
type Cloud = ScatterPanel["points"][number];
type Colours = ReadonlyMap<string, string>;

/** Points drawn in one panel at most. */
const MOST_POINTS = 5000;

/** Draws point clouds. */
export function drawScatter(figure: ScatterFigure): Drawing {
  const colours = coloursOf(figure.panels.flatMap(({ points }) => points));
  return {
    legend: colours.size > 1 ? [...colours].map(([name, colour]) => ({ name, kind: "dot", colour })) : [],
    ...drawGrid(figure, (panel, place) => scatterPanel(panel, place, colours)),
    notes: figure.panels.map((panel) => noteOf(panel, figure.panels.length)),
  };
}

function coloursOf(clouds: readonly Cloud[]): Colours {
  const named = groupColours(clouds.map(({ name, sampleClass }) => sampleClass ?? name));
  return new Map(
    clouds.map(({ name, sampleClass }) => [
      name,
      sampleClass ? CLASS_COLOUR[sampleClass] : present(named.get(name)),
    ]),
  );
}

/** The points of each cloud that the axes can show. */
function visibleClouds({ points, x: { scale: xScale }, y: { scale: yScale } }: ScatterPanel): Point[][] {
  return points.map(({ x, y }) =>
    Array.from({ length: Math.min(x.length, y.length) }, (_, i): Point => [x[i], y[i]]).filter(
      ([px, py]) => isShown(px, xScale) && isShown(py, yScale),
    ),
  );
}

function countOf(clouds: readonly (readonly Point[])[]): number {
  return clouds.reduce((sum, { length }) => sum + length, 0);
}

function scatterPanel(panel: ScatterPanel, { id, width, columns }: Place, colours: Colours): Panel {
  const all = visibleClouds(panel);
  const share = Math.min(1, MOST_POINTS / Math.max(countOf(all), 1));
  const clouds = all.map((points) => thinned(points, Math.ceil(share * points.length)));
  const total = countOf(clouds);
  const [radius, opacity] = total > 1000 ? [2, 0.4] : total > 150 ? [2.6, 0.55] : [3.6, 0.8];
  const places = (frame: Frame) => clouds.map((points) => points.map((at) => frame.project(...at)));
  const colourOf = (cloud: number) => present(colours.get(panel.points[cloud].name));
  return drawRuledPanel(panel, {
    id,
    width,
    height: heightFor(columns, [460, 380, 300]),
    values: { x: clouds.flat().map(([x]) => x), y: clouds.flat().map(([, y]) => y) },
    nothing: "no finite points",
    draw: () => ({
      over: (frame) =>
        places(frame)
          .map((at, i) => drawDots(at, frame, { fill: colourOf(i), opacity, radius }))
          .join(""),
      points: (frame) => places(frame).flat(),
    }),
  });
}

function noteOf(panel: ScatterPanel, panels: number): string {
  const where = panels > 1 && panel.title ? `${panel.title}: ` : "";
  const total = panel.points.reduce((sum, { x, y }) => sum + Math.min(x.length, y.length), 0);
  const visible = countOf(visibleClouds(panel));
  const log = panel.x.scale === "log" || panel.y.scale === "log";
  const why = log ? "not finite, or not above 0 on a log axis" : "not finite";
  const notes = [
    visible > MOST_POINTS ? `showing about 5,000 of ${counted(visible, "point")}` : "",
    total > visible ? `${counted(total - visible, "point")} left out (${why})` : "",
  ].filter(Boolean);
  return notes.length > 0 ? `${where}${notes.join("; ")}.` : "";
}
