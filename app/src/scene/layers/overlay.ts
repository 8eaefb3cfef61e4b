import { type Camera, toPixels, toPixelX, toPixelY } from "../camera.ts";
import type { Palette } from "../palette.ts";
import { type Scene, shrink } from "../scene.ts";
import type { Surface } from "../surface.ts";
import { diamondAt } from "./landscape.ts";
import { trainingRadius } from "./points.ts";

/** What the reader is doing: crosshair of the keyboard, a stroke or loop being drawn, the point under the tool. */
export interface Handling {
  /** World coordinates of the crosshair; null: the pointer leads. */
  readonly crosshair: readonly [number, number] | null;
  /** Pixels of the stroke or loop so far, count × 2. */
  readonly stroke: Float64Array;
  readonly isLoop: boolean;
  /** Training point that a click would take; -1: none. */
  readonly target: number;
}

/** Nothing is being done. */
export const IDLE: Handling = { crosshair: null, stroke: new Float64Array(0), isLoop: false, target: -1 };

/** The mark that is shown in all views. */
export function drawMark(surface: Surface, camera: Camera, scene: Scene, palette: Palette): void {
  const { marked, landscape, training, time } = scene;
  if (!marked) return;
  // a landscape of a time nearby, scaled as it is drawn
  const nearby = landscape ? Math.exp(landscape.time - time) : 1;
  const at = (points: Float64Array, factor = 1): [number, number] => {
    const pixel = toPixels(camera, surface, points.subarray(2 * marked.index, 2 * marked.index + 2), factor);
    return [pixel[0] ?? NaN, pixel[1] ?? NaN];
  };
  if (marked.kind === "edge") {
    const path = landscape?.edges[marked.index]?.path;
    if (path) surface.polyline(toPixels(camera, surface, path, nearby), { stroke: palette.accent, width: 4 });
  } else if (marked.kind === "mode" && landscape) {
    surface.polyline(
      diamondAt(...at(landscape.modes, nearby), 11),
      { stroke: palette.accent, width: 3 },
      true,
    );
  } else if (marked.kind === "training") {
    const radius = trainingRadius(training.length / 2) + 4;
    surface.circles(Float64Array.of(...at(training, shrink(time))), radius, {
      stroke: palette.accent,
      width: 3,
    });
  }
}

/** What the reader is doing. */
export function drawHandling(
  surface: Surface,
  camera: Camera,
  handling: Handling,
  { scene, palette }: { scene: Scene; palette: Palette },
): void {
  const { crosshair, stroke, isLoop, target } = handling;
  if (target >= 0) drawTarget(surface, camera, target, { scene, palette });
  if (stroke.length > 2) {
    const style = { stroke: palette.accent, width: 2.5 };
    if (isLoop) surface.polyline(stroke, { fill: palette.accent, alpha: 0.12 }, true);
    surface.polyline(stroke, isLoop ? { ...style, width: 1.5, dash: [5, 4] } : style, isLoop);
  }
  if (crosshair) drawCrosshair(surface, camera, crosshair, palette);
}

function drawTarget(
  surface: Surface,
  camera: Camera,
  target: number,
  { scene, palette }: { scene: Scene; palette: Palette },
): void {
  const point = scene.training.subarray(2 * target, 2 * target + 2);
  const radius = trainingRadius(scene.training.length / 2) + 5;
  surface.circles(toPixels(camera, surface, point, shrink(scene.time)), radius, {
    stroke: palette.accent,
    width: 2,
  });
}

function drawCrosshair(
  surface: Surface,
  camera: Camera,
  crosshair: readonly [number, number],
  palette: Palette,
): void {
  const x = toPixelX(camera, surface, crosshair[0]);
  const y = toPixelY(camera, surface, crosshair[1]);
  const ends = Float64Array.of(
    x - 16,
    y,
    x - 5,
    y,
    x + 5,
    y,
    x + 16,
    y,
    x,
    y - 16,
    x,
    y - 5,
    x,
    y + 5,
    x,
    y + 16,
  );
  surface.segments(ends, { stroke: palette.paper, width: 5 });
  surface.segments(ends, { stroke: palette.accent, width: 2.5 });
}
