/** Draws a scatter: points as pixels on one canvas; axes, lasso and crosshair on another above it. */

import { cssOf, mix, pixelOf, type Rgb } from "../colour.ts";
import type { Pixel, Size } from "../scene/camera.ts";
import type { Surface } from "../scene/surface.ts";
import { canvasSurface } from "../scene/surface-canvas.ts";
import type { PageColours } from "./page-colours.ts";
import { radiusFor, splat } from "./splat.ts";
import { powerTicks, ticksBetween, toPixel, type View } from "./view.ts";

/** What is drawn as points. */
export interface PointLayer {
  /** Samples, M × 2, with a pixel each. */
  readonly points: Float32Array;
  readonly colours: Uint32Array;
  /** Chosen samples are drawn last; none are chosen: undefined. */
  readonly marks: Uint8Array | undefined;
  /** Training points, n × 2, drawn first. */
  readonly background: Float32Array;
}

/** Up to here each training point is a mark of its own. */
const FEW = 200;

/** The colour of `count` training points: many are a pale ground on which samples are seen. */
export function trainingColour({ training, paper }: PageColours, count: number): Rgb {
  return count <= FEW ? training : mix(training, paper, 0.65);
}

/** What a scatter is drawn with: which part is seen, device pixels a CSS pixel, and the colours of the page. */
export interface ScatterLook {
  readonly view: View;
  readonly ratio: number;
  readonly colours: PageColours;
}

/** Draws all points into the canvas. The view is in device pixels. */
export function drawPoints(context: CanvasRenderingContext2D, layer: PointLayer, look: ScatterLook): void {
  const { view, ratio, colours } = look;
  const { width, height } = context.canvas;
  if (width === 0 || height === 0) return;
  const image = context.createImageData(width, height);
  const raster = { pixels: new Uint32Array(image.data.buffer), width, height };
  const count = layer.points.length / 2;
  const radius = radiusFor(count, ratio);
  const few = layer.background.length / 2 <= FEW;
  splat(raster, layer.background, {
    view,
    colours: pixelOf(trainingColour(colours, layer.background.length / 2)),
    radius: few ? 1.2 * radius : 0.8 * ratio,
  });
  if (layer.marks) {
    const { marks } = layer;
    splat(raster, layer.points, { view, colours: layer.colours, radius, marks, marked: 0 });
    splat(raster, layer.points, { view, colours: layer.colours, radius: radius + ratio, marks });
  } else splat(raster, layer.points, { view, colours: layer.colours, radius });
  context.putImageData(image, 0, 0);
}

/** What the axes are called, and whether their values are decimal logarithms. */
export interface AxisNames {
  readonly labels: readonly [string, string];
  readonly powers: readonly [boolean, boolean];
}

/** What lies above the points; places in CSS pixels. */
export interface Overlay extends AxisNames {
  readonly lasso: readonly number[];
  readonly cursor: Pixel | undefined;
}

/** Draws axes, lasso and crosshair. The view is in CSS pixels. */
export function drawOverlay(
  context: CanvasRenderingContext2D,
  overlay: Overlay,
  look: ScatterLook & { readonly size: Size },
): void {
  const { size, ratio, colours } = look;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  drawAxes(canvasSurface(context, size, ratio), overlay, look);
  drawLasso(context, overlay.lasso, cssOf(colours.accent));
  if (overlay.cursor) drawCursor(context, overlay.cursor, cssOf(colours.accent));
}

/** Draws ticks with their values and the names of the axes, over what is there. Sizes are CSS pixels. */
export function drawAxes(
  surface: Surface,
  { labels, powers }: AxisNames,
  { view, colours: { soft, ink, line, paper } }: Pick<ScatterLook, "view" | "colours">,
): void {
  const { width, height } = surface;
  const across = (powers[0] ? powerTicks : ticksBetween)(
    view.left,
    view.left + width / view.scaleX,
    width / 90,
  );
  const up = (powers[1] ? powerTicks : ticksBetween)(view.top - height / view.scaleY, view.top, height / 55);
  const xs = across.map(({ value }) => toPixel(view, value, 0)[0]);
  const ys = up.map(({ value }) => toPixel(view, 0, value)[1]);
  const ticks = [...xs.flatMap((x) => [x, height - 5, x, height]), ...ys.flatMap((y) => [0, y, 5, y])];
  surface.segments(Float64Array.from(ticks), { stroke: cssOf(line) });
  const style = { size: 11, halo: cssOf(paper) };
  across.forEach(({ text }, i) => {
    surface.text([xs[i] + 3, height - 4], text, { ...style, fill: cssOf(soft) });
  });
  up.forEach(({ text }, i) => {
    if (ys[i] > 30 && ys[i] < height - 30)
      surface.text([8, ys[i] + 4], text, { ...style, fill: cssOf(soft) });
  });
  surface.text([width - 6, height - 20], `${labels[0]} →`, { ...style, fill: cssOf(ink), align: "right" });
  surface.text([6, 14], `↑ ${labels[1]}`, { ...style, fill: cssOf(ink) });
}

function drawLasso(context: CanvasRenderingContext2D, lasso: readonly number[], colour: string): void {
  if (lasso.length < 2) return;
  context.beginPath();
  for (let i = 0; i < lasso.length; i += 2) context.lineTo(lasso[i], lasso[i + 1]);
  context.closePath();
  context.lineWidth = 1.5;
  context.strokeStyle = colour;
  context.stroke();
  for (let i = 0; lasso.length <= 40 && i < lasso.length; i += 2) {
    context.fillStyle = colour;
    context.fillRect(lasso[i] - 2, lasso[i + 1] - 2, 4, 4);
  }
}

function drawCursor(context: CanvasRenderingContext2D, [x, y]: Pixel, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(x + 4 * dx, y + 4 * dy);
    context.lineTo(x + 12 * dx, y + 12 * dy);
  }
  context.stroke();
}
