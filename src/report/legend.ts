/** Legends: one row (or more) of keys above the panels. */
import type { SampleClass } from "../figure/figure.ts";
import { element, label, round } from "./svg.ts";
import { textRoom } from "./text.ts";
import { CLASS_COLOUR, COLOUR, rampColour, SIZE } from "./theme.ts";

/** One entry of a legend: a name and the mark beside it. */
export interface LegendItem {
  readonly name: string;
  readonly kind:
    | "line"
    | "dashed"
    | "line-dots"
    | "dot"
    | "box"
    | "band"
    | "training"
    | "point"
    | "saddle"
    | "gradient";
  readonly colour?: string;
  /** Ends of a gradient. */
  readonly low?: string;
  readonly high?: string;
}

const ROW = 20;
const BETWEEN = 20;

/** The legend as markup, and its height (0 where there is nothing to tell apart). */
export function drawLegend(items: readonly LegendItem[], width: number): { markup: string; height: number } {
  let [x, y] = [0, 0];
  const parts: string[] = [];
  const widths = items.map(itemWidth);
  const whole = widths.reduce((sum, size) => sum + size + BETWEEN, -BETWEEN);
  const column = whole > width ? Math.min(Math.max(...widths), width) : 0; // several rows: in columns
  for (const [i, item] of items.entries()) {
    const size = Math.max(widths[i], column);
    if (x > 0 && x + size > width) [x, y] = [0, y + ROW];
    parts.push(element("g", { transform: `translate(${Math.round(x)},${y})` }, drawItem(item)));
    x += size + BETWEEN;
  }
  return { markup: parts.join(""), height: items.length > 0 ? y + ROW : 0 };
}

/** One item a class, in the order of the classes, for those that occur. */
export function classItems(names: Iterable<SampleClass>, kind: "dot" | "box"): LegendItem[] {
  const there = new Set(names);
  const order: SampleClass[] = ["memorised", "inter-mode", "off-ridge", "undecided"];
  return order.filter((name) => there.has(name)).map((name) => ({ name, kind, colour: CLASS_COLOUR[name] }));
}

const KEY = 24;
const RAMP_WIDTH = 90;

function itemWidth(item: LegendItem): number {
  const name = textRoom(item.name, SIZE.text);
  if (item.kind !== "gradient") return KEY + 6 + name;
  return name + 8 + textRoom(`${item.low}${item.high}`, SIZE.small) + RAMP_WIDTH + 12;
}

function drawItem(item: LegendItem): string {
  const words = { "text-anchor": "start", "font-size": SIZE.text, fill: COLOUR.ink, y: 13 };
  if (item.kind === "gradient") return drawGradient(item, words);
  return drawKey(item) + label(item.name, { ...words, x: KEY + 6 });
}

function drawKey({ kind, colour = COLOUR.ink }: LegendItem): string {
  const line = { x1: 0, x2: KEY, y1: 9, y2: 9, stroke: colour, "stroke-width": 2 };
  switch (kind) {
    case "line":
      return element("line", line);
    case "dashed":
      return element("line", { ...line, "stroke-dasharray": "5,4" });
    case "line-dots":
      return element("line", line) + element("circle", { cx: KEY / 2, cy: 9, r: 3.2, fill: colour });
    case "box":
      return element("rect", { x: 8, y: 2, width: 14, height: 14, rx: 2, fill: colour });
    case "band":
      return element("rect", { x: 0, y: 3, width: KEY, height: 12, rx: 6, fill: colour });
    case "training":
      return trainingMark(KEY / 2, 9, 5);
    case "saddle":
      return saddleMark(KEY / 2, 9);
    case "point":
      return element("circle", { cx: KEY / 2, cy: 9, r: 1.8, fill: colour });
    default:
      return element("circle", { cx: KEY / 2, cy: 9, r: 4, fill: colour });
  }
}

function drawGradient(
  { name, low = "", high = "" }: LegendItem,
  words: Record<string, string | number>,
): string {
  const start = textRoom(name, SIZE.text) + 8;
  const bar = start + textRoom(low, SIZE.small) + 4;
  const stops = 30;
  const cells = Array.from({ length: stops }, (_, i) =>
    element("rect", {
      x: bar + (i * RAMP_WIDTH) / stops,
      y: 4,
      width: RAMP_WIDTH / stops + 0.3,
      height: 10,
      "shape-rendering": "crispEdges",
      fill: rampColour(i / (stops - 1)),
    }),
  );
  const small = { ...words, "font-size": SIZE.small, fill: COLOUR.quiet };
  return [
    label(name, { ...words, x: 0 }),
    label(low, { ...small, x: start }),
    ...cells,
    label(high, { ...small, x: bar + RAMP_WIDTH + 4 }),
  ].join("");
}

/** The mark of a training point: a hollow diamond, so that the samples on it are seen, ringed in white. */
export function trainingMark(x: number, y: number, radius: number): string {
  const r = round(radius);
  const d = `M${round(x)},${round(y - radius)}l${r},${r}l-${r},${r}l-${r},-${r}z`;
  return (
    element("path", { d, fill: "none", stroke: "#fff", "stroke-width": radius > 3 ? 4 : 2.4 }) +
    element("path", { d, fill: "none", stroke: COLOUR.training, "stroke-width": radius > 3 ? 1.8 : 1.1 })
  );
}

/** The mark of a saddle: a cross on white. */
export function saddleMark(x: number, y: number): string {
  const d = `M${round(x - 3.5)},${round(y - 3.5)}l7,7m0,-7l-7,7`;
  return (
    element("path", { d, stroke: "#fff", "stroke-width": 4, fill: "none" }) +
    element("path", { d, stroke: COLOUR.ink, "stroke-width": 1.6, fill: "none" })
  );
}
