/** A scene drawn in three parts, as often as each changes; an export draws all three on one surface. */
import { blankCanvas, pngOf, RATIO } from "../export/png.ts";
import { formatNumber } from "../text.ts";
import type { Camera, Size } from "./camera.ts";
import { type Drawing, drawingOn } from "./drawing.ts";
import { drawField, drawProbe } from "./layers/arrows.ts";
import { drawAxes } from "./layers/axes.ts";
import { drawContours, drawModes, drawRidges, drawTube } from "./layers/landscape.ts";
import { drawHandling, drawMark, type Handling, IDLE } from "./layers/overlay.ts";
import { colouringOf, drawParticles, drawPicked, drawTrails } from "./layers/particles.ts";
import { drawTraining } from "./layers/points.ts";
import type { Palette } from "./palette.ts";
import { positionsAt } from "./paths-at.ts";
import { isFar, isStale, type Scene, shrink } from "./scene.ts";
import { canvasSurface } from "./surface-canvas.ts";
import { svgSurface } from "./surface-svg.ts";

/** Parts drawn paler while they still belong to another time. */
const STALE = 0.45;

/** The view in which a landscape of a time nearby is drawn at `time`: in data units ridges change slowly. */
function landscapeCamera(camera: Camera, of: number, time: number): Camera {
  const factor = Math.exp(of - time);
  return { x: camera.x / factor, y: camera.y / factor, scale: camera.scale * factor };
}

/** What changes with the view, the landscape and the field alone. */
export function drawGround(on: Drawing, { layers, landscape, field, time }: Scene): void {
  if (layers.has("axes")) drawAxes(on);
  if (landscape) {
    const alpha = isFar(landscape.time, time) ? STALE : 1;
    const there = { ...on, camera: landscapeCamera(on.camera, landscape.time, time) };
    if (layers.has("contours")) drawContours(there, landscape, alpha);
    if (layers.has("tube")) drawTube(there, landscape, alpha);
    if (layers.has("ridge")) drawRidges(there, landscape, alpha);
    if (layers.has("modes")) drawModes(there, landscape, alpha);
  }
  if (field && layers.has("field")) drawField(on, field, isStale(field.time, time) ? STALE : 1);
}

/** What moves with the time: training points, particles and their trails. */
export function drawMoving(on: Drawing, scene: Scene): void {
  const { layers, paths, training, picked } = scene;
  const x = paths ? positionsAt(paths, scene.step) : new Float64Array(0);
  // First: dots may replace what is on their surface.
  if (layers.has("particles")) drawParticles(on, x, colouringOf(scene, on.palette));
  if (layers.has("training")) drawTraining(on, training, shrink(scene.time));
  if (layers.has("trails")) drawTrails(on, scene);
  if (layers.has("particles") || layers.has("trails")) drawPicked(on, x, picked);
}

/** What follows the reader: marks, probe, crosshair, stroke. */
export function drawOverlay(on: Drawing, scene: Scene, handling: Handling): void {
  drawMark(on, scene);
  if (scene.probe && scene.layers.has("probe")) drawProbe(on, scene.probe);
  drawHandling(on, scene, handling);
}

/** What a scene is exported with. */
export interface Export {
  readonly camera: Camera;
  readonly size: Size;
  readonly palette: Palette;
}

/** The scene as an SVG document of `size` pixels. */
export function sceneSvg(scene: Scene, { camera, size, palette }: Export): string {
  const surface = svgSurface(size);
  drawAll(drawingOn(surface, camera, palette), scene);
  return surface.finish(sceneTitle(scene), palette.paper);
}

/** The scene as a PNG of twice as many pixels as `size`. */
export async function scenePng(scene: Scene, { camera, size, palette }: Export): Promise<Blob> {
  const [canvas, context] = blankCanvas(size, palette.paper);
  drawAll(drawingOn(canvasSurface(context, size, RATIO), camera, palette), scene);
  return pngOf(canvas);
}

/** What a scene is called. */
export function sceneTitle({ time, training, paths }: Scene): string {
  const particles = paths ? `, ${paths.count} particles` : "";
  return `${training.length / 2} training points${particles} at t = ${formatNumber(time)}`;
}

function drawAll(on: Drawing, scene: Scene): void {
  drawGround(on, scene);
  drawMoving(on, scene);
  drawOverlay(on, scene, IDLE);
}
