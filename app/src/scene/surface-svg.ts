/** The surface that writes SVG, for exports. */
import type { Pixel, Size } from "./camera.ts";
import { FONT_FAMILY, type Style, type Surface, type TextStyle } from "./surface.ts";

/** A surface and the SVG document that was drawn on it. */
export interface SvgSurface extends Surface {
  /** The document so far; `title` is its accessible name. */
  finish(title: string, background: string): string;
}

const SHIFT = { middle: "0.35em", top: "0.8em", bottom: "-0.25em", alphabetic: "0" } as const;
const ANCHOR = { left: "start", center: "middle", right: "end" } as const;

/** An empty SVG of `size` pixels. */
export function svgSurface({ width, height }: Size): SvgSurface {
  const parts: string[] = [];
  const path = (data: string, style: Style) => {
    if (data !== "") parts.push(`<path d="${data}"${attributes(style)}/>`);
  };
  return {
    width,
    height,
    polyline: (points, style, closed = false) => path(pieces(points, closed), style),
    polygons: (rings, style) => path(rings.map((ring) => pieces(ring, true)).join(""), style),
    segments: (ends, style) => path(segmentData(ends), style),
    circles: (centres, radius, style) => {
      const marks = circleMarks(centres, radius);
      if (marks !== "") parts.push(`<g${attributes(style)}>${marks}</g>`);
    },
    dots: (batches, radius, alpha) => {
      for (const { centres, colour } of batches) {
        const marks = circleMarks(centres, radius);
        if (marks !== "") parts.push(`<g${attributes({ fill: colour, alpha })}>${marks}</g>`);
      }
    },
    text: (at, words, style) => parts.push(textElement(at, words, style)),
    finish: (title, background) =>
      [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${short(width)}" height="${short(height)}" viewBox="0 0 ${short(width)} ${short(height)}" role="img">`,
        `<title>${escapeXml(title)}</title>`,
        `<clipPath id="view"><rect width="100%" height="100%"/></clipPath>`,
        `<rect width="100%" height="100%" fill="${escapeXml(background)}"/>`,
        `<g clip-path="url(#view)" stroke-linejoin="round" stroke-linecap="round">`,
        ...parts,
        "</g></svg>",
      ].join("\n"),
  };
}

/** Text as it may stand in XML, controls that XML forbids left out. */
export function escapeXml(text: string): string {
  return [...text]
    .filter((letter) => letter >= " " || letter === "\n" || letter === "\t")
    .join("")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function attributes(style: Style): string {
  const out = [` fill="${escapeXml(style.fill ?? "none")}"`];
  if (style.fill !== undefined) out.push(' fill-rule="evenodd"');
  if (style.stroke !== undefined) {
    out.push(` stroke="${escapeXml(style.stroke)}" stroke-width="${short(style.width ?? 1)}"`);
    if (style.dash) out.push(` stroke-dasharray="${style.dash.map(short).join(" ")}"`);
  }
  if (style.alpha !== undefined && style.alpha < 1) out.push(` opacity="${short(style.alpha)}"`);
  return out.join("");
}

function pieces(points: Float64Array, closed: boolean): string {
  let data = "";
  let isDown = false;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i], points[i + 1]];
    if (!Number.isFinite(x + y)) {
      isDown = false;
      continue;
    }
    data += `${isDown ? "L" : "M"}${short(x)} ${short(y)}`;
    isDown = true;
  }
  return closed && data !== "" ? `${data}Z` : data;
}

function segmentData(ends: Float64Array): string {
  let data = "";
  for (let i = 0; i + 3 < ends.length; i += 4) data += pieces(ends.subarray(i, i + 4), false);
  return data;
}

function circleMarks(centres: Float64Array, radius: number): string {
  let marks = "";
  for (let i = 0; i + 1 < centres.length; i += 2) {
    const [x, y] = [centres[i], centres[i + 1]];
    if (Number.isFinite(x + y)) marks += `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}"/>`;
  }
  return marks;
}

function textElement([x, y]: Pixel, words: string, style: TextStyle): string {
  if (!Number.isFinite(x + y)) return "";
  const halo = style.halo ? ` stroke="${escapeXml(style.halo)}" stroke-width="3" paint-order="stroke"` : "";
  return (
    `<text x="${short(x)}" y="${short(y)}" dy="${SHIFT[style.baseline ?? "alphabetic"]}" ` +
    `text-anchor="${ANCHOR[style.align ?? "left"]}" font-family="${escapeXml(FONT_FAMILY)}" ` +
    `font-size="${short(style.size ?? 12)}"${style.bold ? ' font-weight="600"' : ""} ` +
    `fill="${escapeXml(style.fill)}"${halo}>${escapeXml(words)}</text>`
  );
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
