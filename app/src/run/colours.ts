/** Colours of points by class or by a number, as pixels. */
import { mix, onRamp, pixelOf, type Rgb } from "../colour.ts";

/** Dark to bright; bright is large. Told apart without seeing red and green, on light and on dark paper. */
const SCALE: readonly Rgb[] = [
  [68, 40, 130],
  [49, 104, 158],
  [31, 150, 139],
  [94, 190, 92],
  [233, 195, 36],
];

/** The colour of a share from 0 to 1 on the scale. */
export function onScale(share: number): Rgb {
  return onRamp(SCALE, share);
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
  readonly classes: readonly [Rgb, Rgb, Rgb, Rgb];
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
  return { table: [...classes, none], at: (i) => labels[i] ?? 4 };
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
