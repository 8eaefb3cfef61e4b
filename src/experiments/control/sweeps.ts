/** What turning a control does: curves with intervals, and changes over the same noise, so that pairs of samples count. */
import { CALIBRATION_POINTS } from "../../diagnosis/classes.ts";
import {
  OUTCOME_NAMES,
  type OutcomeName,
  type OutcomeSamples,
  outcomeChange,
  outcomeEstimate,
  outcomeOf,
} from "../../diagnosis/outcomes.ts";
import { createSampleMeasure, type MetricEstimate } from "../../metrics/measure-samples.ts";
import { type Change, changeEstimate, nestedRows } from "../../metrics/paired-change.ts";
import { correlation, type Estimate, ranks } from "../../metrics/statistics.ts";
import type { Rng } from "../../random/rng.ts";
import { cached } from "../parts/cached.ts";
import type { ExperimentContext } from "../result.ts";
import type { ControlModel, ControlSubject } from "./models.ts";
import type { ControlName } from "./settings.ts";

/** All values of a control, ascending; the other controls are at rest. */
export interface ControlSweep {
  readonly control: ControlName;
  /** The value at rest. */
  readonly rest: number;
  readonly values: readonly number[];
  /** The finished models at each value: one a replicate, all of as many samples. */
  readonly models: readonly (readonly ControlModel[])[];
}

/** An outcome along a sweep. */
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

/** A sweep with all that is measured along it. */
export interface MeasuredSweep extends ControlSweep {
  readonly outcomes: Readonly<Record<OutcomeName, OutcomeCurve>>;
  /** Metrics by name, one estimate a value. */
  readonly metrics: Readonly<Record<string, readonly MetricEstimate[]>>;
}

/**
 * All outcomes along a sweep. Intervals of changes are by bootstrap over replicates and, within them, over samples; a
 * sample is drawn for all values of the control at once, since its noise is the same for all.
 */
export function outcomeCurves(
  sweep: ControlSweep,
  options: { readonly rng: Rng; readonly resamples: number },
): Record<OutcomeName, OutcomeCurve> {
  const pools = sweep.models.map(pooled);
  const replicates = sweep.models[0].length;
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
    return [name, { estimates, ...changesOf(name, sweep, { pools, rows }) }];
  });
  return Object.fromEntries(curves);
}

/** Class and ridge distance of each sample of all models, one model after the other. */
function pooled(models: readonly ControlModel[]): OutcomeSamples {
  return {
    labels: Uint8Array.from(models.flatMap(({ classes }) => [...classes.labels])),
    ridgeDistance: joined(models.map(({ classes }) => classes.ridgeDistance)),
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  return parts.length === 1 ? parts[0] : Float64Array.from(parts.flatMap((part) => [...part]));
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
  { values, rest }: ControlSweep,
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

/**
 * Measures outcomes along sweeps, and quality and diversity by metrics that know nothing of the ridge (docs/metrics.md),
 * of all replicates together.
 */
export async function measureSweeps(
  subject: ControlSubject,
  sweeps: readonly ControlSweep[],
  context: ExperimentContext,
): Promise<MeasuredSweep[]> {
  const options = { rng: context.rng.split("intervals"), resamples: subject.config.measure.resamples };
  const metricsOf = await modelMetrics(subject, context);
  const out: MeasuredSweep[] = [];
  for (const sweep of sweeps) {
    const found: Metrics[] = [];
    for (const models of sweep.models) found.push(await metricsOf(models));
    const everywhere = Object.keys(found[0]).filter((name) => found.every((metrics) => name in metrics));
    const metrics = Object.fromEntries(everywhere.map((name) => [name, found.map((one) => one[name])]));
    out.push({ ...sweep, outcomes: outcomeCurves(sweep, options), metrics });
  }
  return out;
}

type Metrics = Readonly<Record<string, MetricEstimate>>;

/** Metrics of the models of one setting; few training points have balls to the nearest. */
async function modelMetrics(
  { density, space, heldOut }: ControlSubject,
  context: ExperimentContext,
): Promise<(models: readonly ControlModel[]) => Promise<Metrics>> {
  const { kernels, progress, rng } = context;
  const { data: train, n, d } = density;
  const { measure } = await createSampleMeasure(
    { kernels, train, d, ...(heldOut && { test: heldOut }) },
    { rng: rng.split("quality"), space: space.name, neighbours: n < CALIBRATION_POINTS ? 1 : 5 },
  );
  return (models) => {
    const [{ setting }] = models;
    return cached(context, `quality-${setting}`, async () => {
      progress(`quality, ${setting}`, 0, 1);
      return (await measure(joined(models.map(({ samples }) => samples)))).metrics;
    });
  };
}
