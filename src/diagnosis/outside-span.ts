/** Samples that leave the affine subspace in which all training points lie. */
import { takeRows } from "../arrays/rows.ts";
import { norm } from "../arrays/vectors.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { alongSpan, beyondSpan, spanOf } from "../density/span.ts";
import { median } from "../metrics/statistics.ts";

/** How many samples are outside the span by more than rounding, and how far. */
export interface OutsideSpan {
  readonly count: number;
  /** Of how many samples. */
  readonly of: number;
  /** Median distance of those outside from the span, in the data's units. */
  readonly distance: number;
}

/** Looks at samples (M × d); undefined where none is outside, or no span is known. */
export async function outsideSpan(
  density: EmpiricalDensity,
  samples: Float64Array,
): Promise<OutsideSpan | undefined> {
  const span = await spanOf(density);
  if (!span) return undefined;
  const { d, mean } = span;
  const beyond = beyondSpan(span, samples);
  const rows = [...beyond.keys()].filter((q) => beyond[q] > 1);
  if (rows.length === 0) return undefined;
  const offsets = takeRows(samples, rows, d).map((value, i) => value - mean[i % d]);
  const along = alongSpan(span, offsets);
  const across = offsets.map((value, i) => value - along[i]);
  const distances = rows.map((_, i) => norm(across.subarray(i * d, (i + 1) * d)));
  return { count: rows.length, of: beyond.length, distance: median(distances) };
}
