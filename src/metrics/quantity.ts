/** Metrics as means over samples, and their intervals: Student's, Wilson's, or bootstraps that share their draws. */
import { present } from "../arrays/present.ts";
import type { Rng } from "../random/rng.ts";
import { type Estimate, fractionEstimate, mean, quantile } from "./statistics.ts";
import { studentHalfWidth } from "./student.ts";

/** A metric that is a function of the mean of one number a row. */
export interface Quantity {
  readonly name: string;
  /** Whose rows these are, and so which are drawn again. */
  readonly over: "generated" | "train";
  /** One number a row; metrics that are no means give their first-order (influence) form. */
  readonly rows: Float64Array;
  /** From the mean of the rows to the metric, increasing; default the mean itself. */
  finish?(mean: number): number;
  /**
   * One number a sample, whose mean varies as the metric does (jackknife pseudo-values, up to a constant): the interval
   * is then Student's, not a bootstrap of the rows. Of no use where all are the same.
   */
  readonly pseudo?: Float64Array;
  /** Between which the metric is, where its interval is Student's. */
  readonly bounds?: readonly [least: number, most: number];
  /** Rows are 0 or 1. Where all agree a bootstrap has no width, and Wilson's interval stands in. */
  readonly share?: boolean;
}

/**
 * The value of a quantity without its interval.
 * @example
 * quantityValue({ name: "rms", over: "generated", rows: Float64Array.of(1, 49), finish: Math.sqrt }); // → 5
 */
export function quantityValue({ rows, finish = (value) => value }: Quantity): number {
  return finish(mean(rows));
}

/**
 * Values with their 95 % intervals, by name: Student's from pseudo-values where there are any, else percentile
 * bootstraps. Quantities over the same rows share the draws: what is drawn with replacement are rows, `resamples` times;
 * the other sets stay as they are.
 * @example
 * const found = estimateQuantities([{ name: "share", over: "generated", rows: Float64Array.of(0, 1, 1, 1), share: true }], rng);
 * found.share.value; // → 0.75
 */
export function estimateQuantities(
  quantities: readonly Quantity[],
  rng: Rng,
  resamples = 1000,
): Record<string, Estimate> {
  const groups = new Map<string, Quantity[]>();
  for (const quantity of quantities) {
    const key = `${quantity.over} ${quantity.rows.length}`;
    groups.set(key, [...(groups.get(key) ?? []), quantity]);
  }
  const found = new Map<Quantity, Estimate>();
  for (const group of groups.values()) {
    const draws = drawMeans(group, rng.split(group[0].over), resamples);
    group.forEach((quantity, i) => {
      found.set(quantity, estimateOf(quantity, draws[i]));
    });
  }
  return Object.fromEntries(quantities.map((quantity) => [quantity.name, present(found.get(quantity))]));
}

/** Means of each quantity over the same drawn rows, resamples each. */
function drawMeans(group: readonly Quantity[], rng: Rng, resamples: number): Float64Array[] {
  const n = group[0].rows.length;
  const out = group.map(() => new Float64Array(resamples));
  const drawn = new Int32Array(n);
  for (let r = 0; r < resamples; r++) {
    rng.split("bootstrap", r).integersInto(drawn, n);
    group.forEach(({ rows }, i) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += rows[drawn[k]];
      out[i][r] = sum / n;
    });
  }
  return out;
}

/** The interval of `half` to both sides of the mean; within bounds Wilson's of a share that is known as well. */
function ends({ rows, bounds, finish = (value) => value }: Quantity, half: number): Ends {
  const centre = mean(rows);
  const [low, value, high] = [centre - half, centre, centre + half].map(finish);
  if (!bounds) return { low, high };
  const [least, most] = bounds;
  const size = most - least;
  const share = (value - least) / size;
  if (!(share > 0 && share < 1)) return { low: Math.max(least, low), high: Math.min(most, high) };
  const square = ((high - low) / (2 * size)) ** 2;
  const ratio = square / (share * (1 - share));
  const middle = least + (size * (share + ratio / 2)) / (1 + ratio);
  const width = (size * Math.sqrt(square + ratio ** 2 / 4)) / (1 + ratio);
  return { low: middle - width, high: middle + width };
}

type Ends = Pick<Estimate, "low" | "high">;

function estimateOf(quantity: Quantity, means: Float64Array): Estimate {
  const { rows, share = false, finish = (value) => value } = quantity;
  const value = quantityValue(quantity);
  if (share && rows.every((row) => row === rows[0]))
    return fractionEstimate(rows[0] * rows.length, rows.length);
  const half = quantity.pseudo ? studentHalfWidth(quantity.pseudo) : 0;
  if (half > 0) return { value, ...ends(quantity, half) };
  const finished = means.map((one) => finish(one));
  return { value, low: quantile(finished, 0.025), high: quantile(finished, 0.975) };
}
