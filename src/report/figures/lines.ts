/** Lines: curves with bands, dashes and rules over one or more panels. */

import * as Plot from "@observablehq/plot";
import { z } from "zod";
import { present } from "../../arrays/present.ts";
import type { LinesFigure, Scale, Series } from "../../figure/figure.ts";
import { counted } from "../../text/format.ts";
import { columnsFor, type Drawing, panelWidth } from "../compose.ts";
import { axis, base, numbers, rule, text } from "../figure-shapes.ts";
import type { LegendItem } from "../legend.ts";
import { drawPanel, emptyPanel, type Frame, type Panel } from "../plot-panel.ts";
import { alongLine, drawRuleLabels, drawRules, valuesOf, visibleRules } from "../rules.ts";
import type { Point } from "../svg.ts";
import { groupColours } from "../theme.ts";
import { type Domain, extent, padDomain } from "../ticks.ts";

type LinesPanel = LinesFigure["panels"][number];
type Colours = ReadonlyMap<string, string>;

/** Draws curves. */
export function drawLines(figure: LinesFigure): Drawing {
  const all = figure.panels.flatMap(({ series }) => series);
  const colours = groupColours(all.map(groupOf));
  const columns = columnsFor(figure.panels.length);
  return {
    legend: legendOf(all, colours),
    columns,
    panels: figure.panels.map((panel, i) => linesPanel(panel, { id: `${figure.id}-${i}`, columns, colours })),
    notes: notesOf(figure.panels),
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

function notesOf(panels: readonly LinesPanel[]): string[] {
  let hidden = 0;
  for (const { x, y, series } of panels)
    for (const line of series) hidden += nonPositive(line.x, x.scale) + nonPositive(line.y, y.scale);
  return hidden > 0
    ? [
        `${counted(hidden, "value")} not above 0 cannot be shown on a log axis and ${hidden === 1 ? "is" : "are"} left out.`,
      ]
    : [];
}

/** How many numbers a log axis has no place for. */
export function nonPositive(values: Float64Array, scale: Scale | undefined): number {
  return scale === "log" ? values.reduce((sum, value) => sum + (value <= 0 ? 1 : 0), 0) : 0;
}

/** Values that the scale can show; others become NaN. */
export function shown(values: Float64Array, scale: Scale | undefined): Float64Array {
  return values.map((value) => (Number.isFinite(value) && (scale !== "log" || value > 0) ? value : NaN));
}

interface Shown {
  readonly source: Series;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly low?: Float64Array;
  readonly high?: Float64Array;
}

function linesPanel(
  panel: LinesPanel,
  { id, columns, colours }: { id: string; columns: number; colours: Colours },
): Panel {
  const { x, y, title } = panel;
  const size = { id, width: panelWidth(columns), height: columns === 1 ? 400 : columns === 2 ? 320 : 270 };
  const titled = { ...size, ...(title && { title }) };
  const all = panel.series.map((source) => shownSeries(source, panel));
  const rules = visibleRules(panel.rules, { x: x.scale, y: y.scale });
  const xDomain = domainOf(x, all.flatMap(visiblePlaces), valuesOf(rules, "x"));
  const yDomain = domainOf(y, all.flatMap(visibleHeights), valuesOf(rules, "y"));
  if (!xDomain || !yDomain) return emptyPanel(titled, "no finite values");
  const series = all.map((line) => withinReach(line, { ...y, domain: yDomain }));
  const origin: Point = [xDomain[0], yDomain[0]];
  const points = (frame: Frame) => series.flatMap((line) => pixels(line, frame));
  return drawPanel({
    ...titled,
    x: { ...x, domain: xDomain },
    y: { ...y, domain: yDomain },
    marks: series.flatMap((line) => seriesMarks(line, present(colours.get(groupOf(line.source))))),
    under: (frame) => drawRules(rules, frame, origin),
    labels: (frame) => drawRuleLabels(rules, frame, { origin, points: points(frame) }),
  });
}

/** Brings heights far outside of the domain to just far enough: renderers lose their way with places far off. */
function withinReach(line: Shown, { scale, domain }: { scale?: Scale; domain: Domain }): Shown {
  const [low, high] = padDomain(domain, scale ?? "linear", 20);
  const limit = (values: Float64Array) => values.map((value) => Math.min(Math.max(value, low), high));
  return {
    ...line,
    y: limit(line.y),
    ...(line.low && { low: limit(line.low) }),
    ...(line.high && { high: limit(line.high) }),
  };
}

/** The values of x at which there is something to see. */
function visiblePlaces({ x, y }: Shown): number[] {
  return [...x].filter((_, i) => Number.isFinite(y[i]));
}

function shownSeries(source: Series, { x, y }: LinesPanel): Shown {
  return {
    source,
    x: shown(source.x, x.scale),
    y: shown(source.y, y.scale),
    ...(source.low && { low: shown(source.low, y.scale) }),
    ...(source.high && { high: shown(source.high, y.scale) }),
  };
}

/** The values of y that have a place on the x axis, with their intervals. */
function visibleHeights({ x, y, low, high }: Shown): number[] {
  return [y, low, high].flatMap((values) =>
    values ? [...values].filter((_, i) => Number.isFinite(x[i])) : [],
  );
}

/** The axis's own domain, or that of the values and of rules near to them. */
export function domainOf(
  { scale = "linear", domain }: { scale?: Scale; domain?: Domain },
  values: readonly number[],
  rules: readonly number[],
): Domain | undefined {
  const range = extent(values);
  if (!range) return undefined;
  if (domain && usable(domain, scale)) return domain;
  const near = rules.filter((value) => isNear(value, range, scale));
  return padDomain(present(extent([...range, ...near])), scale);
}

function usable([low, high]: Domain, scale: Scale): boolean {
  return Number.isFinite(low) && Number.isFinite(high) && low < high && (scale !== "log" || low > 0);
}

/** Whether a rule can be in sight without pressing the data into less than half of the panel. */
function isNear(value: number, [low, high]: Domain, scale: Scale): boolean {
  const place = (v: number) => (scale === "log" ? Math.log10(v) : v);
  const span = place(high) - place(low) || Math.max(Math.abs(place(low)), 1);
  return place(value) >= place(low) - span && place(value) <= place(high) + span;
}

function seriesMarks({ source, x, y, low, high }: Shown, colour: string): Plot.Markish[] {
  const marks: Plot.Markish[] = [];
  if (low && high)
    marks.push(Plot.areaY({ length: x.length }, { x, y1: low, y2: high, fill: colour, fillOpacity: 0.16 }));
  const dash = source.dashed ? { strokeDasharray: "5,4" } : {};
  marks.push(Plot.lineY({ length: x.length }, { x, y, stroke: colour, strokeWidth: 2, ...dash }));
  if (source.dots || isSingle(x, y))
    marks.push(Plot.dot({ length: x.length }, { x, y, r: 3, fill: colour, stroke: "#fff", strokeWidth: 1 }));
  return marks;
}

/** A line through a single point would not be seen. */
function isSingle(x: Float64Array, y: Float64Array): boolean {
  return x.filter((value, i) => Number.isFinite(value) && Number.isFinite(y[i])).length === 1;
}

function pixels({ x, y, low, high }: Shown, frame: Frame): Point[] {
  const line = [...x].map((value, i) => frame.project(value, y[i]));
  const ends = [low, high].flatMap((values) =>
    values ? [...x].map((value, i) => frame.project(value, values[i])) : [],
  );
  return [...alongLine(line), ...ends];
}

/** What a stored figure of this kind must hold, so that it can be drawn. */
export const linesShape: z.ZodType<LinesFigure> = z.object({
  kind: z.literal("lines"),
  ...base,
  panels: z.array(
    z.object({
      title: text.optional(),
      x: axis,
      y: axis,
      series: z.array(
        z.object({
          name: text,
          x: numbers,
          y: numbers,
          low: numbers.optional(),
          high: numbers.optional(),
          dashed: z.boolean().optional(),
          group: text.optional(),
          dots: z.boolean().optional(),
        }),
      ),
      rules: z.array(rule).optional(),
    }),
  ),
});
