/**
 * Where every sample ends: memorised, else inter-mode (on the ridge), else off-ridge, judged at an analysis time t_a
 * against real points left out of the density (THEORY.md section 6).
 */

import { type EmpiricalDensity, requireFinite } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import { expected } from "../errors/argument-error.ts";
import { COPY_RATIO } from "../metrics/nearest-ratio.ts";
import { type Estimate, fractionEstimate, quantile } from "../metrics/statistics.ts";
import type { Rng } from "../random/rng.ts";
import { tubeRadius } from "../ridge/tube.ts";
import { ouLevel } from "../schedule/noise-level.ts";

/** Label of a sample that copies a training point. */
export const MEMORISED = 0;
/** Label of a sample on the ridge that is no copy. */
export const INTER_MODE = 1;
/** Label of a sample that is neither a copy nor on the ridge. */
export const OFF_RIDGE = 2;

/** Nearest over second-nearest distinct training distance below this is a copy. */
export const MEMORISED_RATIO: number = COPY_RATIO;
/** Fewer training points than this cannot calibrate the ridge threshold. */
export const CALIBRATION_POINTS = 200;
/** Share of real points that count as on the ridge. */
const REAL_SHARE = 0.95;

/** How "on the ridge" is judged. */
export interface RidgeCriterion {
  readonly dim: number;
  /** t_a. */
  readonly time: number;
  /** q: largest Newton distance |δ| that counts as on the ridge, in the units of x at t_a. */
  readonly threshold: number;
  /** Where q comes from. */
  readonly source: "leave-one-out" | "held-out" | "tube";
}

/** Options of {@link ridgeCriterion}; `dim` is the ridge dimension k. */
export interface CriterionOptions {
  dim: number;
  /** Default: `timeMin` for n < 200, else the time whose noise equals the median nearest-neighbour distance. */
  time?: number | undefined;
  /** Time at which the samples were finished. */
  timeMin: number;
  /** Real points outside the training set, H × d; calibrate on these instead of leaving training points out. */
  heldOut?: Float64Array | undefined;
  /** At most so many real points, chosen by `rng`, calibrate the threshold; default all. */
  calibration?: number;
  rng?: Rng;
}

/**
 * The criterion at one analysis time.
 * @throws RangeError if the options do not fit
 * @example
 * // 3 √(1 - e^-0.2), as two points are too few to calibrate on
 * await ridgeCriterion(twoModes, { dim: 1, timeMin: 0.1 }); // → { dim: 1, time: 0.1, threshold: 1.277, source: "tube" }
 */
export async function ridgeCriterion(
  density: EmpiricalDensity,
  options: CriterionOptions,
): Promise<RidgeCriterion> {
  const { dim, timeMin, heldOut } = options;
  const { n, d } = density;
  const few = n < CALIBRATION_POINTS && heldOut === undefined;
  const time = options.time ?? (n < CALIBRATION_POINTS ? timeMin : await defaultAnalysisTime(density));
  const level = ouLevel(time);
  if (few) return { dim, time, threshold: tubeRadius(level, { d, dim }), source: "tube" };
  const rows = calibrationRows((heldOut?.length ?? n * d) / d, options);
  const real = heldOut ?? density.data;
  const x = new Float64Array(rows.length * d);
  rows.forEach((row, i) => {
    for (let j = 0; j < d; j++) x[i * d + j] = level.scale * real[row * d + j];
  });
  const { newtonDistance } = await geometry(density, level, {
    x,
    dim,
    ...(heldOut ? {} : { exclude: rows }),
  });
  const threshold = quantile(
    newtonDistance.map((v) => (Number.isNaN(v) ? Infinity : v)),
    REAL_SHARE,
  );
  return { dim, time, threshold, source: heldOut ? "held-out" : "leave-one-out" };
}

/** All rows, or a seeded choice of them in ascending order. */
function calibrationRows(count: number, { calibration = Infinity, rng }: CriterionOptions): Int32Array {
  if (calibration >= count || rng === undefined) return Int32Array.from({ length: count }, (_, i) => i);
  return rng.permutation(count).subarray(0, calibration).sort();
}

/**
 * The OU time at which sqrt(h) / a is the median nearest-neighbour distance of the data.
 * @throws RangeError where all points are copies of one
 * @example
 * // ½ log(1 + 6²)
 * await defaultAnalysisTime(twoModes); // → 1.805
 */
export async function defaultAnalysisTime(density: EmpiricalDensity): Promise<number> {
  const { kernels, data, n } = density;
  const exclude = Int32Array.from({ length: n }, (_, i) => i);
  const { distance } = await kernels.neighbours({ points: density, queries: data, m: n, count: 1, exclude });
  const typical = quantile(
    distance.filter((value) => value > 0),
    0.5,
  );
  if (!(typical > 0)) throw expected("data", "at least two different points", "copies of one");
  return 0.5 * Math.log1p(typical * typical);
}

/** One entry per sample, M. */
export interface Classes {
  /** MEMORISED, INTER_MODE or OFF_RIDGE. */
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

/** Shares of the classes with their 95 % (Wilson) intervals; the first three add up to 1. */
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
 * const criterion = await ridgeCriterion(twoModes, { dim: 1, timeMin: 0.1 });
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
  const onRidge = Uint8Array.from(found.newtonDistance, (value) => (value <= criterion.threshold ? 1 : 0));
  const labels = onRidge.map((on, q) => {
    if (found.secondNearest[q] >= 0 && found.nearestRatio[q] < MEMORISED_RATIO) return MEMORISED;
    return on === 1 ? INTER_MODE : OFF_RIDGE;
  });
  const share = (label: number) => fractionEstimate(labels.filter((l) => l === label).length, labels.length);
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
      memorised: share(MEMORISED),
      interMode: share(INTER_MODE),
      offRidge: share(OFF_RIDGE),
      onRidge: fractionEstimate(onRidge.filter((on) => on === 1).length, onRidge.length),
    },
  };
}
