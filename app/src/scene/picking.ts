/** Which mark is under the pointer. */
import { type Pixel, toPixels, toPixelX, toPixelY, type View } from "./camera.ts";

/** Index and distance of the nearest of some points. */
export interface Nearest {
  readonly index: number;
  readonly distance: number;
}

/** The nearest of `points` (count × 2) to (x, y) in their units; index -1 of none. */
export function nearestPoint(points: Float64Array, x: number, y: number): Nearest {
  let index = -1;
  let square = Infinity;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const here = (points[i] - x) ** 2 + (points[i + 1] - y) ** 2;
    if (here < square) [index, square] = [i / 2, here];
  }
  return { index, distance: Math.sqrt(square) };
}

/** Where something is picked: a pixel, and how far from it at most; what is picked appears at `factor` times its place. */
export interface Pick {
  readonly at: Pixel;
  readonly reach?: number;
  readonly factor?: number;
}

/** Index of the world point (count × 2) that is picked; -1: none. */
export function pickPoint(points: Float64Array, view: View, { at, reach = 12, factor = 1 }: Pick): number {
  const near = nearestPoint(toPixels(view, points, factor), at[0], at[1]);
  return near.distance <= reach ? near.index : -1;
}

/** Indices of the world points (count × 2) inside a loop of pixels (count × 2, closed by itself). */
export function pickInside(points: Float64Array, view: View, loop: Float64Array): number[] {
  const inside: number[] = [];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = toPixelX(view, points[i]);
    const y = toPixelY(view, points[i + 1]);
    if (isInside(loop, x, y)) inside.push(i / 2);
  }
  return inside;
}

/** Whether (x, y) is inside a closed loop (count × 2), by the even–odd rule. */
export function isInside(loop: ArrayLike<number>, x: number, y: number): boolean {
  let inside = false;
  const count = loop.length / 2;
  for (let i = 0, j = count - 1; i < count; j = i++) {
    const [xi, yi, xj, yj] = [loop[2 * i], loop[2 * i + 1], loop[2 * j], loop[2 * j + 1]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
