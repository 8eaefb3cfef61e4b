/** Colours of points by class or by a number, as pixels (0xAABBGGRR) and as text for legends. */

/** Red, green, blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Dark to bright; bright is large. Told apart without seeing red and green, on light and on dark paper. */
const SCALE: readonly Rgb[] = [
  [68, 40, 130],
  [49, 104, 158],
  [31, 150, 139],
  [94, 190, 92],
  [233, 195, 36],
];

/** "#rrggbb", "#rgb" or "rgb(r, g, b)" as numbers; grey where it is none of them. */
export function parseColour(text: string): Rgb {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (hex) {
    const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
    return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as unknown as Rgb;
  }
  const parts = /^rgba?\(([^)]+)\)$/
    .exec(text.trim())?.[1]
    ?.split(/[ ,/]+/)
    .map(Number);
  return parts && parts.length >= 3 ? [parts[0], parts[1], parts[2]] : [128, 128, 128];
}

/** An opaque pixel. */
export function pixelOf([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Text for a style. */
export function cssOf([red, green, blue]: Rgb): string {
  return `rgb(${red}, ${green}, ${blue})`;
}

/** `share` of the way from one colour to another. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (i: 0 | 1 | 2) => Math.round(from[i] + share * (to[i] - from[i]));
  return [at(0), at(1), at(2)];
}

/** The colour of a share from 0 to 1 on the scale. */
export function onScale(share: number): Rgb {
  const place = Math.min(1, Math.max(0, share)) * (SCALE.length - 1);
  const i = Math.min(SCALE.length - 2, Math.floor(place));
  return mix(SCALE[i], SCALE[i + 1], place - i);
}

/** What is coloured by: a class, or a number with the range that the scale covers. */
export type ColourBy =
  | { readonly kind: "class"; readonly classes: Uint8Array }
  | { readonly kind: "number"; readonly values: Float64Array; readonly log: boolean; readonly range: Range };

/** Low and high, and how many values are not finite (or not positive, on a logarithmic scale). */
export interface Range {
  readonly low: number;
  readonly high: number;
  readonly undefined: number;
}

/** The range of all values that the scale can show. */
export function rangeOf(values: Float64Array, log: boolean): Range {
  let [low, high, undefinedCount] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (!Number.isFinite(value) || (log && value <= 0)) undefinedCount++;
    else {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high
    ? { low: 0, high: 1, undefined: undefinedCount }
    : { low, high, undefined: undefinedCount };
}

/** Colours that the page gives. */
export interface Palette {
  readonly paper: Rgb;
  readonly classes: readonly [Rgb, Rgb, Rgb];
  readonly none: Rgb;
}

/** How many points there are, and which of them are marked; undefined: none. */
export interface Marked {
  readonly count: number;
  readonly marks: Uint8Array | undefined;
}

/** A pixel for each point. While some are marked the others fade towards the paper. */
export function coloursOf(by: ColourBy, { count, marks }: Marked, palette: Palette): Uint32Array {
  const { paper, classes, none } = palette;
  const pick = by.kind === "class" ? classTable(by.classes, classes, none) : numberTable(by, none);
  const strong = pick.table.map(pixelOf);
  const faded = pick.table.map((colour) => pixelOf(mix(colour, paper, 0.72)));
  return Uint32Array.from({ length: count }, (_, i) => (marks && !marks[i] ? faded : strong)[pick.at(i)]);
}

interface Table {
  readonly table: readonly Rgb[];
  at(i: number): number;
}

function classTable(labels: Uint8Array, classes: Palette["classes"], none: Rgb): Table {
  return { table: [...classes, none], at: (i) => labels[i] ?? 3 };
}

const STEPS = 256;

function numberTable({ values, log, range }: Extract<ColourBy, { kind: "number" }>, none: Rgb): Table {
  const table = [...Array.from({ length: STEPS }, (_, i) => onScale(i / (STEPS - 1))), none];
  const place = (value: number) => (log ? Math.log(value) : value);
  const [low, high] = [place(range.low), place(range.high)];
  return {
    table,
    at(i) {
      const value = values[i] ?? Number.NaN;
      if (!Number.isFinite(value) || (log && value <= 0)) return STEPS;
      return high > low ? Math.round(((STEPS - 1) * (place(value) - low)) / (high - low)) : 0;
    },
  };
}
