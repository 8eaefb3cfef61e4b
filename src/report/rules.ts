/** Levels drawn across a panel, with labels where they hide least of the data. */
import type { Rule, Scale } from "../figure/figure.ts";
import type { Frame } from "./plot-panel.ts";
import { element, label, type Point } from "./svg.ts";
import { cutText, textRoom } from "./text.ts";
import { COLOUR, SIZE } from "./theme.ts";

/** Rules that can be shown: finite, and positive on a log axis. */
export function visibleRules(
  rules: readonly Rule[] | undefined,
  scales: { readonly x: Scale | undefined; readonly y: Scale | undefined },
): Rule[] {
  const scaleOf = ({ axis = "y" }: Rule) => scales[axis];
  return (rules ?? []).filter(
    (rule) => Number.isFinite(rule.value) && (scaleOf(rule) !== "log" || rule.value > 0),
  );
}

/** Values of the rules across one axis. */
export function valuesOf(rules: readonly Rule[], axis: "x" | "y"): number[] {
  return rules.filter((rule) => (rule.axis ?? "y") === axis).map(({ value }) => value);
}

/** The lines of the rules. */
export function drawRules(rules: readonly Rule[], frame: Frame, origin: Point): string {
  const style = { stroke: COLOUR.rule, "stroke-width": 1.2, "stroke-dasharray": "2,3" };
  return rules
    .filter((rule) => isInFrame(rule, frame, origin))
    .map(({ value, axis = "y" }) => {
      const [x, y] = axis === "y" ? frame.project(origin[0], value) : frame.project(value, origin[1]);
      const ends =
        axis === "y"
          ? { x1: frame.left, x2: frame.right, y1: y, y2: y }
          : { x1: x, x2: x, y1: frame.top, y2: frame.bottom };
      return element("line", { ...ends, ...style });
    })
    .join("");
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
 * `points` (pixels: data, and what lies between) and no other label.
 */
export function drawRuleLabels(
  rules: readonly Rule[],
  frame: Frame,
  { origin, points }: { readonly origin: Point; readonly points: readonly Point[] },
): string {
  const taken: Box[] = [];
  return rules
    .filter((rule) => isInFrame(rule, frame, origin))
    .map((rule) => {
      const text = cutText(rule.label, (frame.right - frame.left) * 0.8, { size: SIZE.small });
      const box = bestPlace(placesFor(rule, text, { frame, origin }), points, taken);
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
function placesFor(
  { value, axis = "y" }: Rule,
  text: string,
  { frame, origin }: { readonly frame: Frame; readonly origin: Point },
): Box[] {
  const width = textRoom(text, SIZE.small) + 4;
  const [x, y] = axis === "y" ? frame.project(origin[0], value) : frame.project(value, origin[1]);
  const shares = [1, 0, 0.75, 0.5, 0.25];
  const room = axis === "y" ? frame.right - frame.left - width - 8 : frame.bottom - frame.top - HEIGHT - 4;
  const boxes = shares.flatMap((share): Box[] =>
    axis === "y"
      ? [y - HEIGHT - 2, y + 2].map((top) => {
          const anchor = share > 0.5 ? "end" : "start";
          return { left: frame.left + 4 + share * room, top, width, anchor };
        })
      : [x + 3, x - width - 3].map((left) => {
          const anchor = left < x ? "end" : "start";
          return { left, top: frame.bottom - HEIGHT - 2 - share * room, width, anchor };
        }),
  );
  return boxes.filter((box) => inside(box, frame));
}

function isInFrame({ value, axis = "y" }: Rule, frame: Frame, origin: Point): boolean {
  const [x, y] = axis === "y" ? frame.project(origin[0], value) : frame.project(value, origin[1]);
  return axis === "y" ? y >= frame.top && y <= frame.bottom : x >= frame.left && x <= frame.right;
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
