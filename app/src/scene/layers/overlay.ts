import { type Pixel, type Point, toPixel, toPixels } from "../camera.ts";
import type { Drawing } from "../drawing.ts";
import { type Scene, shrink } from "../scene.ts";
import { diamondAt } from "./landscape.ts";
import { trainingRadius } from "./points.ts";

/** What the reader is doing: crosshair of the keyboard, a stroke or loop being drawn, the point under the tool. */
export interface Handling {
  /** World coordinates of the crosshair; null: the pointer leads. */
  readonly crosshair: Point | null;
  /** Pixels of the stroke or loop so far, count × 2. */
  readonly stroke: Float64Array;
  readonly isLoop: boolean;
  /** Training point that a click would take; -1: none. */
  readonly target: number;
}

/** Nothing is being done. */
export const IDLE: Handling = { crosshair: null, stroke: new Float64Array(0), isLoop: false, target: -1 };

/** The mark that is shown in all views. */
export function drawMark(on: Drawing, { marked, landscape, training, time }: Scene): void {
  if (!marked) return;
  const { surface, palette } = on;
  const style = { stroke: palette.accent, width: 3 };
  // a landscape of a time nearby, scaled as it is drawn
  const nearby = landscape ? Math.exp(landscape.time - time) : 1;
  const at = (points: Float64Array, factor: number): Pixel => {
    const pixel = toPixels(on, points.subarray(2 * marked.index, 2 * marked.index + 2), factor);
    return [pixel[0] ?? NaN, pixel[1] ?? NaN];
  };
  if (marked.kind === "edge") {
    const path = landscape?.edges[marked.index]?.path;
    if (path) surface.polyline(toPixels(on, path, nearby), { ...style, width: 4 });
  } else if (marked.kind === "mode" && landscape) {
    surface.polyline(diamondAt(at(landscape.modes, nearby), 11), style, true);
  } else if (marked.kind === "training") {
    const radius = trainingRadius(training.length / 2) + 4;
    surface.circles(Float64Array.from(at(training, shrink(time))), radius, style);
  }
}

/** What the reader is doing. */
export function drawHandling(on: Drawing, scene: Scene, handling: Handling): void {
  const { crosshair, stroke, isLoop, target } = handling;
  if (target >= 0) drawTarget(on, scene, target);
  if (stroke.length > 2) drawStroke(on, stroke, isLoop);
  if (crosshair) drawCrosshair(on, crosshair);
}

function drawTarget(on: Drawing, { training, time }: Scene, target: number): void {
  const point = training.subarray(2 * target, 2 * target + 2);
  const radius = trainingRadius(training.length / 2) + 5;
  on.surface.circles(toPixels(on, point, shrink(time)), radius, { stroke: on.palette.accent, width: 2 });
}

function drawStroke({ surface, palette: { accent } }: Drawing, stroke: Float64Array, isLoop: boolean): void {
  if (!isLoop) {
    surface.polyline(stroke, { stroke: accent, width: 2.5 });
    return;
  }
  surface.polyline(stroke, { fill: accent, alpha: 0.12 }, true);
  surface.polyline(stroke, { stroke: accent, width: 1.5, dash: [5, 4] }, true);
}

function drawCrosshair(on: Drawing, crosshair: Point): void {
  const { surface, palette } = on;
  const [x, y] = toPixel(on, crosshair);
  const across = [x - 16, y, x - 5, y, x + 5, y, x + 16, y];
  const up = [x, y - 16, x, y - 5, x, y + 5, x, y + 16];
  const ends = Float64Array.from([...across, ...up]);
  surface.segments(ends, { stroke: palette.paper, width: 5 });
  surface.segments(ends, { stroke: palette.accent, width: 2.5 });
}
