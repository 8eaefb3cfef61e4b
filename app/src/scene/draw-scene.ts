/** A scene drawn in three parts, as often as each changes; an export draws all three on one surface. */
import { present } from "../present.ts";
import type { Camera, Size } from "./camera.ts";
import { drawField, drawProbe } from "./layers/arrows.ts";
import { drawAxes } from "./layers/axes.ts";
import { drawContours, drawModes, drawRidges, drawTube } from "./layers/landscape.ts";
import { drawHandling, drawMark, type Handling, IDLE } from "./layers/overlay.ts";
import { colouringOf, drawParticles, drawPicked, drawTrails } from "./layers/particles.ts";
import { drawTraining } from "./layers/points.ts";
import type { Palette } from "./palette.ts";
import { positionsAt } from "./paths-at.ts";
import { isFar, isStale, type Scene, shrink } from "./scene.ts";
import type { Surface } from "./surface.ts";
import { canvasSurface } from "./surface-canvas.ts";
import { svgSurface } from "./surface-svg.ts";
import { formatNumber } from "./ticks.ts";

/** Parts drawn paler while they still belong to another time. */
const STALE = 0.45;

/** The view in which a landscape of a time nearby is drawn at `time`: in data units ridges change slowly. */
export function landscapeCamera(camera: Camera, of: number, time: number): Camera {
  const factor = Math.exp(of - time);
  return { x: camera.x / factor, y: camera.y / factor, scale: camera.scale * factor };
}

/** What changes with the view, the landscape and the field alone. */
export function drawGround(surface: Surface, camera: Camera, scene: Scene, palette: Palette): void {
  const { layers, landscape, field, time } = scene;
  if (layers.has("axes")) drawAxes(surface, camera, palette);
  if (landscape) {
    const look = { palette, alpha: isFar(landscape.time, time) ? STALE : 1 };
    const view = landscapeCamera(camera, landscape.time, time);
    if (layers.has("contours")) drawContours(surface, view, landscape, look);
    if (layers.has("tube")) drawTube(surface, view, landscape, look);
    if (layers.has("ridge")) drawRidges(surface, view, landscape, look);
    if (layers.has("modes")) drawModes(surface, view, landscape, look);
  }
  if (field && layers.has("field"))
    drawField(surface, camera, field, { palette, alpha: isStale(field.time, time) ? STALE : 1 });
}

/** What moves with the time: training points, particles and their trails. */
export function drawMoving(surface: Surface, camera: Camera, scene: Scene, palette: Palette): void {
  const { layers, paths, training, picked } = scene;
  const x = paths ? positionsAt(paths, scene.step) : new Float64Array(0);
  // First: dots may replace what is on their surface.
  if (layers.has("particles")) drawParticles(surface, camera, x, colouringOf(scene, palette));
  if (layers.has("training"))
    drawTraining(surface, camera, training, { palette, factor: shrink(scene.time) });
  if (layers.has("trails")) drawTrails(surface, camera, scene, palette);
  if (layers.has("particles") || layers.has("trails")) drawPicked(surface, camera, { x, picked }, palette);
}

/** What follows the reader: marks, probe, crosshair, stroke. */
export function drawOverlay(
  surface: Surface,
  camera: Camera,
  scene: Scene,
  { palette, handling }: { palette: Palette; handling: Handling },
): void {
  drawMark(surface, camera, scene, palette);
  if (scene.probe && scene.layers.has("probe")) drawProbe(surface, camera, scene.probe, palette);
  drawHandling(surface, camera, handling, { scene, palette });
}

/** What a scene is exported with. */
export interface Export {
  readonly camera: Camera;
  readonly size: Size;
  readonly palette: Palette;
}

/** The scene as an SVG document of `size` pixels. */
export function sceneSvg(scene: Scene, { camera, size, palette }: Export): string {
  const surface = svgSurface(size.width, size.height);
  drawAll(surface, camera, scene, palette);
  return surface.finish(sceneTitle(scene), palette.paper);
}

/** The scene as a PNG of twice as many pixels as `size`. */
export async function scenePng(scene: Scene, { camera, size, palette }: Export): Promise<Blob> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(2 * size.width), Math.round(2 * size.height)];
  const context = present(canvas.getContext("2d"));
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  drawAll(canvasSurface(context, size.width, size.height, 2), camera, scene, palette);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture could not be encoded"))));
  });
}

/** What a scene is called. */
export function sceneTitle({ time, training, paths }: Scene): string {
  const particles = paths ? `, ${paths.count} particles` : "";
  return `${training.length / 2} training points${particles} at t = ${formatNumber(time)}`;
}

function drawAll(surface: Surface, camera: Camera, scene: Scene, palette: Palette): void {
  drawGround(surface, camera, scene, palette);
  drawMoving(surface, camera, scene, palette);
  drawOverlay(surface, camera, scene, { palette, handling: IDLE });
}
