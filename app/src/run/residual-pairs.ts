/** Two measures of the same samples as places in a plane. */
import type { Measure } from "./types.ts";

/** Places, M × 2 (NaN where a value is undefined), in decimal logarithms where the measure is logarithmic. */
export interface Pairs {
  readonly points: Float32Array;
  /** Samples without a place. */
  readonly undefined: number;
}

/** x from one measure, y from another. Of a value of exactly 0 there is no logarithm: it has no place. */
export function residualPairs(x: Measure, y: Measure): Pairs {
  const points = new Float32Array(2 * x.values.length);
  let missing = 0;
  for (let i = 0; i < x.values.length; i++) {
    points[2 * i] = placed(x, i);
    points[2 * i + 1] = placed(y, i);
    if (!Number.isFinite(points[2 * i]) || !Number.isFinite(points[2 * i + 1])) missing++;
  }
  return { points, undefined: missing };
}

function placed({ values, log }: Measure, i: number): number {
  const value = log ? Math.log10(values[i]) : values[i];
  return Number.isFinite(value) ? value : Number.NaN;
}
