/** Panels of the plane: equal units on both axes, a view that far outliers do not shrink. */
import { drawPanel, emptyPanel, type Frame, leftMargin, type Panel } from "./plot-panel.ts";
import { element, type Point, polylinePath, round } from "./svg.ts";
import { type Domain, extent, makeTicks, padDomain, robustExtent } from "./ticks.ts";

/** What part of the plane is seen. */
export interface View {
  readonly x: Domain;
  readonly y: Domain;
}

/** One coordinate (0 or 1) of points, count × 2. */
function coordinate(points: Float64Array, axis: 0 | 1): Float64Array {
  return Float64Array.from({ length: points.length >> 1 }, (_, i) => points[2 * i + axis]);
}

/** The view of all `fixed` points (count × 2) and of `loose` ones but far outliers; undefined of nothing. */
export function viewOf(
  fixed: readonly Float64Array[],
  loose: readonly Float64Array[],
  margin = 0,
): View | undefined {
  const [x, y] = ([0, 1] as const).map((axis) => {
    const ranges = [
      ...fixed.map((points) => extent(coordinate(points, axis))),
      ...loose.map((points) => robustExtent(coordinate(points, axis))),
    ].filter((range) => range !== undefined);
    return extent(ranges.flat());
  });
  if (!x || !y) return undefined;
  const grown = ([low, high]: Domain): Domain => [low - margin, high + margin];
  return { x: grown(x), y: grown(y) };
}

/** The smallest view that holds both. */
export function joinViews(views: readonly (View | undefined)[]): View | undefined {
  const known = views.filter((view) => view !== undefined);
  const [x, y] = (["x", "y"] as const).map((axis) => extent(known.flatMap((view) => [...view[axis]])));
  return x && y ? { x, y } : undefined;
}

/** Flattest and steepest frame. */
const [LEAST, MOST] = [0.42, 1.05];

interface Shape extends View {
  readonly left: number;
  readonly frameHeight: number;
}

/** Widens the view until its units are equal on both axes of a frame with a bearable shape. */
function fitView(view: View, width: number): Shape {
  const [x, y] = [padEqual(view.x, view.y), padEqual(view.y, view.x)];
  const [dx, dy] = [x[1] - x[0], y[1] - y[0]];
  const ratio = Math.min(Math.max(dy / dx, LEAST), MOST);
  const fitted = { x: widen(x, dy / ratio), y: widen(y, dx * ratio) };
  const left = leftMargin(makeTicks("linear", fitted.y, 5));
  const frameWidth = width - left - 10;
  return {
    ...fitted,
    left,
    frameHeight: (frameWidth * (fitted.y[1] - fitted.y[0])) / (fitted.x[1] - fitted.x[0]),
  };
}

/** Air at both ends, in proportion to the larger side so that a flat set does not touch the frame. */
function padEqual(range: Domain, other: Domain): Domain {
  const side = Math.max(range[1] - range[0], other[1] - other[0]);
  return side > 0 ? [range[0] - 0.06 * side, range[1] + 0.06 * side] : padDomain(range, "linear");
}

function widen([low, high]: Domain, span: number): Domain {
  const extra = Math.max(0, span - (high - low)) / 2;
  return [low - extra, high + extra];
}

/** A panel with the same unit on both axes; sizes in pixels. */
export interface PlaneOptions {
  readonly id: string;
  readonly width: number;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly view: View | undefined;
  over(frame: PlaneFrame): string;
}

/** The frame of such a panel. */
export interface PlaneFrame extends Frame {
  /** Pixels per unit. */
  readonly unit: number;
}

/** Draws a panel of the plane. */
export function drawPlane({ id, width, title, xLabel, yLabel, view, over }: PlaneOptions): Panel {
  if (!view) return emptyPanel({ id, width, height: Math.round(width * 0.7), title }, "no finite points");
  const { x, y, left, frameHeight } = fitView(view, width);
  return drawPanel({
    id,
    width,
    left,
    frameHeight,
    tickEvery: 56,
    title,
    x: { label: xLabel, domain: x },
    y: { label: yLabel, domain: y },
    over: (frame) => over({ ...frame, unit: frameHeight / (y[1] - y[0]) }),
  });
}

/** Dots at the places (pixels) in the frame or just outside; renderers lose their way with places far off. */
export function drawDots(
  places: readonly Point[],
  { left, right, top, bottom }: Frame,
  { fill, opacity, radius }: { fill: string; opacity: number; radius: number },
): string {
  const near = places.filter(([x, y]) => x > left - 20 && x < right + 20 && y > top - 20 && y < bottom + 20);
  const circles = near.map(([x, y]) => `<circle cx="${round(x)}" cy="${round(y)}" r="${radius}"/>`);
  return circles.length > 0 ? element("g", { fill, "fill-opacity": opacity }, ...circles) : "";
}

/** Path data through several polylines, each count × 2. */
export function pathsThrough(lines: readonly Float64Array[], frame: Frame): string {
  return lines.map((line) => polylinePath(line, frame.project)).join("");
}

/** A finite point of a list, with its row there. */
export interface Placed {
  readonly row: number;
  readonly at: Point;
}

/** The finite ones among points, count × 2. */
export function finitePoints(points: Float64Array): Placed[] {
  const all = Array.from(
    { length: points.length >> 1 },
    (_, row): Placed => ({ row, at: [points[2 * row], points[2 * row + 1]] }),
  );
  return all.filter(({ at }) => at.every(Number.isFinite));
}

/** At most `limit` of the items, evenly spaced, so that the choice does not depend on chance. */
export function thinned<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, i) => items[Math.floor((i * items.length) / limit)]);
}
