/** What every layer draws on: a canvas on the page, an SVG in an export. Coordinates are CSS pixels, rows downwards. */
import type { Pixel, Size } from "./camera.ts";

/** How a shape looks; without `fill` and `stroke` it does not show. */
export interface Style {
  readonly fill?: string;
  readonly stroke?: string;
  /** Line width in pixels, 1 unless given. */
  readonly width?: number;
  /** 0 … 1, of the whole shape. */
  readonly alpha?: number;
  readonly dash?: readonly number[];
}

/** How a text looks; its pixel is the anchor on its baseline or middle. */
export interface TextStyle {
  readonly fill: string;
  readonly size?: number;
  readonly bold?: boolean;
  readonly align?: "left" | "center" | "right";
  readonly baseline?: "middle" | "top" | "bottom" | "alphabetic";
  /** Colour of a border that keeps the text apart from what is under it. */
  readonly halo?: string;
}

/** Dots of one colour (#rrggbb): pixels, count × 2. */
export interface DotBatch {
  readonly centres: Float64Array;
  readonly colour: string;
}

/** What can be drawn. Lists are flat pixels, count × 2. */
export interface Surface extends Size {
  /** An open or closed line; NaN starts a new piece. */
  polyline(points: Float64Array, style: Style, closed?: boolean): void;
  /** Rings filled by the even–odd rule. */
  polygons(rings: readonly Float64Array[], style: Style): void;
  /** Separate segments, x y x y each. */
  segments(ends: Float64Array, style: Style): void;
  /** Equal circles. */
  circles(centres: Float64Array, radius: number, style: Style): void;
  /** Many small dots, the first thing on its surface: a surface may replace what was there. */
  dots(batches: readonly DotBatch[], radius: number, alpha: number): void;
  text(at: Pixel, words: string, style: TextStyle): void;
}

/** The letters of the page, on both surfaces. */
export const FONT_FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
