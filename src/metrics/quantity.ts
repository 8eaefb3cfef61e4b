/** Metrics as means over samples, and their bootstrap intervals with the draws shared among all of them. */
import { present } from "../arrays/present.ts";
import type { Rng } from "../random/rng.ts";
import { type Estimate, fractionEstimate, mean, quantile } from "./statistics.ts";

/** A metric that is a function of the mean of one number a row. */
export interface Quantity {
  readonly name: string;
  /** Whose rows these are, and so which are drawn again. */
  readonly over: "generated" | "train";
  /** One number a row; metrics that are no means give their first-order (influence) form. */
  readonly rows: Float64Array;
  /** From the mean of the rows to the metric, increasing; default the mean itself. */
  finish?(mean: number): number;
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
 * Values with their 95 % percentile-bootstrap intervals, by name. Quantities over the same rows share the draws: what
 * is drawn with replacement are rows, `resamples` times; the other sets stay as they are.
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

function estimateOf(quantity: Quantity, means: Float64Array): Estimate {
  const { rows, share = false, finish = (value) => value } = quantity;
  const value = quantityValue(quantity);
  if (share && rows.every((row) => row === rows[0]))
    return fractionEstimate(rows[0] * rows.length, rows.length);
  const finished = means.map((one) => finish(one));
  return { value, low: quantile(finished, 0.025), high: quantile(finished, 0.975) };
}
