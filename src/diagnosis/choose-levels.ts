/** The choice of the levels of a test, and its threshold, from distances measured at many. */
import { lastOf } from "../arrays/present.ts";
import { finiteSampleQuantile } from "../metrics/statistics.ts";
import { ALTERNATIVES, type AlternativeName, type AlternativePoints } from "./alternatives.ts";

/** Distances |δ| at one noise level and ridge dimension, Infinity where undefined. */
export interface MeasuredLevel {
  /** OU time; Infinity where distances are those to the Gaussian fit of the data, in its own metric. */
  readonly time: number;
  readonly dim: number;
  /** Distances below this are rounding. */
  readonly floor: number;
  readonly distances: AlternativePoints & { readonly real: Float64Array };
}

/** One noise level and ridge dimension of a test. */
export interface TestLevel {
  /** OU time. */
  readonly time: number;
  readonly dim: number;
  /** q: the finite-sample quantile of |δ| over real points, in the units of x at this time; 95 %, of those always there 99.8 %. */
  readonly quantile: number;
  /** What |δ| is at least, of a level that is always there: the same share of real points is farther from the middle of all. */
  readonly least?: number;
}

/** Levels with what they reject together. */
export interface ChosenLevels {
  /** The first one has the largest power alone. */
  readonly levels: readonly TestLevel[];
  /** The same of the distances to the Gaussian fit, in its own metric, where there is a fit. */
  readonly fit?: Pick<TestLevel, "quantile" | "least">;
  /** Largest ratio |δ| / q over the levels that counts as on the ridge. */
  readonly threshold: number;
  /** Share of each alternative, and of points far from all data, that is rejected; NaN where that was not measured. */
  readonly power: Readonly<Record<AlternativeName | "far", number>>;
}

/** Share of real points that are on the ridge by definition. */
export const REAL_SHARE = 0.95;
/** Levels that are always there are for what is far outside, and take little of the 5 %. */
const ALWAYS_SHARE = 0.998;
/** A level takes part only where at least this share of real points has a distance. */
const DEFINED_SHARE = 0.97;
/** Distances this small beside the largest of real points are rounding: points in the very middle, as one of a lattice may be. */
const ROUNDING = 1e-6;
/** Mean power that one more level must add, times the number of real points: a choice among fewer finds more by chance. */
const GAIN = 4;
/** More levels cost more than they find. */
const MOST_LEVELS = 4;

/** A level with its distances in quantiles of the real ones; those of a real point in quantiles of the others. */
interface Scaled extends TestLevel {
  readonly ratios: MeasuredLevel["distances"];
}

/**
 * Adds levels one by one to those that are always there, each time the one with which the mean power is largest, as long as
 * that gains more than chance would. Power is measured on one half of each alternative to choose, and on the other half to
 * report.
 * @returns undefined where no level takes part
 */
export function chooseLevels(
  measured: readonly MeasuredLevel[],
  always: readonly MeasuredLevel[] = [],
): ChosenLevels | undefined {
  const usable = measured.filter(hasDistances).map((level) => scaled(level, REAL_SHARE));
  const kept = always.filter(hasDistances).map((level) => withMiddle(scaled(level, ALWAYS_SHARE), level));
  const gain = GAIN / measured[0].distances.real.length;
  let chosen = usable.length === 1 ? usable : [];
  let least = -Infinity;
  while (usable.length > 1 && chosen.length < MOST_LEVELS) {
    const sets = usable.filter((level) => !chosen.includes(level)).map((level) => [...chosen, level]);
    const best = bestOf(
      sets.flatMap((levels) => scored(levels, kept)),
      gain,
    );
    if (!best || best.score <= least) break;
    chosen = best.levels;
    least = best.score + gain;
  }
  if (chosen.length === 0) return undefined;
  const all = [...chosen, ...kept];
  const threshold = thresholdOf(all);
  const fit = all.find(({ time }) => time === Infinity);
  return {
    levels: all
      .filter((level) => level !== fit)
      .map(({ time, dim, ...ends }) => ({ time, dim, ...endsOf(ends) })),
    ...(fit && { fit: endsOf(fit) }),
    threshold,
    power: powerOf(all, threshold, 1),
  };
}

function endsOf({ quantile, least }: Pick<TestLevel, "quantile" | "least">) {
  return least === undefined ? { quantile } : { quantile, least };
}

function hasDistances({ distances }: MeasuredLevel): boolean {
  return isDefined(distances.real);
}

