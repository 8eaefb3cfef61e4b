import type { Landscape } from "../../compute/protocol.ts";
import { type Pixel, toPixels } from "../camera.ts";
import { contourLevels } from "../contours.ts";
import type { Drawing } from "../drawing.ts";

/** Levels of the log density: a faint tint that deepens upwards, and a thin line at each. */
export function drawContours(on: Drawing, landscape: Landscape, alpha: number): void {
  const { surface, palette } = on;
  for (const { rings, lines } of contourLevels(landscape.logDensity)) {
    const pixels = rings.map((ring) => toPixels(on, ring));
    surface.polygons(pixels, { fill: palette.inkSoft, alpha: 0.045 * alpha });
    const borders = joined(lines.map((line) => toPixels(on, line)));
    surface.polyline(borders, { stroke: palette.inkSoft, width: 0.75, alpha: 0.3 * alpha });
  }
}

/** The tube around the ridges: all that is no farther than its radius. */
export function drawTube(on: Drawing, landscape: Landscape, alpha: number): void {
  const { surface, camera, palette } = on;
  const width = 2 * landscape.tubeRadius * camera.scale;
  if (!(width > 0)) return;
  // One path, so that crossings are not painted twice.
  const lines = joined(landscape.ridges.map((ridge) => toPixels(on, ridge)));
  surface.polyline(lines, { stroke: palette.ridge, width, alpha: 0.2 * alpha });
}

/** The ridges. */
export function drawRidges(on: Drawing, landscape: Landscape, alpha: number): void {
  const { surface, palette } = on;
  const lines = joined(landscape.ridges.map((ridge) => toPixels(on, ridge)));
  surface.polyline(lines, { stroke: palette.ridge, width: 2.25, alpha });
}

/** Modes as diamonds, saddles as crosses. */
export function drawModes(on: Drawing, landscape: Landscape, alpha: number): void {
  const { surface, palette } = on;
  const saddles = toPixels(on, landscape.saddles);
  const crosses = pairs(saddles).flatMap((at) => crossAt(at, 4.5));
  surface.segments(Float64Array.from(crosses), { stroke: palette.paper, width: 4.5, alpha });
  surface.segments(Float64Array.from(crosses), { stroke: palette.ridge, width: 2, alpha });
  const style = { fill: palette.ridge, stroke: palette.paper, width: 1.5, alpha };
  for (const at of pairs(toPixels(on, landscape.modes))) surface.polyline(diamondAt(at, 6.5), style, true);
}

/** Corners of a diamond around a pixel, 4 × 2. */
export function diamondAt([x, y]: Pixel, radius: number): Float64Array {
  return Float64Array.of(x, y - radius, x + radius, y, x, y + radius, x - radius, y);
}

function crossAt([x, y]: Pixel, radius: number): number[] {
  return [x - radius, y - radius, x + radius, y + radius, x - radius, y + radius, x + radius, y - radius];
}

function pairs(points: Float64Array): Pixel[] {
  return Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i], points[2 * i + 1]]);
}

/** Lines one after another with a gap between. */
function joined(lines: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(lines.reduce((sum, line) => sum + line.length + 2, 0));
  let at = 0;
  for (const line of lines) {
    out.set(line, at);
    out.fill(NaN, at + line.length, at + line.length + 2);
    at += line.length + 2;
  }
  return out;
}
