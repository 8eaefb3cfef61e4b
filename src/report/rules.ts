/** Levels drawn across a panel, with labels where they hide least of the data. */
import { present } from "../arrays/present.ts";
import type { Axis, Rule, Scale } from "../figure/figure.ts";
import { drawPanel, emptyPanel, type Frame, type Panel, type PanelOptions } from "./plot-panel.ts";
import { element, label, type Point } from "./svg.ts";
import { cutText, textRoom } from "./text.ts";
import { COLOUR, SIZE } from "./theme.ts";
import { type Domain, extent, isShown, ownDomain, padDomain } from "./ticks.ts";

/** What a panel with rules has, whatever else is drawn in it. */
interface Ruled {
  readonly title?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly rules?: readonly Rule[];
}

interface Contents extends Pick<PanelOptions, "id" | "width" | "height"> {
  /** What both axes have to hold. */
  readonly values: { readonly x: readonly number[]; readonly y: readonly number[] };
  /** Said where they hold nothing. */
  readonly nothing: string;
  /** What is drawn on the height that there is, and the places of data that labels keep off (pixels). */
  draw(y: Domain): Pick<PanelOptions, "marks" | "over"> & { points(frame: Frame): readonly Point[] };
}

/** Draws a panel with its rules, their labels where they hide least. */
export function drawRuledPanel(panel: Ruled, { values, nothing, draw, ...size }: Contents): Panel {
  const rules = (panel.rules ?? []).filter(({ axis = "y", value }) => isShown(value, panel[axis].scale));
  const domainOf = (axis: "x" | "y") => {
    const across = rules.filter((rule) => (rule.axis ?? "y") === axis).map(({ value }) => value);
    return domainFor(panel[axis], values[axis], across);
  };
  const titled = { ...size, ...(panel.title && { title: panel.title }) };
  const [x, y] = [domainOf("x"), domainOf("y")];
  if (!x || !y) return emptyPanel(titled, nothing);
  const { points, ...drawn } = draw(y);
  return drawPanel({
    ...titled,
    ...drawn,
    x: { ...panel.x, domain: x },
    y: { ...panel.y, domain: y },
    under: (frame) => drawRules(rules, frame),
    labels: (frame) => drawRuleLabels(rules, frame, points(frame)),
  });
}

/** The axis's own domain, or that of the values and of rules near to them. */
function domainFor(axis: Axis, values: readonly number[], rules: readonly number[]): Domain | undefined {
  const { scale = "linear" } = axis;
  const range = extent(values);
  if (!range) return undefined;
  const near = rules.filter((value) => isNear(value, range, scale));
  return ownDomain(axis) ?? padDomain(present(extent([...range, ...near])), scale);
}

/** Whether a rule can be in sight without pressing the data into less than half of the panel. */
function isNear(value: number, [low, high]: Domain, scale: Scale): boolean {
  const place = (v: number) => (scale === "log" ? Math.log10(v) : v);
  const span = place(high) - place(low) || Math.max(Math.abs(place(low)), 1);
  return place(value) >= place(low) - span && place(value) <= place(high) + span;
}

function drawRules(rules: readonly Rule[], frame: Frame): string {
  const style = { stroke: COLOUR.rule, "stroke-width": 1.2, "stroke-dasharray": "2,3" };
  return rules
    .filter((rule) => isInFrame(rule, frame))
    .map((rule) => {
      const [[x1, y1], [x2, y2]] = endsOf(rule, frame);
      return element("line", { x1, x2, y1, y2, ...style });
    })
    .join("");
}

function endsOf({ value, axis = "y" }: Rule, { place, ...frame }: Frame): [Point, Point] {
  const at = place(axis, value);
  return axis === "y"
    ? [
        [frame.left, at],
        [frame.right, at],
      ]
    : [
        [at, frame.top],
        [at, frame.bottom],
      ];
}

function alongRule(rule: Rule, frame: Frame): Point[] {
  return alongLine(endsOf(rule, frame));
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** The end of the text that keeps its place whatever the font. */
  readonly anchor: "start" | "end";
}

const HEIGHT = 14;

