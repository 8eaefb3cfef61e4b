/** Outcomes along the values of a setting, and their changes over the same noise, so that pairs of samples count. */
import { joinRows } from "../arrays/rows.ts";
import { type Change, changeEstimate, nestedRows } from "../metrics/paired-change.ts";
import { correlation, type Estimate, ranks } from "../metrics/statistics.ts";
import type { Rng } from "../random/rng.ts";
import {
  OUTCOME_NAMES,
  type OutcomeName,
  type OutcomeSamples,
  outcomeChange,
  outcomeEstimate,
  outcomeOf,
} from "./outcomes.ts";

/** Samples at each value of a setting. */
export interface SettingSamples {
  /** Ascending; `rest` is one of them. */
  readonly values: readonly number[];
  readonly rest: number;
  /** At each value one set a replicate, all of as many samples; of a replicate all start from the same noise. */
  readonly samples: readonly (readonly OutcomeSamples[])[];
}

/** An outcome along the values. */
export interface OutcomeCurve {
  /** At each value, samples of all replicates together. */
  readonly estimates: readonly Estimate[];
  /** From the lowest value to the highest: relative for distances, else the difference of shares. */
  readonly change: Change;
  /** From the value at rest, one for each other value, ascending. */
  readonly againstRest: readonly { readonly value: number; readonly change: Change }[];
  /** Rank correlation of value and outcome. */
  readonly rank: number;
  /** `change` in each replicate. */
  readonly each: readonly number[];
}

/**
 * All outcomes along the values. Intervals of changes are by bootstrap over replicates and, within them, over samples; a
 * sample is drawn for all values at once, since its noise is the same for all.
 */
export function outcomeCurves(
  setting: SettingSamples,
  options: { readonly rng: Rng; readonly resamples: number },
): Record<OutcomeName, OutcomeCurve> {
  const pools = setting.samples.map(pooled);
  const replicates = setting.samples[0].length;
  const m = pools[0].labels.length / replicates;
  const all = Int32Array.from(pools[0].labels.keys());
  const rows = {
    all,
    each: Array.from({ length: replicates }, (_, r) => all.subarray(r * m, (r + 1) * m)),
    drawn: Array.from({ length: options.resamples }, (_, b) =>
      nestedRows(replicates, m, options.rng.split("effects", b)),
    ),
  };
  const curves = OUTCOME_NAMES.map((name) => {
    const estimates = pools.map((pool) => outcomeEstimate(name, pool, options));
    return [name, { estimates, ...changesOf(name, setting, { pools, rows }) }];
  });
  return Object.fromEntries(curves);
}

/** The samples of all replicates, one after the other. */
function pooled(replicates: readonly OutcomeSamples[]): OutcomeSamples {
  return {
    labels: Uint8Array.from(replicates.flatMap(({ labels }) => [...labels])),
    ridgeDistance: joinRows(replicates.map(({ ridgeDistance }) => ridgeDistance)),
  };
}

interface Resampled {
  /** One a value. */
  readonly pools: readonly OutcomeSamples[];
  readonly rows: {
    readonly all: Int32Array;
    /** Of each replicate. */
    readonly each: readonly Int32Array[];
    readonly drawn: readonly Int32Array[];
  };
}

function changesOf(
  name: OutcomeName,
  { values, rest }: SettingSamples,
  { pools, rows }: Resampled,
): Omit<OutcomeCurve, "estimates"> {
  const along = (of: Int32Array) => pools.map((pool) => outcomeOf(name, pool, of));
  const [found, draws] = [along(rows.all), rows.drawn.map(along)];
  const [atRest, last] = [values.indexOf(rest), values.length - 1];
  const between = (from: number, to: number) => {
    const changeIn = (one: readonly number[]) => outcomeChange(name, one[from], one[to]);
    return changeEstimate(changeIn(found), draws.map(changeIn));
  };
  return {
    change: between(0, last),
    againstRest: values.flatMap((value, s) => (s === atRest ? [] : [{ value, change: between(atRest, s) }])),
    rank: correlation(ranks(values), ranks(found)),
    each: rows.each.map(along).map((own) => outcomeChange(name, own[0], own[last])),
  };
}
