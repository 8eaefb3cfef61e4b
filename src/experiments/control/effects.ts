/** What turning a control does: curves with intervals, and changes over the same noise, so that pairs of samples count. */
import { type Classes, INTER_MODE, MEMORISED, OFF_RIDGE } from "../../diagnosis/classes.ts";
import {
  bootstrapEstimate,
  correlation,
  type Estimate,
  fractionEstimate,
  quantile,
  ranks,
  rootMeanSquare,
} from "../../metrics/statistics.ts";
import type { Rng } from "../../random/rng.ts";
import type { MadeModel } from "./models.ts";
import type { ControlName } from "./settings.ts";

/** A model with the classes of its finished samples. */
export interface JudgedModel extends MadeModel {
  readonly classes: Classes;
}

/** The median distance to the ridge at the analysis time; where it is undefined it is infinite. */
export function medianDistance({ ridgeDistance }: Pick<Classes, "ridgeDistance">): number {
  return quantile(ridgeDistance.map(knownDistance), 0.5);
}

function knownDistance(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}

/** One value of a control, with its models: one a replicate, all of as many samples. */
export interface ControlSetting {
  readonly value: number;
  readonly models: readonly JudgedModel[];
}

/** All values of a control, ascending; the other controls are at rest. */
export interface ControlSweep {
  readonly control: ControlName;
  /** The value at rest. */
  readonly rest: number;
  readonly settings: readonly ControlSetting[];
}

/** Class and ridge distance of each sample of all replicates of a setting, one replicate after the other. */
interface Pool {
  readonly labels: Uint8Array;
  /** |δ| at the analysis time, infinite where undefined. */
  readonly distance: Float64Array;
}

/** What is measured of samples; distances in the units of x at the analysis time, all others shares. */
export type OutcomeName =
  | "median_distance"
  | "rms_distance"
  | "off_ridge"
  | "inter_mode"
  | "memorised"
  | "memorised_share";

type Outcome = (pool: Pool, rows: Int32Array) => number;

const share = (label: number): Outcome => {
  return ({ labels }, rows) => rows.reduce((sum, q) => sum + (labels[q] === label ? 1 : 0), 0) / rows.length;
};

const OUTCOMES: Readonly<Record<OutcomeName, Outcome>> = {
  median_distance: ({ distance }, rows) =>
    quantile(
      Float64Array.from(rows, (q) => distance[q]),
      0.5,
    ),
  rms_distance: ({ distance }, rows) =>
    rootMeanSquare(Float64Array.from(rows, (q) => distance[q]).filter(Number.isFinite)),
  off_ridge: share(OFF_RIDGE),
  inter_mode: share(INTER_MODE),
  memorised: share(MEMORISED),
  /** Of samples that are a copy or on the ridge. */
  memorised_share: ({ labels }, rows) => {
    const [copies, kept] = countLabels(labels, rows);
    return copies / kept;
  },
};

/** All outcomes. */
export const OUTCOME_NAMES: readonly OutcomeName[] = Object.keys(OUTCOMES) as OutcomeName[];

/** Copies, and copies or inter-mode, among the rows. */
function countLabels(labels: Uint8Array, rows: Int32Array): [copies: number, kept: number] {
  let [copies, kept] = [0, 0];
  for (const q of rows) {
    if (labels[q] === MEMORISED) copies++;
    if (labels[q] !== OFF_RIDGE) kept++;
  }
  return [copies, kept];
}

function poolOf({ models }: ControlSetting): Pool {
  return {
    labels: Uint8Array.from(models.flatMap(({ classes }) => [...classes.labels])),
    distance: Float64Array.from(
      models.flatMap(({ classes }) => [...classes.ridgeDistance]),
      knownDistance,
    ),
  };
}

/** All outcomes along a sweep, one estimate a value. */
export interface ControlCurve {
  readonly control: ControlName;
  readonly values: Float64Array;
  readonly outcomes: Readonly<Record<OutcomeName, readonly Estimate[]>>;
}

/** Outcomes along a sweep, samples of all replicates together: shares with Wilson's interval, distances by bootstrap. */
export function controlCurve(
  { control, settings }: ControlSweep,
  options: { rng: Rng; resamples: number },
): ControlCurve {
  const pools = settings.map(poolOf);
  return {
    control,
    values: Float64Array.from(settings, ({ value }) => value),
    outcomes: Object.fromEntries(
      OUTCOME_NAMES.map((outcome) => [outcome, pools.map((pool) => estimateOf(pool, outcome, options))]),
    ) as Record<OutcomeName, Estimate[]>,
  };
}