/**
 * The labels of the rules, each on the free side of its line: of some places along it, the one with the fewest of
 * `points` (pixels: data, and what lies between) and of other rules, and no other label.
 */
function drawRuleLabels(rules: readonly Rule[], frame: Frame, points: readonly Point[]): string {
  const taken: Box[] = [];
  const seen = rules.filter((rule) => isInFrame(rule, frame));
  return seen
    .map((rule) => {
      const lines = seen.filter((other) => other !== rule).flatMap((other) => alongRule(other, frame));
      const text = cutText(rule.label, (frame.right - frame.left) * 0.8, { size: SIZE.small });
      const box = bestPlace(placesFor(rule, text, frame), [...points, ...lines], taken);
      if (!box) return "";
      taken.push(box);
      return ruleLabel(text, box);
    })
    .join("");
}

function ruleLabel(text: string, { left, top, width, anchor }: Box): string {
  const x = anchor === "end" ? left + width - 2 : left + 2;
  const place = { x, y: top + 11, "text-anchor": anchor, "font-size": SIZE.small };
  const halo = {
    stroke: "#fff",
    "stroke-width": 4,
    "stroke-linejoin": "round",
    fill: "#fff",
    "stroke-opacity": 0.85,
  };
  return label(text, { ...place, ...halo }) + label(text, { ...place, fill: COLOUR.rule });
}

/** Candidate places in the order of preference; none for a rule outside of the frame. */
function placesFor({ value, axis = "y" }: Rule, text: string, frame: Frame): Box[] {
  const width = textRoom(text, SIZE.small) + 4;
  const at = frame.place(axis, value);
  const shares = [1, 0, 0.75, 0.5, 0.25];
  const room = axis === "y" ? frame.right - frame.left - width - 8 : frame.bottom - frame.top - HEIGHT - 4;
  const boxes = shares.flatMap((share): Box[] =>
    axis === "y"
      ? [at - HEIGHT - 2, at + 2].map((top) => {
          const anchor = share > 0.5 ? "end" : "start";
          return { left: frame.left + 4 + share * room, top, width, anchor };
        })
      : [at + 3, at - width - 3].map((left) => {
          const anchor = left < at ? "end" : "start";
          return { left, top: frame.bottom - HEIGHT - 2 - share * room, width, anchor };
        }),
  );
  return boxes.filter((box) => inside(box, frame));
}

function isInFrame({ value, axis = "y" }: Rule, { place, ...frame }: Frame): boolean {
  const at = place(axis, value);
  return axis === "y" ? at >= frame.top && at <= frame.bottom : at >= frame.left && at <= frame.right;
}

function inside({ left, top, width }: Box, frame: Frame): boolean {
  return (
    left >= frame.left && left + width <= frame.right && top >= frame.top && top + HEIGHT <= frame.bottom
  );
}

function bestPlace(boxes: readonly Box[], points: readonly Point[], taken: readonly Box[]): Box | undefined {
  let best: Box | undefined;
  let least = Infinity;
  for (const box of boxes) {
    const cost = coverage(box, points) + 1e4 * taken.filter((other) => overlap(box, other)).length;
    if (cost < least) [best, least] = [box, cost];
  }
  return best;
}

function coverage({ left, top, width }: Box, points: readonly Point[]): number {
  return points.filter(
    ([x, y]) => x >= left - 2 && x <= left + width + 2 && y >= top - 2 && y <= top + HEIGHT + 2,
  ).length;
}

function overlap(a: Box, b: Box): boolean {
  const beside = a.left + a.width < b.left || b.left + b.width < a.left;
  return !beside && Math.abs(a.top - b.top) < HEIGHT;
}

/** Points along a polyline in pixels, close enough to see whether a label would lie on it. */
export function alongLine(points: readonly Point[]): Point[] {
  const out: Point[] = [];
  points.forEach((to, i) => {
    const from = points[i - 1] ?? to;
    const steps = Math.min(200, Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / 6)));
    for (let s = 1; s <= steps; s++)
      out.push([from[0] + ((to[0] - from[0]) * s) / steps, from[1] + ((to[1] - from[1]) * s) / steps]);
  });
  return out.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
}
