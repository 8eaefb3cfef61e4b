/** Lines: curves with bands, dashes and rules over one or more panels. */

import * as Plot from "@observablehq/plot";
import { present } from "../../arrays/present.ts";
import type { LinesFigure, Scale, Series } from "../../figure/figure.ts";
import { counted } from "../../text/format.ts";
import { type Drawing, drawGrid, heightFor, type Place } from "../compose.ts";
import type { LegendItem } from "../legend.ts";
import type { Frame, Panel } from "../plot-panel.ts";
import { alongLine, drawRuledPanel } from "../rules.ts";
import type { Point } from "../svg.ts";
import { groupColours } from "../theme.ts";
import { type Domain, nonPositive, padDomain, shown } from "../ticks.ts";

type LinesPanel = LinesFigure["panels"][number];
type Colours = ReadonlyMap<string, string>;

/** Draws curves. */
export function drawLines(figure: LinesFigure): Drawing {
  const all = figure.panels.flatMap(({ series }) => series);
  const colours = groupColours(all.map(groupOf));
  return {
    legend: legendOf(all, colours),
    ...drawGrid(figure, (panel, place) => linesPanel(panel, place, colours)),
    notes: [noteOf(figure.panels)],
  };
}

function groupOf({ group, name }: Series): string {
  return group ?? name;
}

function legendOf(all: readonly Series[], colours: Colours): LegendItem[] {
  const items = new Map<string, LegendItem>();
  for (const series of all) {
    const kind = series.dashed ? "dashed" : series.dots ? "line-dots" : "line";
    const key = JSON.stringify([series.name, kind]);
    if (!items.has(key))
      items.set(key, { name: series.name, kind, colour: present(colours.get(groupOf(series))) });
  }
  return items.size > 1 ? [...items.values()] : [];
}

function noteOf(panels: readonly LinesPanel[]): string {
  let hidden = 0;
  for (const { x, y, series } of panels)
    for (const line of series) hidden += nonPositive(line.x, x.scale) + nonPositive(line.y, y.scale);
  if (hidden === 0) return "";
  const verb = hidden === 1 ? "is" : "are";
  return `${counted(hidden, "value")} not above 0 cannot be shown on a log axis and ${verb} left out.`;
}

/** A series with NaN for what its axes cannot show. */
function shownSeries(series: Series, { x, y }: LinesPanel): Series {
  return { ...mapHeights(series, (values) => shown(values, y.scale)), x: shown(series.x, x.scale) };
}

/** The same for the values of y and the ends of their intervals. */
function mapHeights(series: Series, change: (values: Float64Array) => Float64Array): Series {
  const { y, low, high } = series;
  return { ...series, y: change(y), ...(low && { low: change(low) }), ...(high && { high: change(high) }) };
}

function linesPanel(panel: LinesPanel, { id, width, columns }: Place, colours: Colours): Panel {
  const all = panel.series.map((series) => shownSeries(series, panel));
  return drawRuledPanel(panel, {
    id,
    width,
    height: heightFor(columns, [400, 320, 270]),
    values: { x: all.flatMap(visiblePlaces), y: all.flatMap(visibleHeights) },
    nothing: "no finite values",
    draw: (domain) => {
      const series = all.map((line) => withinReach(line, domain, panel.y.scale));
      return {
        marks: series.flatMap((line) => seriesMarks(line, present(colours.get(groupOf(line))))),
        points: (frame) => series.flatMap((line) => pixels(line, frame)),
      };
    },
  });
}

/** Brings heights far outside of the domain to just far enough: renderers lose their way with places far off. */
function withinReach(line: Series, domain: Domain, scale: Scale = "linear"): Series {
  const [low, high] = padDomain(domain, scale, 20);
  return mapHeights(line, (values) => values.map((value) => Math.min(Math.max(value, low), high)));
}

/** The values of x at which there is something to see. */
function visiblePlaces({ x, y }: Series): number[] {
  return [...x].filter((_, i) => Number.isFinite(y[i]));
}

/** The values of y that have a place on the x axis, with their intervals. */
function visibleHeights({ x, y, low, high }: Series): number[] {
  return [y, low, high].flatMap((values) =>
    values ? [...values].filter((_, i) => Number.isFinite(x[i])) : [],
  );
}

function seriesMarks({ x, y, low, high, dashed, dots }: Series, colour: string): Plot.Markish[] {
  const marks: Plot.Markish[] = [];
  if (low && high)
    marks.push(Plot.areaY({ length: x.length }, { x, y1: low, y2: high, fill: colour, fillOpacity: 0.16 }));
  const dash = dashed ? { strokeDasharray: "5,4" } : {};
  marks.push(Plot.lineY({ length: x.length }, { x, y, stroke: colour, strokeWidth: 2, ...dash }));
  if (dots || isSingle(x, y))
    marks.push(Plot.dot({ length: x.length }, { x, y, r: 3, fill: colour, stroke: "#fff", strokeWidth: 1 }));
  return marks;
}

/** A line through a single point would not be seen. */
function isSingle(x: Float64Array, y: Float64Array): boolean {
  return x.filter((value, i) => Number.isFinite(value) && Number.isFinite(y[i])).length === 1;
}

function pixels({ x, y, low, high }: Series, frame: Frame): Point[] {
  const along = (values: Float64Array) => [...x].map((value, i) => frame.project(value, values[i]));
  const ends = [low, high].flatMap((values) => (values ? along(values) : []));
  return [...alongLine(along(y)), ...ends];
}
