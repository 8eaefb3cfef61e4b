/** The surface on a 2-D canvas. */
import { FONT_FAMILY, type Style, type Surface, type TextStyle } from "./surface.ts";

type Context = CanvasRenderingContext2D;

/** Up to this radius many circles are stamped from one drawn circle, which software rendering does faster. */
const STAMP_RADIUS = 6;
const STAMP_COUNT = 24;
const STAMPS = new Map<string, HTMLCanvasElement>();

/** A surface of `width` × `height` CSS pixels on a context whose canvas has `ratio` times as many. */
export function canvasSurface(context: Context, width: number, height: number, ratio: number): Surface {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.lineJoin = "round";
  context.lineCap = "round";
  return {
    width,
    height,
    polyline: (points, style, closed = false) =>
      paint(context, style, () => tracePieces(context, points, closed)),
    polygons: (rings, style) =>
      paint(context, style, () => {
        for (const ring of rings) tracePieces(context, ring, true);
      }),
    segments: (ends, style) => paint(context, style, () => traceSegments(context, ends)),
    circles: (centres, radius, style) => drawCircles(context, centres, radius, { style, ratio }),
    text: (x, y, words, style) => drawText(context, [x, y], words, style),
  };
}

function paint(context: Context, style: Style, trace: () => void): void {
  context.globalAlpha = style.alpha ?? 1;
  context.beginPath();
  trace();
  if (style.fill !== undefined) {
    context.fillStyle = style.fill;
    context.fill("evenodd");
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
    const [x, y] = [points[i]!, points[i + 1]!];
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
    context.moveTo(ends[i]!, ends[i + 1]!);
    context.lineTo(ends[i + 2]!, ends[i + 3]!);
  }
}

function drawCircles(
  context: Context,
  centres: Float64Array,
  radius: number,
  { style, ratio }: { style: Style; ratio: number },
): void {
  const many = centres.length / 2 >= STAMP_COUNT && radius <= STAMP_RADIUS;
  if (many) {
    stampCircles(context, centres, { stamp: stampOf(radius, style, ratio), ratio, style });
    return;
  }
  paint(context, style, () => {
    for (let i = 0; i + 1 < centres.length; i += 2) {
      const [x, y] = [centres[i]!, centres[i + 1]!];
      if (!Number.isFinite(x + y)) continue;
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
  });
}

/** Whole device pixels, so that stamping copies and does not resample. */
function stampCircles(
  context: Context,
  centres: Float64Array,
  { stamp, ratio, style }: { stamp: HTMLCanvasElement; ratio: number; style: Style },
): void {
  const { width, height } = context.canvas;
  const half = stamp.width / 2;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = style.alpha ?? 1;
  for (let i = 0; i + 1 < centres.length; i += 2) {
    const x = Math.round(centres[i]! * ratio - half);
    const y = Math.round(centres[i + 1]! * ratio - half);
    if (x > -2 * half && y > -2 * half && x < width && y < height) context.drawImage(stamp, x, y);
  }
  context.globalAlpha = 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

function stampOf(radius: number, style: Style, ratio: number): HTMLCanvasElement {
  const key = [radius, style.fill, style.stroke, style.width, ratio].join(" ");
  const known = STAMPS.get(key);
  if (known) return known;
  if (STAMPS.size > 200) STAMPS.clear();
  const stamp = document.createElement("canvas");
  const edge = 2 * Math.ceil((radius + (style.stroke ? (style.width ?? 1) : 0) + 1) * ratio);
  stamp.width = edge;
  stamp.height = edge;
  const context = stamp.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint(context, { ...style, alpha: 1 }, () =>
    context.arc(edge / 2 / ratio, edge / 2 / ratio, radius, 0, 2 * Math.PI),
  );
  STAMPS.set(key, stamp);
  return stamp;
}

function drawText(context: Context, [x, y]: [number, number], words: string, style: TextStyle): void {
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
