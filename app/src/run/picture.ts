/** The projection as a picture of its own: points as pixels, axes, title and legend drawn over them. */

import { cssOf } from "../colour.ts";
import { blankCanvas, pngOf, RATIO } from "../export/png.ts";
import type { Size } from "../scene/camera.ts";
import { FONT_FAMILY, type Surface } from "../scene/surface.ts";
import { canvasSurface } from "../scene/surface-canvas.ts";
import { svgSurface } from "../scene/surface-svg.ts";
import { CLASS_NAMES, terse } from "../text.ts";
import { type ColourBy, onScale } from "./colours.ts";
import { drawAxes, drawPoints, type PointLayer, trainingColour } from "./draw-scatter.ts";
import type { PageColours } from "./page-colours.ts";
import type { View } from "./view.ts";

/** What a picture is drawn from; the view and the size are in CSS pixels. */
export interface Picture {
  readonly layer: PointLayer;
  readonly view: View;
  readonly size: Size;
  readonly labels: readonly [string, string];
  readonly colours: PageColours;
  /** Run and entry. */
  readonly title: string;
  readonly legend: { readonly by: ColourBy; readonly label: string };
}

/** Height of title and legend, in CSS pixels. */
const HEAD = 46;

/** The picture as PNG, with two pixels for each CSS pixel. */
export function picturePng(picture: Picture): Promise<Blob> {
  const { width, height } = picture.size;
  const size = { width, height: height + HEAD };
  const [canvas, context] = blankCanvas(size, cssOf(picture.colours.paper));
  context.drawImage(pointsOf(picture), 0, HEAD * RATIO);
  drawShapes(canvasSurface(context, size, RATIO), picture);
  return pngOf(canvas);
}

/** The picture as SVG: axes and words are shapes, the points are one PNG inside, as there may be very many. */
export function pictureSvg(picture: Picture): string {
  const { width, height } = picture.size;
  const shapes = svgSurface({ width, height: height + HEAD });
  drawShapes(shapes, picture);
  const image = pointsOf(picture).toDataURL("image/png");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + HEAD}">`,
    `<desc>The points are an image of ${RATIO * width} × ${RATIO * height} pixels.</desc>`,
    `<rect width="100%" height="100%" fill="${cssOf(picture.colours.paper)}"/>`,
    `<image y="${HEAD}" width="${width}" height="${height}" href="${image}"/>`,
    shapes.finish(picture.title, "none"),
    "</svg>",
  ].join("\n");
}

function drawShapes(surface: Surface, picture: Picture): void {
  drawHead(surface, picture);
  const { view, colours, labels, size } = picture;
  drawAxes(below(surface, HEAD, size.height), { labels, powers: [false, false] }, { view, colours });
}

/** The part of a surface that begins `top` pixels down and is `height` pixels high. */
function below(surface: Surface, top: number, height: number): Surface {
  const move = (points: Float64Array) => points.map((value, i) => (i % 2 === 0 ? value : value + top));
  return {
    width: surface.width,
    height,
    polyline: (points, style, closed) => surface.polyline(move(points), style, closed),
    polygons: (rings, style) => surface.polygons(rings.map(move), style),
    segments: (ends, style) => surface.segments(move(ends), style),
    circles: (centres, radius, style) => surface.circles(move(centres), radius, style),
    dots: (batches, radius, alpha) =>
      surface.dots(
        batches.map(({ centres, colour }) => ({ centres: move(centres), colour })),
        radius,
        alpha,
      ),
    text: ([x, y], words, style) => surface.text([x, y + top], words, style),
  };
}

function pointsOf({ layer, view, size, colours }: Picture): HTMLCanvasElement {
  const [canvas, context] = blankCanvas(size);
  const device = { ...view, scaleX: view.scaleX * RATIO, scaleY: view.scaleY * RATIO };
  drawPoints(context, layer, { view: device, ratio: RATIO, colours });
  return canvas;
}

function drawHead(surface: Surface, { title, legend: { by, label }, layer, colours }: Picture): void {
  const style = { size: 12, fill: cssOf(colours.ink) };
  surface.text([6, 16], title, { ...style, bold: true });
  const ruler = blankCanvas({ width: 1, height: 1 })[1];
  ruler.font = `12px ${FONT_FAMILY}`;
  let x = 6;
  const say = (words: string) => {
    surface.text([x, 37], words, style);
    x += ruler.measureText(words).width + 12;
  };
  const dot = (colour: string) => {
    surface.circles(Float64Array.of(x + 4, 33), 4, { fill: colour });
    x += 13;
  };
  say(label);
  if (by.kind === "class")
    CLASS_NAMES.forEach((name, i) => {
      if (i > 2 && !by.classes.includes(i)) return;
      dot(cssOf(colours.classes[i as 0 | 1 | 2 | 3]));
      say(name);
    });
  else {
    say(terse(by.range.low));
    for (let i = 0; i < 24; i++) {
      const [from, to] = [x + 4 * i, x + 4 * i + 4.2];
      const box = Float64Array.of(from, 28, to, 28, to, 38, from, 38);
      surface.polygons([box], { fill: cssOf(onScale(i / 23)) });
    }
    x += 104;
    say(`${terse(by.range.high)}${by.log ? " (logarithmic)" : ""}`);
  }
  if (layer.background.length > 0) {
    dot(cssOf(trainingColour(colours, layer.background.length / 2)));
    say("training points");
  }
}
