/** Changes between sets whose samples come in pairs, so that both are resampled by the same rows. */
import type { Rng } from "../random/rng.ts";
import { type Estimate, quantile } from "./statistics.ts";

/** A change with its 95 % interval. */
export interface Change extends Estimate {
  /** Share of resamples in which it is not above 0, and not below 0. */
  readonly notAbove: number;
  readonly notBelow: number;
}

/** A change by its value and by its resamples; one that is NaN lies on neither side of 0. */
export function changeEstimate(value: number, draws: readonly number[]): Change {
  const known = draws.filter((draw) => !Number.isNaN(draw));
  const unless = (holds: (draw: number) => boolean) =>
    (1 + draws.filter((draw) => !holds(draw)).length) / (1 + draws.length);
  return {
    value,
    low: quantile(known, 0.025),
    high: quantile(known, 0.975),
    notAbove: unless((draw) => draw > 0),
    notBelow: unless((draw) => draw < 0),
  };
}

/** Rows of one resample of groups of m rows each: groups with replacement, and as often m rows of each. */
export function nestedRows(groups: number, m: number, rng: Rng): Int32Array {
  const rows = rng.split("rows").integers(groups * m, m);
  if (groups === 1) return rows;
  const chosen = rng.split("replicates").integers(groups, groups);
  return rows.map((row, i) => chosen[Math.floor(i / m)] * m + row);
}
