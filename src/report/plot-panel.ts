/**
 * One panel: frame, axes and Plot marks, as markup at the origin. Plot draws on a small DOM without a browser; text
 * that comes from outside never goes through it.
 */

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { present } from "../arrays/present.ts";
import type { Axis } from "../figure/figure.ts";
import { label, type Point, round } from "./svg.ts";
import { cutText, textWidth } from "./text.ts";
import { COLOUR, SIZE } from "./theme.ts";
import { type Domain, makeTicks, type Tick } from "./ticks.ts";

/** A drawn panel; its upper left corner is the origin. */
export interface Panel {
  readonly width: number;
  readonly height: number;
  readonly markup: string;
}

/** Where data are in a panel. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Pixels at which a value of one axis lies. */
  place(axis: "x" | "y", value: number): number;
  project(x: number, y: number): Point;
}

/** What a panel with axes shows; sizes in pixels. */
export interface PanelOptions {
  /** Unique in the figure, for ids. */
  readonly id: string;
  readonly width: number;
  /** Of the whole panel; or `frameHeight` of the frame alone. */
  readonly height?: number;
  readonly frameHeight?: number;
  readonly title?: string;
  readonly x: Axis & { readonly domain: Domain };
  readonly y: Axis & { readonly domain: Domain };
  /** Rows of text between title and frame. */
  readonly rowsAbove?: number;
  /** The same for all panels of a figure, so that frames line up. */
  readonly left?: number;
  readonly hideY?: boolean;
  /** Pixels from tick to tick, about, on both axes. */
  readonly tickEvery?: number;
  readonly marks?: readonly Plot.Markish[];
  /** Markup under and over the marks, cut off at the frame. */
  under?(frame: Frame): string;
  over?(frame: Frame): string;
  /** Markup over everything, not cut off. */
  labels?(frame: Frame): string;
}

/** Height of a row of text, in pixels. */
const ROW = 16;

/** Room at the left for these y ticks. */
export function leftMargin(ticks: readonly Tick[]): number {
  return Math.ceil(Math.max(0, ...ticks.map(({ text }) => textWidth(text, SIZE.small)))) + 12;
}

/** About so many ticks suit a length. */
function tickCount(length: number, each: number): number {
  return Math.max(2, Math.floor(length / each));
}

/** Draws a panel. */
export function drawPanel(options: PanelOptions): Panel {
  const { id, width, x, y } = options;
  const titleHeight = options.title ? 20 : 0;
  const top = titleHeight + (y.label && !options.hideY ? ROW : 0) + (options.rowsAbove ?? 0) * ROW + 6;
  const bottom = x.label ? 38 : 22;
  const height = options.height ?? top + bottom + (options.frameHeight ?? 200);
  const yTicks = options.hideY
    ? []
    : makeTicks(y.scale ?? "linear", y.domain, tickCount(height - top - bottom, options.tickEvery ?? 38));
  const left = options.left ?? (options.hideY ? 6 : leftMargin(yTicks));
  const margins = { top, bottom, left, right: 10 };
  const xTicks = fittingTicks(x, width - left - 10, options.tickEvery ?? (x.scale === "log" ? 46 : 54));
  const svg = plotSvg({ ...options, height, margins, xTicks, yTicks });
  const frame = frameOf(svg, { width, height, margins });
  const clip = `${id}-frame`;
  const cut = (markup: string) => (markup ? `<g clip-path="url(#${clip})">${markup}</g>` : "");
  const [axes, data] = splitMarks(svg);
  const markup = [
    clipPath(clip, frame),
    axes,
    cut((options.under?.(frame) ?? "") + data + (options.over?.(frame) ?? "")),
    axisLabels(options, frame),
    options.labels?.(frame) ?? "",
  ].join("");
  return { width, height, markup };
}

/** Ticks about `each` pixels apart, or further where their texts are wide. */
function fittingTicks({ scale = "linear", domain }: PanelOptions["x"], length: number, each: number): Tick[] {
  const ticks = makeTicks(scale, domain, tickCount(length, each));
  const widest = Math.max(0, ...ticks.map(({ text }) => textWidth(text, SIZE.small)));
  const fits = ticks.filter(({ text }) => text).length * (widest + 10) <= length;
  return fits ? ticks : makeTicks(scale, domain, tickCount(length, 1.4 * (widest + 10)));
}

interface Layout {
  readonly height: number;
  readonly margins: Readonly<Record<"top" | "bottom" | "left" | "right", number>>;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
}

type Drawn = (SVGSVGElement | HTMLElement) & Plot.Plot;

function plotSvg(options: PanelOptions & Layout): Drawn {
  const { x, y, width, height, margins, xTicks, yTicks } = options;
  const { document } = parseHTML("<!doctype html><body></body>");
  return Plot.plot({
    document,
    width,
    height,
    className: "panel",
    marginTop: margins.top,
    marginBottom: margins.bottom,
    marginLeft: margins.left,
    marginRight: margins.right,
    x: scaleOptions(x),
    y: scaleOptions(y),
    marks: [
      Plot.gridX(labelled(xTicks), { stroke: COLOUR.grid, strokeOpacity: 1 }),
      Plot.gridY(labelled(yTicks), { stroke: COLOUR.grid, strokeOpacity: 1 }),
      axis(Plot.axisX, xTicks),
      axis(Plot.axisY, yTicks),
      Plot.frame({ stroke: COLOUR.axis, strokeWidth: 1, ariaLabel: "frame" }),
      ...(options.marks ?? []),
    ],
  }) as Drawn;
}

