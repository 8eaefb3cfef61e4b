/** Colours of values: a scale in a few steps, so that particles are drawn colour by colour. */
import { hexOf, onRamp, parseColour } from "../colour.ts";
import type { Palette } from "./palette.ts";

/** A scale from values to `colours`, least first. */
export interface ColourScale {
  readonly low: number;
  readonly high: number;
  /** Whether the steps are equal in the logarithm. */
  readonly log: boolean;
  readonly colours: readonly string[];
}

/** A wider span would leave the values of one time with one colour. */
const MOST_SPAN = 100;

/** How many colours a scale has. */
const SCALE_STEPS = 12;

/**
 * The scale between the 2nd and the 98th percentile of the positive finite values, at most two decades; logarithmic if
 * it spans more than a factor of ten; undefined where there is no value.
 */
export function scaleOf(values: Float64Array, palette: Palette): ColourScale | undefined {
  const known = Float64Array.from(values.filter((value) => value > 0 && value < Infinity)).sort();
  if (known.length === 0) return undefined;
  const at = (share: number) => known[Math.min(Math.floor(share * known.length), known.length - 1)];
  const high = at(0.98);
  const low = Math.max(at(0.02), high / MOST_SPAN);
  const isLog = high > 10 * low;
  const from = isLog ? low : 0;
  const ramp = palette.ramp.map(parseColour);
  const colours = Array.from({ length: SCALE_STEPS }, (_, i) => hexOf(onRamp(ramp, i / (SCALE_STEPS - 1))));
  return { low: from, high: high > from ? high : from + 1, log: isLog, colours };
}

/** Step of a value on the scale, 0 … SCALE_STEPS - 1; -1 where the value is undefined. */
export function stepOf(scale: ColourScale, value: number): number {
  if (Number.isNaN(value)) return -1;
  const { low, high } = scale;
  const share = scale.log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  if (Number.isNaN(share)) return 0;
  const last = scale.colours.length - 1;
  return Math.round(Math.min(Math.max(share, 0), 1) * last);
}

/** The value in the middle of share 0 … 1 of the scale, for its numbers. */
export function valueAt(scale: ColourScale, share: number): number {
  const { low, high } = scale;
  return scale.log ? low * (high / low) ** share : low + share * (high - low);
}