function estimateOf(
  pool: Pool,
  outcome: OutcomeName,
  { rng, resamples }: { rng: Rng; resamples: number },
): Estimate {
  const m = pool.labels.length;
  const rows = Int32Array.from({ length: m }, (_, q) => q);
  if (outcome === "memorised_share") return fractionEstimate(...countLabels(pool.labels, rows));
  if (!isDistance(outcome)) return fractionEstimate(Math.round(m * OUTCOMES[outcome](pool, rows)), m);
  return bootstrapEstimate(m, (drawn) => OUTCOMES[outcome](pool, drawn), { rng, resamples });
}

function isDistance(outcome: OutcomeName): boolean {
  return outcome.endsWith("_distance");
}

/** A change with its interval: relative for distances (-0.5 is half as far), else the difference of shares. */
export interface Change extends Estimate {
  /** Share of resamples in which it is not above 0, and not below 0. */
  readonly notAbove: number;
  readonly notBelow: number;
}

/** How an outcome changes along a sweep. */
export interface ControlEffect {
  readonly control: ControlName;
  readonly outcome: OutcomeName;
  /** Lowest and highest value of the control, and the one at rest. */
  readonly from: number;
  readonly to: number;
  readonly rest: number;
  /** From lowest to highest. */
  readonly change: Change;
  /** From the value at rest, one for each other value, ascending. */
  readonly againstRest: readonly { readonly value: number; readonly change: Change }[];
  /** Rank correlation of value and outcome over the settings. */
  readonly rank: number;
  /** `change` in each replicate. */
  readonly each: readonly number[];
}

/**
 * The effect of a control on every outcome. Intervals are by bootstrap over replicates and, within them, over samples; a
 * sample is drawn for all values of the control at once, since its noise is the same for all.
 */
export function controlEffects(
  { control, rest, settings }: ControlSweep,
  { rng, resamples }: { rng: Rng; resamples: number },
): ControlEffect[] {
  const pools = settings.map(poolOf);
  const replicates = settings[0].models.length;
  const m = pools[0].labels.length / replicates;
  const drawn = Array.from({ length: resamples }, (_, b) => drawRows(replicates, m, rng.split("effects", b)));
  const all = Int32Array.from({ length: replicates * m }, (_, q) => q);
  const last = settings.length - 1;
  const atRest = settings.findIndex(({ value }) => value === rest);
  return OUTCOME_NAMES.map((outcome) => {
    const along = (rows: Int32Array) => pools.map((pool) => OUTCOMES[outcome](pool, rows));
    const [values, draws] = [along(all), drawn.map(along)];
    const between = (from: number, to: number) => changeEstimate(values, draws, { from, to, outcome });
    return {
      control,
      outcome,
      rest,
      from: settings[0].value,
      to: settings[last].value,
      change: between(0, last),
      againstRest: settings.flatMap(({ value }, s) =>
        s === atRest ? [] : [{ value, change: between(atRest, s) }],
      ),
      rank: correlation(ranks(settings.map(({ value }) => value)), ranks(values)),
      each: Array.from({ length: replicates }, (_, r) =>
        change(along(all.subarray(r * m, (r + 1) * m)), { from: 0, to: last, outcome }),
      ),
    };
  });
}

interface Between {
  readonly from: number;
  readonly to: number;
  readonly outcome: OutcomeName;
}

function change(values: readonly number[], { from, to, outcome }: Between): number {
  return isDistance(outcome) ? values[to] / values[from] - 1 : values[to] - values[from];
}

function changeEstimate(
  values: readonly number[],
  draws: readonly (readonly number[])[],
  between: Between,
): Change {
  const changes = draws.map((one) => change(one, between));
  const known = changes.filter((value) => !Number.isNaN(value));
  const share = (fits: (value: number) => boolean) =>
    (1 + changes.filter((value) => !fits(value)).length) / (1 + changes.length);
  return {
    value: change(values, between),
    low: quantile(known, 0.025),
    high: quantile(known, 0.975),
    notAbove: share((value) => value > 0),
    notBelow: share((value) => value < 0),
  };
}

/** Rows of one resample: replicates with replacement, and as often so many samples of each. */
function drawRows(replicates: number, m: number, rng: Rng): Int32Array {
  const rows = rng.split("rows").integers(replicates * m, m);
  if (replicates === 1) return rows;
  const chosen = rng.split("replicates").integers(replicates, replicates);
  return rows.map((row, i) => chosen[Math.floor(i / m)] * m + row);
}
