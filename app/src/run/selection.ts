/** Which samples are chosen: a mark for each, 1 chosen. */
import type { Pixel } from "../scene/camera.ts";
import { isInside } from "../scene/picking.ts";
import { toPixel, type View } from "./view.ts";

/** How a new choice meets the one there is. */
export type SelectMode = "replace" | "add" | "remove";

/** The marks after `rows` were chosen. */
export function combine(marks: Uint8Array, rows: Iterable<number>, mode: SelectMode): Uint8Array {
  const out = mode === "replace" ? new Uint8Array(marks.length) : marks.slice();
  for (const row of rows) if (row >= 0 && row < out.length) out[row] = mode === "remove" ? 0 : 1;
  return out;
}

/** Chosen rows in order. */
export function rowsOf(marks: Uint8Array): Int32Array {
  const out = new Int32Array(countOf(marks));
  let at = 0;
  marks.forEach((mark, row) => {
    if (mark) out[at++] = row;
  });
  return out;
}

/** How many are chosen. */
export function countOf(marks: Uint8Array): number {
  let count = 0;
  for (const mark of marks) count += mark;
  return count;
}

/** A pixel, and how many pixels away from it is near at most. */
export interface Aim {
  readonly at: Pixel;
  readonly reach: number;
}

/** The point (count × 2) nearest to a pixel; -1: there is none within reach. */
export function nearestPoint(points: Float32Array, view: View, { at: [x, y], reach }: Aim): number {
  let [best, least] = [-1, reach * reach];
  for (let i = 0; i < points.length / 2; i++) {
    const [px, py] = toPixel(view, points[2 * i], points[2 * i + 1]);
    const square = (px - x) ** 2 + (py - y) ** 2;
    if (square <= least) [best, least] = [i, square];
  }
  return best;
}

/** Points (count × 2) inside a polygon of pixels (corners × 2), by the even-odd rule. */
export function pointsInside(points: Float32Array, view: View, polygon: readonly number[]): number[] {
  const xs = polygon.filter((_, i) => i % 2 === 0);
  const ys = polygon.filter((_, i) => i % 2 === 1);
  if (xs.length < 3) return [];
  const [low, high, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const found: number[] = [];
  for (let i = 0; i < points.length / 2; i++) {
    const [x, y] = toPixel(view, points[2 * i], points[2 * i + 1]);
    if (x >= low && x <= high && y >= top && y <= bottom && isInside(polygon, x, y)) found.push(i);
  }
  return found;
}
