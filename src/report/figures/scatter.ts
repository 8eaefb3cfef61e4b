/** Scatter plots, with rules. */

import { z } from "zod";
import { present } from "../../arrays/present.ts";
import type { ScatterFigure } from "../../figure/figure.ts";
import { counted } from "../../text/format.ts";
import { columnsFor, type Drawing, panelWidth } from "../compose.ts";
import { axis, base, numbers, rule, sampleClass, text } from "../figure-shapes.ts";
import { isNear, thinned } from "../plane.ts";
import { drawPanel, emptyPanel, type Frame, type Panel } from "../plot-panel.ts";
import { drawRuleLabels, drawRules, valuesOf, visibleRules } from "../rules.ts";
import { element, type Point, round } from "../svg.ts";
import { CLASS_COLOUR, groupColours } from "../theme.ts";
import { domainOf, shown } from "./lines.ts";

type ScatterPanel = ScatterFigure["panels"][number];
type Cloud = ScatterPanel["points"][number];

/** Points drawn in one panel at most. */
const MOST_POINTS = 5000;

/** Draws point clouds. */
export function drawScatter(figure: ScatterFigure): Drawing {
  const clouds = figure.panels.flatMap(({ points }) => [...points]);
  const colours = coloursOf(clouds);
  const columns = columnsFor(figure.panels.length);
  return {
    legend: colours.size > 1 ? [...colours].map(([name, colour]) => ({ name, kind: "dot", colour })) : [],
    columns,
    panels: figure.panels.map((panel, i) =>
      scatterPanel(panel, { id: `${figure.id}-${i}`, columns, colours }),
    ),
    notes: figure.panels.flatMap((panel) => notesOf(panel, figure.panels.length)),
  };
}

function coloursOf(clouds: readonly Cloud[]): Map<string, string> {
  const named = groupColours(clouds.map(({ name, sampleClass }) => sampleClass ?? name));
  return new Map(
    clouds.map(({ name, sampleClass }) => [
      name,
      sampleClass ? CLASS_COLOUR[sampleClass] : present(named.get(name)),
    ]),
  );
}

interface Visible {
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly rows: Int32Array;
}

function visibleCloud({ name, x, y }: Cloud, panel: ScatterPanel): Visible {
  const [xs, ys] = [shown(x, panel.x.scale), shown(y, panel.y.scale)];
  const rows = Int32Array.from({ length: Math.min(x.length, y.length) }, (_, i) => i);
  return { name, x: xs, y: ys, rows: rows.filter((i) => Number.isFinite(xs[i]) && Number.isFinite(ys[i])) };
}

function scatterPanel(
  panel: ScatterPanel,
  { id, columns, colours }: { id: string; columns: number; colours: ReadonlyMap<string, string> },
): Panel {
  const clouds = thinClouds(panel.points.map((cloud) => visibleCloud(cloud, panel)));
  const rules = visibleRules(panel.rules, { x: panel.x.scale, y: panel.y.scale });
  const size = { id, width: panelWidth(columns), height: columns === 1 ? 460 : columns === 2 ? 380 : 300 };
  const at = (axis: "x" | "y") => clouds.flatMap((cloud) => [...cloud.rows].map((i) => cloud[axis][i]));
  const x = domainOf(panel.x, at("x"), valuesOf(rules, "x"));
  const y = domainOf(panel.y, at("y"), valuesOf(rules, "y"));
  const title = panel.title ? { title: panel.title } : {};
  if (!x || !y) return emptyPanel({ ...size, ...title }, "no finite points");
  const origin: Point = [x[0], y[0]];
  const total = clouds.reduce((sum, { rows }) => sum + rows.length, 0);
  return drawPanel({
    ...size,
    ...title,
    x: { ...panel.x, domain: x },
    y: { ...panel.y, domain: y },
    under: (frame) => drawRules(rules, frame, origin),
    over: (frame) =>
      clouds
        .map((cloud) => cloudMarks(cloud, frame, { fill: present(colours.get(cloud.name)), total }))
        .join(""),
    labels: (frame) =>
      drawRuleLabels(rules, frame, { origin, points: clouds.flatMap((cloud) => places(cloud, frame)) }),
  });
}

function thinClouds(clouds: readonly Visible[]): Visible[] {
  const total = clouds.reduce((sum, { rows }) => sum + rows.length, 0);
  const share = Math.min(1, MOST_POINTS / Math.max(total, 1));
  return clouds.map((cloud) => ({
    ...cloud,
    rows: thinned(cloud.rows, Math.ceil(share * cloud.rows.length)),
  }));
}

function places({ x, y, rows }: Visible, frame: Frame): Point[] {
  return [...rows].map((i) => frame.project(x[i], y[i]));
}

function cloudMarks(cloud: Visible, frame: Frame, { fill, total }: { fill: string; total: number }): string {
  const [radius, opacity] = total > 1000 ? [2, 0.4] : total > 150 ? [2.6, 0.55] : [3.6, 0.8];
  const near = places(cloud, frame).filter((at) => isNear(at, frame));
  const circles = near.map(([x, y]) => `<circle cx="${round(x)}" cy="${round(y)}" r="${radius}"/>`);
  return circles.length > 0 ? element("g", { fill, "fill-opacity": opacity }, ...circles) : "";
}

function notesOf(panel: ScatterPanel, panels: number): string[] {
  const where = panels > 1 && panel.title ? `${panel.title}: ` : "";
  const total = panel.points.reduce((sum, { x, y }) => sum + Math.min(x.length, y.length), 0);
  const visible = panel.points.reduce((sum, cloud) => sum + visibleCloud(cloud, panel).rows.length, 0);
  const log = panel.x.scale === "log" || panel.y.scale === "log";
  const why = log ? "not finite, or not above 0 on a log axis" : "not finite";
  const notes = [
    visible > MOST_POINTS ? `showing about 5,000 of ${counted(visible, "point")}` : "",
    total > visible ? `${counted(total - visible, "point")} left out (${why})` : "",
  ].filter(Boolean);
  return notes.length > 0 ? [`${where}${notes.join("; ")}.`] : [];
}

/** What a stored figure of this kind must hold, so that it can be drawn. */
export const scatterShape: z.ZodType<ScatterFigure> = z.object({
  kind: z.literal("scatter"),
  ...base,
  panels: z.array(
    z.object({
      title: text.optional(),
      x: axis,
      y: axis,
      points: z.array(z.object({ name: text, x: numbers, y: numbers, sampleClass: sampleClass.optional() })),
      rules: z.array(rule).optional(),
    }),
  ),
});
