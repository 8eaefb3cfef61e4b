/** SVG as text: elements, escaping, rounding. Knows nothing of figures. */
import { present } from "../arrays/present.ts";
import { escapeMarkup } from "../text/markup.ts";

/** Attributes of an element by name; undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; children are markup already. Numbers are rounded to hundredths, undefined attributes left out. */
export function element(name: string, attributes: Attributes = {}, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === "number" ? round(value) : escapeMarkup(present(value))}"`,
    )
    .join("");
  const inner = children.join("");
  return inner ? `<${name}${written}>${inner}</${name}>` : `<${name}${written}/>`;
}

/** A `<text>` element; the content is escaped, "t_a" and "λ_{k+1}" are set with a subscript. */
export function label(content: string, attributes: Attributes): string {
  const lowered = escapeMarkup(content).replace(
    SUBSCRIPT,
    (_, symbol: string, ...[long, short]: string[]) => {
      const index = `<tspan dy="0.25em" font-size="0.75em">${long ?? short}</tspan>`;
      return `${symbol}${index}<tspan dy="-0.19em">\u200b</tspan>`;
    },
  );
  return element("text", attributes, lowered);
}

/** Lines of text below each other, from the style's own `y` on, `step` pixels apart. */
export function labels(
  lines: readonly string[],
  style: Attributes & { readonly y: number },
  step: number,
): string {
  return lines.map((line, i) => label(line, { ...style, y: style.y + step * i })).join("");
}

/** A single letter, "_", and up to three letters or digits, or braces; not in names such as `my_model`. */
const SUBSCRIPT = /(?<![\p{L}\p{N}_&#;])(\p{L})_(?:\{([^{}]{1,8})\}|([\p{L}\p{N}]{1,3}))(?![\p{L}\p{N}_])/gu;

/** A number to hundredths, as short as can be ("3", "2.5"). */
export function round(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}

/** Path data through the points of a polyline; a point that is not finite breaks it. */
export function polylinePath(points: ArrayLike<number>, project: (x: number, y: number) => Point): string {
  let path = "";
  let pen = "M";
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = project(points[i], points[i + 1]);
    if (Number.isFinite(x) && Number.isFinite(y)) path += `${pen}${round(x)},${round(y)}`;
    pen = Number.isFinite(x) && Number.isFinite(y) ? "L" : "M";
  }
  return path;
}

/** A place in the drawing, pixels from its upper left corner. */
export type Point = readonly [x: number, y: number];
