/** Which part of a plane is shown, in a picture of so many pixels. */
import type { Pixel, Size } from "../scene/camera.ts";
import { niceStep, niceTicks } from "../scene/ticks.ts";

/** Pixel x is (value - left) · scaleX, pixel y is (top - value) · scaleY. */
export interface View {
  readonly left: number;
  readonly top: number;
  readonly scaleX: number;
  readonly scaleY: number;
}

/** Low and high x, low and high y. */
export type Box = readonly [number, number, number, number];

/** The box around all finite points of several sets (count × 2); the unit square where there is none. */
export function boxOf(sets: readonly Float32Array[]): Box {
  const box: [number, number, number, number] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const points of sets)
    for (let i = 0; i + 1 < points.length; i += 2) {
      const [x, y] = [points[i], points[i + 1]];
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      if (x < box[0]) box[0] = x;
      if (x > box[1]) box[1] = x;
      if (y < box[2]) box[2] = y;
      if (y > box[3]) box[3] = y;
    }
  if (box[0] > box[1]) return [0, 1, 0, 1];
  const grow = (low: number, high: number) => (high > low ? 0 : 0.5 * Math.max(1, Math.abs(low)));
  const [gx, gy] = [grow(box[0], box[1]), grow(box[2], box[3])];
  return [box[0] - gx, box[1] + gx, box[2] - gy, box[3] + gy];
}

/** How a box is fitted; `square` keeps one unit as long in both directions, the margin is a share of the picture. */
export interface FitOptions {
  readonly square?: boolean;
  readonly margin?: number;
}

/** A view of a whole box with a margin. */
export function fit([x0, x1, y0, y1]: Box, size: Size, options: FitOptions = {}): View {
  const { width, height } = size;
  const { square = false, margin = 0.06 } = options;
  const inner = 1 - 2 * margin;
  let [scaleX, scaleY] = [(inner * width) / (x1 - x0), (inner * height) / (y1 - y0)];
  if (square) scaleX = scaleY = Math.min(scaleX, scaleY);
  return {
    scaleX,
    scaleY,
    left: (x0 + x1) / 2 - width / scaleX / 2,
    top: (y0 + y1) / 2 + height / scaleY / 2,
  };
}

/** The view after zooming by `factor` with the place under a pixel kept where it is. */
export function zoom(view: View, factor: number, [x, y]: Pixel): View {
  return {
    scaleX: view.scaleX * factor,
    scaleY: view.scaleY * factor,
    left: view.left + (x / view.scaleX) * (1 - 1 / factor),
    top: view.top - (y / view.scaleY) * (1 - 1 / factor),
  };
}

/** The view after the picture was dragged by (dx, dy) pixels. */
export function pan(view: View, dx: number, dy: number): View {
  return { ...view, left: view.left - dx / view.scaleX, top: view.top + dy / view.scaleY };
}

/** The pixel of a place. */
export function toPixel(view: View, x: number, y: number): [number, number] {
  return [(x - view.left) * view.scaleX, (view.top - y) * view.scaleY];
}

/** A number beside an axis. */
export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** Round numbers between two values, at most about `most`, with as many decimals as tell them apart. */
export function ticksBetween(low: number, high: number, most: number): Tick[] {
  const digits = Math.max(0, -Math.floor(Math.log10(niceStep((high - low) / Math.max(1, most))) + 1e-9));
  const isLong = (value: number) => digits > 6 || Math.abs(value) >= 1e5;
  return niceTicks(low, high, most).map((value) => ({
    value,
    text: isLong(value) ? value.toExponential(0) : value.toFixed(digits),
  }));
}

/** As {@link ticksBetween} where the values are decimal logarithms: whole powers of ten, thinned where they are many. */
export function powerTicks(low: number, high: number, most: number): Tick[] {
  if (!(high > low)) return [];
  if (high - low < 1.5) {
    if (high - low < 0.7)
      return ticksBetween(10 ** low, 10 ** high, most).map(({ value, text }) => ({
        value: Math.log10(value),
        text,
      }));
    const values = [1, 2, 3, 4, 6, 8].flatMap((digit) =>
      Array.from({ length: 4 }, (_, i) => digit * 10 ** (Math.floor(low) + i)),
    );
    const inside = values
      .sort((a, b) => a - b)
      .filter((value) => Math.log10(value) >= low && Math.log10(value) <= high);
    return inside.map((value) => ({
      value: Math.log10(value),
      text: Number(value.toPrecision(2)).toString(),
    }));
  }
  const step = Math.max(1, Math.ceil((high - low) / Math.max(1, most)));
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((high - first) / step) + 1) }, (_, i) => {
    const power = first + i * step;
    return {
      value: power,
      text: power >= -3 && power <= 4 ? String(Number((10 ** power).toPrecision(1))) : `1e${power}`,
    };
  });
}
