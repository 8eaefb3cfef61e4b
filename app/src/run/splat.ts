/** Many points as pixels: every point is drawn, however many there are, without a call to the canvas for each. */
import type { View } from "./view.ts";

/** Pixels of a picture, row by row from the top, each 0xAABBGGRR. */
export interface Raster {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/** Which part of the plane is seen, and how points look. */
export interface Splat {
  readonly view: View;
  /** Colour of each point (0xAABBGGRR), or one for all. */
  readonly colours: Uint32Array | number;
  /** In pixels; 0 is one pixel. */
  readonly radius: number;
  /** Draw only points whose mark is `marked`. */
  readonly marks?: Uint8Array;
  readonly marked?: 0 | 1;
}

/** Draws points (count × 2) over what is there. Points that are not finite are left out. */
export function splat(raster: Raster, points: Float32Array, look: Splat): void {
  const { pixels, width, height } = raster;
  const { view, colours, radius, marks, marked = 1 } = look;
  const disc = discOffsets(radius, width);
  const reach = Math.ceil(radius);
  const { left, top, scaleX, scaleY } = view;
  for (let i = 0; i < points.length / 2; i++) {
    if (marks && marks[i] !== marked) continue;
    const x = Math.round((points[2 * i] - left) * scaleX);
    const y = Math.round((top - points[2 * i + 1]) * scaleY);
    if (!(x >= reach && y >= reach && x < width - reach && y < height - reach)) continue;
    const colour = typeof colours === "number" ? colours : colours[i];
    const at = y * width + x;
    for (const offset of disc) pixels[at + offset] = colour;
  }
}

function discOffsets(radius: number, width: number): number[] {
  const reach = Math.ceil(radius);
  const offsets: number[] = [];
  for (let y = -reach; y <= reach; y++)
    for (let x = -reach; x <= reach; x++)
      if (x * x + y * y <= (radius + 0.3) ** 2) offsets.push(y * width + x);
  return offsets;
}

/** A radius that lets single points be seen and many be told apart, in pixels. */
export function radiusFor(count: number, ratio: number): number {
  const size = count > 20_000 ? 1 : count > 3000 ? 1.5 : count > 600 ? 2.2 : 3.2;
  return size * Math.max(1, ratio);
}