function isDefined(distances: Float64Array): boolean {
  return distances.filter(Number.isFinite).length >= DEFINED_SHARE * distances.length;
}

/** A level on both sides: what is nearer the middle of all than real points are is none of them, as a mean image is not. */
function withMiddle(level: Scaled, { distances, ...of }: MeasuredLevel): Scaled {
  const nearness = mapped(distances, (values) => values.map((value) => 1 / value));
  const middle = scaled({ ...of, floor: 0, distances: nearness }, ALWAYS_SHARE);
  const least = 1 / middle.quantile;
  if (!(least > Math.max(of.floor, ROUNDING * level.quantile))) return level;
  const larger = (values: Float64Array, name: keyof Scaled["ratios"]) =>
    values.map((value, i) => Math.max(value, middle.ratios[name][i]));
  return { ...level, least, ratios: mapped(level.ratios, larger) };
}

function mapped(
  sets: MeasuredLevel["distances"],
  change: (values: Float64Array, name: keyof MeasuredLevel["distances"]) => Float64Array,
): MeasuredLevel["distances"] {
  const names = Object.keys(sets) as (keyof typeof sets)[];
  return Object.fromEntries(names.map((name) => [name, change(sets[name], name)])) as unknown as typeof sets;
}

function scaled({ time, dim, floor, distances }: MeasuredLevel, wanted: number): Scaled {
  const { real } = distances;
  // Of fewer points the largest.
  const share = Math.min(wanted, (real.length - 1) / real.length);
  const quantile = Math.max(finiteSampleQuantile(real, share), floor);
  const others = quantilesOfOthers(real, share);
  const ratios = mapped(distances, (values) => values.map((value) => value / quantile));
  return {
    time,
    dim,
    quantile,
    ratios: { ...ratios, real: real.map((value, i) => value / Math.max(others[i], floor)) },
  };
}

/** For each value the finite-sample quantile of all others. */
function quantilesOfOthers(values: Float64Array, share: number): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const rank = Math.ceil(values.length * share - 1e-9);
  const [low, high] = [sorted[rank - 1], sorted[rank] ?? Infinity];
  return values.map((value) => (value <= low ? high : low));
}

/** The largest ratio over levels, one a point. */
function statistic(levels: readonly Scaled[], name: keyof Scaled["ratios"]): Float64Array {
  return levels[0].ratios[name].map((_, i) => Math.max(...levels.map(({ ratios }) => ratios[name][i])));
}

/** At least 1: every level's own q takes 95 % of real points, and where that is rounding so is what is below it. */
function thresholdOf(levels: readonly Scaled[]): number {
  return Math.max(1, finiteSampleQuantile(statistic(levels, "real"), REAL_SHARE));
}

function powerOf(levels: readonly Scaled[], threshold: number, half: 0 | 1): ChosenLevels["power"] {
  const names = [...(Object.keys(ALTERNATIVES) as AlternativeName[]), "far" as const];
  const share = (name: AlternativeName | "far") => {
    const values = statistic(levels, name).filter((_, i) => i % 2 === half);
    return values.filter((value) => value > threshold).length / values.length;
  };
  return Object.fromEntries(names.map((name) => [name, share(name)])) as ChosenLevels["power"];
}

interface Scored {
  readonly levels: Scaled[];
  /** Mean power; below 0 where it does not reject every far point. */
  readonly score: number;
}

/** Levels with their score beside those `kept`; nothing where too many real points have no distance at all of them. */
function scored(levels: Scaled[], kept: readonly Scaled[]): Scored[] {
  const all = [...levels, ...kept];
  if (!isDefined(statistic(all, "real"))) return [];
  const { far, ...power } = powerOf(all, thresholdOf(all), 0);
  const values = Object.values(power);
  return [
    { levels, score: far < 1 ? far - 1 : values.reduce((sum, value) => sum + value, 0) / values.length },
  ];
}

/** Of the sets whose scores chance cannot tell from the largest, the one with the most noise, then the smallest k. */
function bestOf(sets: readonly Scored[], gain: number): Scored | undefined {
  const largest = Math.max(...sets.map(({ score }) => score));
  const added = ({ levels }: Scored) => lastOf(levels);
  return sets
    .filter(({ score }) => score >= largest - gain)
    .sort((a, b) => added(b).time - added(a).time || added(a).dim - added(b).dim)[0];
}