function scaleOptions({ scale = "linear", domain, reversed }: PanelOptions["x"]): Plot.ScaleOptions {
  return { type: scale, domain: [...domain], reverse: reversed ?? false, axis: null };
}

function labelled(ticks: readonly Tick[]): number[] {
  return ticks.filter(({ text }) => text).map(({ value }) => value);
}

function axis(make: typeof Plot.axisX, ticks: readonly Tick[]): Plot.Markish {
  const texts = new Map(ticks.map(({ value, text }) => [value, text]));
  return make(
    ticks.map(({ value }) => value),
    {
      label: null,
      tickSize: 4,
      tickPadding: 4,
      stroke: COLOUR.axis,
      fill: COLOUR.quiet,
      fontSize: SIZE.small,
      tickFormat: (value: number) => texts.get(value) ?? "",
    },
  );
}

function frameOf(
  svg: Drawn,
  { width, height, margins }: { width: number; height: number; margins: Layout["margins"] },
): Frame {
  const scales = { x: present(svg.scale("x")), y: present(svg.scale("y")) };
  const place = (axis: "x" | "y", value: number) => scales[axis].apply(value) as number;
  return {
    left: margins.left,
    right: width - margins.right,
    top: margins.top,
    bottom: height - margins.bottom,
    place,
    project: (x, y) => [place("x", x), place("y", y)],
  };
}

/** Markup of axes and frame, and of what was drawn after the frame. */
function splitMarks(svg: Drawn): [axes: string, data: string] {
  const children = [...svg.children].filter(({ tagName }) => tagName.toLowerCase() !== "style");
  const frame = children.findIndex((child) => child.getAttribute("aria-label") === "frame");
  const text = (nodes: readonly Element[]) => compact(nodes.map((node) => node.outerHTML).join(""));
  return [text(children.slice(0, frame + 1)), text(children.slice(frame + 1))];
}

const NUMERIC = / (d|x|y|x1|x2|y1|y2|cx|cy|r|width|height|transform)="([^"]*)"/g;

/** Rounds coordinates to hundredths and drops labels that a reader of the whole figure has no use for. */
function compact(markup: string): string {
  return markup
    .replace(NUMERIC, (_, name: string, value: string) => {
      const rounded = value.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (digits) => round(Number(digits)));
      return ` ${name}="${rounded}"`;
    })
    .replace(/ aria-(label|hidden)="[^"]*"/g, "")
    .replace(/ font-variant="[^"]*"/g, "")
    .replaceAll(" />", "/>");
}

function clipPath(id: string, { left, right, top, bottom }: Frame): string {
  return `<clipPath id="${id}"><rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/></clipPath>`;
}

function axisLabels({ title, x, y, hideY, width }: PanelOptions, frame: Frame): string {
  const start = { x: 0, "text-anchor": "start", "font-size": SIZE.text, fill: COLOUR.ink };
  const parts: string[] = [];
  if (title) {
    const text = cutText(title, width, { size: SIZE.panel, bold: true });
    parts.push(label(text, { ...start, y: 13, "font-size": SIZE.panel, "font-weight": 600 }));
  }
  if (y.label && !hideY)
    parts.push(label(cutText(y.label, width, { size: SIZE.text }), { ...start, y: title ? 33 : 13 }));
  if (x.label) {
    const text = cutText(x.reversed ? `← ${x.label}` : x.label, width, { size: SIZE.text });
    const middle = Math.min((frame.left + frame.right) / 2, width - textWidth(text, SIZE.text) / 2);
    parts.push(label(text, { x: middle, y: frame.bottom + 34, "font-size": SIZE.text, fill: COLOUR.ink }));
  }
  return parts.join("");
}

/** A frame that says that there is nothing to show. */
export function emptyPanel(
  options: Pick<PanelOptions, "id" | "width" | "height" | "title">,
  why: string,
): Panel {
  const { width, height = 240, title } = options;
  const top = title ? 26 : 6;
  const box = { x: 0.5, y: top, width: width - 1, height: height - top - 6, fill: "none" };
  const dash = `stroke="${COLOUR.axis}" stroke-dasharray="3,3"`;
  const markup = [
    title
      ? label(cutText(title, width, { size: SIZE.panel, bold: true }), {
          x: 0,
          y: 13,
          "text-anchor": "start",
          "font-size": SIZE.panel,
          "font-weight": 600,
          fill: COLOUR.ink,
        })
      : "",
    `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${round(box.height)}" fill="none" ${dash}/>`,
    label(cutText(`nothing to show: ${why}`, width - 16, { size: SIZE.text }), {
      x: width / 2,
      y: top + box.height / 2 + 4,
      "font-size": SIZE.text,
      fill: COLOUR.quiet,
    }),
  ].join("");
  return { width, height, markup };
}
