/**
 * Where every sample ends: memorised, else inter-mode (on the ridge), else off-ridge, judged at an analysis time t_a
 * against real points left out of the density (THEORY.md section 6).
 */

import { type EmpiricalDensity, requireFinite } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import { distinctPlaces } from "../density/places.ts";
import { expected } from "../errors/argument-error.ts";
import { COPY_RATIO } from "../metrics/nearest-ratio.ts";
import { type Estimate, fractionEstimate } from "../metrics/statistics.ts";
import { createRng, type Rng } from "../random/rng.ts";
import { tubeRadius } from "../ridge/tube.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { chanceCopies } from "./chance-copies.ts";
import {
  calibrateRidgeTest,
  LEAST_POINTS,
  type RidgeTest,
  ridgeStatistic,
  typicalSpacing,
} from "./ridge-test.ts";

/** Label of a sample that copies a training point. */
export const MEMORISED = 0;
/** Label of a sample on the ridge that is no copy. */
export const INTER_MODE = 1;
/** Label of a sample that is neither a copy nor on the ridge. */
export const OFF_RIDGE = 2;
/** Label of a sample that is no copy, where nothing can be said of the ridge. */
export const UNDECIDED = 3;

/** Nearest over second-nearest distinct training distance below this is a copy. */
export const MEMORISED_RATIO: number = COPY_RATIO;
/** Sets of fewer points may be a handful of modes, judged by the tube. */
export const CALIBRATION_POINTS = 200;

/** How "on the ridge" is judged. */
export interface RidgeCriterion {
  /** k of pictures and distances, and with the time t_a the level of the largest power. */
  readonly dim: number;
  /** t_a. */
  readonly time: number;
  /** q: a sample with a Newton distance |δ| above it (units of x at t_a) is off the ridge; NaN where undecided. */
  readonly threshold: number;
  /** Where q comes from; undecided: too few real points, or no level at which nearly all have a distance. */
  readonly source: "leave-one-out" | "held-out" | "tube" | "undecided";
  /** The test that decides, where it was calibrated on real points. */
  readonly test?: RidgeTest;
  /** Share of real points that count as memorised by chance, where there are real points to look at. */
  readonly copies?: Estimate;
}

/** Options of {@link ridgeCriterion}; `dim` is the ridge dimension k. */
export interface CriterionOptions {
  dim: number;
  /** Whether any k may be judged by; `dim` is then that of pictures where nothing can be decided. */
  anyDim?: boolean | undefined;
  /** Judge at this time alone; default: at the times at which that has the most power (a tube: at `timeMin`). */
  time?: number | undefined;
  /** Time at which the samples were finished. */
  timeMin: number;
  /** Whether the training points are a handful of modes and no sample of anything: on the ridge is then a tube. */
  tube?: boolean | undefined;
  /** Real points outside the training set, H × d; calibrate on these instead of leaving training points out. */
  heldOut?: Float64Array | undefined;
  /** At most so many real points, chosen by `rng`, calibrate the test; default 1000 (300 above 256 dimensions). */
  calibration?: number | undefined;
  /** Draws the real points and what the power is measured on; default: that of seed 0. */
  rng?: Rng | undefined;
  /** Whether power is measured; default true. It is what levels are chosen by, so without it `time` must be given. */
  power?: boolean | undefined;
}

/**
 * The criterion, by a test of size 5 % on real points (THEORY.md section 6).
 * @throws RangeError if the options do not fit
 * @example
 * // two points are a handful of modes: 3 √(1 - e^-0.2)
 * await ridgeCriterion(twoModes, { dim: 1, timeMin: 0.1, tube: true }); // → { dim: 1, time: 0.1, threshold: 1.277, source: "tube" }
 * (await ridgeCriterion(twoModes, { dim: 1, timeMin: 0.1 })).source; // → undecided
 */
export async function ridgeCriterion(
  density: EmpiricalDensity,
  { dim, anyDim = false, time, timeMin, tube = false, ...options }: CriterionOptions,
): Promise<RidgeCriterion> {
  if (tube) {
    const at = time ?? timeMin;
    return { dim, time: at, threshold: tubeRadius(ouLevel(at), { d: density.d, dim }), source: "tube" };
  }
  const { rng = createRng(0), ...calibration } = options;
  const { heldOut, power = true } = calibration;
  const copies = power ? await chanceCopies(density, { heldOut, rng: rng.split("copies") }) : undefined;
  const test = await calibrateRidgeTest(density, {
    ...calibration,
    dims: anyDim ? undefined : [dim],
    times: time === undefined ? undefined : [time],
    rng: rng.split("test"),
  });
  if (!test) {
    const typical = await defaultAnalysisTime(density);
    const at = time ?? (density.n < LEAST_POINTS ? timeMin : typical);
    return { dim, time: at, threshold: NaN, source: "undecided", ...(copies && { copies }) };
  }
  const [shown] = test.levels;
  return {
    dim: shown.dim,
    time: shown.time,
    threshold: test.threshold * shown.quantile,
    source: test.source,
    test,
    ...(copies && { copies }),
  };
}

