/** The view of the plane: which point of the world is in the middle, and how many pixels a unit takes. */

/** Middle of the view in world coordinates, and pixels a world unit, the same on both axes. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Width and height of what is drawn on, in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A pixel: column and row, rows downwards. */
export type Pixel = readonly [number, number];

/** x and y in world coordinates. */
export type Point = readonly [number, number];

/** What is seen: where the camera looks, and how large the picture is. */
export interface View {
  readonly camera: Camera;
  readonly size: Size;
}

/** x low, y low, x high, y high, in world coordinates. */
export type Box = readonly [number, number, number, number];

/** Pixels a unit, least and most: beyond it coordinates lose their digits. */
const SCALE_LIMITS = [1e-3, 1e7] as const;

/** Pixel column of a world x. */
export const toPixelX = ({ camera, size }: View, x: number): number =>
  size.width / 2 + (x - camera.x) * camera.scale;

/** Pixel row of a world y; rows grow downwards. */
export const toPixelY = ({ camera, size }: View, y: number): number =>
  size.height / 2 - (y - camera.y) * camera.scale;

/** The pixel of a world point; see {@link toPixels} for many. */
export const toPixel = (view: View, [x, y]: Point): [number, number] => [
  toPixelX(view, x),
  toPixelY(view, y),
];

/** World coordinates of a pixel, 2. */
export function toWorld({ camera, size }: View, [column, row]: Pixel): [number, number] {
  return [
    camera.x + (column - size.width / 2) / camera.scale,
    camera.y - (row - size.height / 2) / camera.scale,
  ];
}

/** Pixels (count × 2) of world points (count × 2), each scaled by `factor` first. */
export function toPixels(view: View, points: Float64Array, factor = 1): Float64Array {
  const out = new Float64Array(points.length);
  for (let i = 0; i + 1 < points.length; i += 2) {
    out[i] = toPixelX(view, points[i] * factor);
    out[i + 1] = toPixelY(view, points[i + 1] * factor);
  }
  return out;
}

/** The camera that shows all of `box` with `margin` pixels around it. */
export function fitBox(box: Box, size: Size, margin = 24): Camera {
  const [x0, y0, x1, y1] = box;
  const across = Math.max(size.width - 2 * margin, 1) / Math.max(x1 - x0, 1e-9);
  const up = Math.max(size.height - 2 * margin, 1) / Math.max(y1 - y0, 1e-9);
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, scale: clampScale(Math.min(across, up)) };
}

/** The view moved along with a drag of so many pixels. */
export function panBy(camera: Camera, columns: number, rows: number): Camera {
  return { ...camera, x: camera.x - columns / camera.scale, y: camera.y + rows / camera.scale };
}

/** The view magnified by `factor`, the world under the pixel `at` staying there. */
export function zoomAt(view: View, at: Pixel, factor: number): Camera {
  const { camera, size } = view;
  const [x, y] = toWorld(view, at);
  const scale = clampScale(camera.scale * factor);
  return {
    x: x - (at[0] - size.width / 2) / scale,
    y: y + (at[1] - size.height / 2) / scale,
    scale,
  };
}

/** The view after two fingers moved from one pair of pixels (4) to another: pan and zoom at once. */
export function pinch({ camera, size }: View, before: Float64Array, after: Float64Array): Camera {
  const middle = (p: Float64Array): [number, number] => [(p[0] + p[2]) / 2, (p[1] + p[3]) / 2];
  const gap = (p: Float64Array) => Math.max(Math.hypot(p[2] - p[0], p[3] - p[1]), 1);
  const [from, to] = [middle(before), middle(after)];
  const moved = panBy(camera, to[0] - from[0], to[1] - from[1]);
  return zoomAt({ camera: moved, size }, to, gap(after) / gap(before));
}

/** The part of the world that is seen. */
export function visibleBox(view: View): Box {
  const [x0, y1] = toWorld(view, [0, 0]);
  const [x1, y0] = toWorld(view, [view.size.width, view.size.height]);
  return [x0, y0, x1, y1];
}

/** Box around the finite points (count × 2) and `least` (a box that is always in), with some air. */
export function boxAround(points: Float64Array, least?: Box): Box {
  let [x0, y0, x1, y1] = least ?? [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i], points[i + 1]];
    if (!Number.isFinite(x + y)) continue;
    [x0, x1] = [Math.min(x0, x), Math.max(x1, x)];
    [y0, y1] = [Math.min(y0, y), Math.max(y1, y)];
  }
  if (!(x1 >= x0)) return [-3, -3, 3, 3];
  const air = 0.06 * Math.max(x1 - x0, y1 - y0, 0.5);
  return [x0 - air, y0 - air, x1 + air, y1 + air];
}

function clampScale(scale: number): number {
  return Math.min(Math.max(scale, SCALE_LIMITS[0]), SCALE_LIMITS[1]);
}
