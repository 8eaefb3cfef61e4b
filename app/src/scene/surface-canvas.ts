/** The surface on a 2-D canvas. */
import type { Pixel, Size } from "./camera.ts";
import { FONT_FAMILY, type Style, type Surface, type TextStyle } from "./surface.ts";

type Context = CanvasRenderingContext2D;

/** A surface of `size` CSS pixels on a context whose canvas has `ratio` times as many. */
export function canvasSurface(context: Context, { width, height }: Size, ratio: number): Surface {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.lineJoin = "round";
  context.lineCap = "round";
  return {
    width,
    height,
    polyline: (points, style, closed = false) =>
      paint(context, style, () => tracePieces(context, points, closed)),
    polygons: (rings, style) =>
      paint(context, { ...style, rule: "evenodd" }, () => {
        for (const ring of rings) tracePieces(context, ring, true);
      }),
    segments: (ends, style) => paint(context, style, () => traceSegments(context, ends)),
    circles: (centres, radius, style) => paint(context, style, () => traceCircles(context, centres, radius)),
    dots: (batches, radius, alpha) => {
      for (const { centres, colour } of batches)
        paint(context, { fill: colour, alpha }, () => traceCircles(context, centres, radius));
    },
    text: (at, words, style) => drawText(context, { at, words }, style),
  };
}

/** Fills and strokes what `trace` adds to the path. */
function paint(context: Context, style: Style & { rule?: CanvasFillRule }, trace: () => void): void {
  context.globalAlpha = style.alpha ?? 1;
  context.beginPath();
  trace();
  if (style.fill !== undefined) {
    context.fillStyle = style.fill;
    context.fill(style.rule ?? "nonzero");
  }
  if (style.stroke !== undefined) {
    context.strokeStyle = style.stroke;
    context.lineWidth = style.width ?? 1;
    context.setLineDash(style.dash ? [...style.dash] : []);
    context.stroke();
  }
  context.globalAlpha = 1;
}

function tracePieces(context: Context, points: Float64Array, closed: boolean): void {
  let isDown = false;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i], points[i + 1]];
    if (!Number.isFinite(x + y)) {
      isDown = false;
    } else if (isDown) {
      context.lineTo(x, y);
    } else {
      context.moveTo(x, y);
      isDown = true;
    }
  }
  if (closed) context.closePath();
}

function traceSegments(context: Context, ends: Float64Array): void {
  for (let i = 0; i + 3 < ends.length; i += 4) {
    context.moveTo(ends[i], ends[i + 1]);
    context.lineTo(ends[i + 2], ends[i + 3]);
  }
}

function traceCircles(context: Context, centres: Float64Array, radius: number): void {
  for (let i = 0; i + 1 < centres.length; i += 2) {
    const [x, y] = [centres[i], centres[i + 1]];
    if (!Number.isFinite(x + y)) continue;
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
}

interface Words {
  readonly at: Pixel;
  readonly words: string;
}

function drawText(context: Context, { at: [x, y], words }: Words, style: TextStyle): void {
  context.font = `${style.bold ? "600 " : ""}${style.size ?? 12}px ${FONT_FAMILY}`;
  context.textAlign = style.align ?? "left";
  context.textBaseline = style.baseline ?? "alphabetic";
  if (style.halo !== undefined) {
    context.strokeStyle = style.halo;
    context.lineWidth = 3;
    context.setLineDash([]);
    context.strokeText(words, x, y);
  }
  context.fillStyle = style.fill;
  context.fillText(words, x, y);
}