/**
 * The OU time at which sqrt(h) / a is the median nearest-neighbour distance of the data.
 * @throws RangeError where all points are copies of one
 * @example
 * // ½ log(1 + 6²)
 * await defaultAnalysisTime(twoModes); // → 1.805
 */
export async function defaultAnalysisTime(density: EmpiricalDensity): Promise<number> {
  const { distinct } = distinctPlaces(density);
  if (distinct.n < 2) throw expected("data", "at least two different points", "copies of one");
  const typical = await typicalSpacing(distinct);
  return 0.5 * Math.log1p(typical * typical);
}

/** One entry per sample, M. */
export interface Classes {
  /** MEMORISED, INTER_MODE, OFF_RIDGE or UNDECIDED. */
  readonly labels: Uint8Array;
  /** Nearest over second-nearest distinct training distance. */
  readonly nearestRatio: Float64Array;
  readonly nearest: Int32Array;
  readonly secondNearest: Int32Array;
  /** Distance to the nearest training point in the data's units. */
  readonly nearestDistance: Float64Array;
  /** |δ| at the analysis time, NaN where undefined. */
  readonly ridgeDistance: Float64Array;
  /** |P_N s*|, |P_N s*| / |s*| and the local intrinsic dimension at the analysis time. */
  readonly normalScoreNorm: Float64Array;
  readonly relativeResidual: Float64Array;
  readonly localDimension: Float64Array;
  readonly fractions: ClassFractions;
}

/**
 * Shares of the classes with their 95 % (Wilson) intervals; the first three add up to 1. NaN but for the first where
 * nothing can be said of the ridge.
 */
export interface ClassFractions {
  readonly memorised: Estimate;
  readonly interMode: Estimate;
  readonly offRidge: Estimate;
  /** On the ridge, memorised or not. */
  readonly onRidge: Estimate;
}

/**
 * Whether every class's share lies within the other side's interval.
 * @example
 * const fractions = (hits: number) => {
 *   const [memorised, offRidge] = [fractionEstimate(hits, 10), fractionEstimate(0, 10)];
 *   return { memorised, interMode: fractionEstimate(10 - hits, 10), offRidge, onRidge: memorised };
 * };
 * [classesAgree(fractions(4), fractions(6)), classesAgree(fractions(0), fractions(10))]; // → [true, false]
 */
export function classesAgree(a: ClassFractions, b: ClassFractions): boolean {
  const names = ["memorised", "interMode", "offRidge"] as const;
  return names.every((name) => a[name].low <= b[name].high && b[name].low <= a[name].high);
}

/**
 * Classifies finished samples (M × d, in the data's units).
 * @throws RangeError if the samples do not fit
 * @example
 * const criterion = await ridgeCriterion(twoModes, { dim: 1, timeMin: 0.1, tube: true });
 * const { labels } = await classify(twoModes, Float64Array.of(2.9, 0, 0, 0.1, 0, 9), criterion);
 * [...labels].map((label) => ["memorised", "inter-mode", "off-ridge"][label]); // → ["memorised", "inter-mode", "off-ridge"]
 */
export async function classify(
  density: EmpiricalDensity,
  samples: Float64Array,
  criterion: RidgeCriterion,
): Promise<Classes> {
  requireFinite("samples", samples, density.d);
  const level = ouLevel(criterion.time);
  const x = samples.map((value) => level.scale * value);
  const found = await geometry(density, level, { x, dim: criterion.dim });
  const statistic = await statisticOf(density, samples, { criterion, distance: found.newtonDistance });
  const labels = Uint8Array.from(statistic, (value, q) => {
    if (found.secondNearest[q] >= 0 && found.nearestRatio[q] < MEMORISED_RATIO) return MEMORISED;
    if (criterion.source === "undecided") return UNDECIDED;
    return value <= 1 ? INTER_MODE : OFF_RIDGE;
  });
  const count = (label: number) => labels.filter((one) => one === label).length;
  const share = (hits: number) =>
    criterion.source === "undecided" ? UNKNOWN : fractionEstimate(hits, labels.length);
  return {
    labels,
    nearestRatio: found.nearestRatio,
    nearest: found.nearest,
    secondNearest: found.secondNearest,
    nearestDistance: found.nearestDistance.map((value) => value / level.scale),
    ridgeDistance: found.newtonDistance,
    normalScoreNorm: found.normalScoreNorm,
    relativeResidual: found.relativeResidual,
    localDimension: found.localDimension,
    fractions: {
      memorised: fractionEstimate(count(MEMORISED), labels.length),
      interMode: share(count(INTER_MODE)),
      offRidge: share(count(OFF_RIDGE)),
      onRidge: share(statistic.filter((value) => value <= 1).length),
    },
  };
}

const UNKNOWN: Estimate = { value: NaN, low: NaN, high: NaN };

/** Above 1: off the ridge, M; NaN where that cannot be said. */
async function statisticOf(
  density: EmpiricalDensity,
  samples: Float64Array,
  { criterion, distance }: { criterion: RidgeCriterion; distance: Float64Array },
): Promise<Float64Array> {
  if (criterion.test) return ridgeStatistic(density, samples, criterion.test);
  // An undefined distance is as if infinite, an unknown threshold is not.
  return distance.map((value) => (Number.isNaN(value) ? Infinity : value) / criterion.threshold);
}
