/**
 * The calibrated test of "on the ridge": few levels (t, k), chosen by the power they have together against alternatives
 * made from the data; its statistic is the largest ratio |δ| / q over them (THEORY.md section 6).
 */
import { present } from "../arrays/present.ts";
import { squareSpread, takeRows } from "../arrays/rows.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { DENSE_LIMIT, geometry } from "../density/geometry.ts";
import { distinctPlaces } from "../density/places.ts";
import { beyondSpan, type Span, spanOf } from "../density/span.ts";
import { quantile } from "../metrics/statistics.ts";
import type { Rng } from "../random/rng.ts";
import { newtonDistances } from "../ridge/newton-distances.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { drawAlternatives } from "./alternatives.ts";
import { type ChosenLevels, chooseLevels, type MeasuredLevel, type TestLevel } from "./choose-levels.ts";
import { fitDistances, leftOutSquare } from "./fit-distance.ts";

/** A test whose size on real points is 5 %. */
export interface RidgeTest extends ChosenLevels {
  readonly source: "leave-one-out" | "held-out";
  /** Real points that it was calibrated on. */
  readonly points: number;
  /** Dimension of the span of the training points, where leaving that by more than rounding is off the ridge. */
  readonly rank?: number;
}

/** What a test is made of. */
export interface RidgeTestOptions {
  /** Ridge dimensions to choose from; default: up to twelve from 0 to 48. */
  readonly dims?: readonly number[] | undefined;
  /** OU times to choose from; default: from far below the typical nearest-neighbour distance to the width of the data. */
  readonly times?: readonly number[] | undefined;
  /** Real points outside the training set, H × d; default: training points are left out, a place at a time. */
  readonly heldOut?: Float64Array | undefined;
  /** At most so many real points; default 1000 (300 above 256 dimensions). */
  readonly calibration?: number | undefined;
  /** Whether power is measured; default true. A choice of levels needs it. */
  readonly power?: boolean | undefined;
  readonly rng: Rng;
  onProgress?(what: string, done: number, total: number): void;
}

/** Fewer real points cannot calibrate a test of size 5 %. */
export const LEAST_POINTS = 20;
const DIMS = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48];
/** No more above 256 dimensions, where each costs an eigenvector. */
const MOST_SPARSE_DIM = 12;
/** Noise variances in squares of the typical nearest-neighbour distance, as powers of 4: from the first to the last at least. */
const POWERS = [-3, 1] as const;

/**
 * Calibrates a test.
 * @returns undefined where there are too few real points or places, or no level has a distance at 97 % of real points
 * @example
 * const test = await calibrateRidgeTest(ring, { rng });
 * test?.source; // → leave-one-out
 */
export async function calibrateRidgeTest(
  density: EmpiricalDensity,
  { heldOut, rng, ...options }: RidgeTestOptions,
): Promise<RidgeTest | undefined> {
  const { d } = density;
  // Every place once: of copies, none stays when one is left out.
  const { distinct: base, of } = distinctPlaces(density);
  const total = (heldOut ?? density.data).length / d;
  if (total < LEAST_POINTS || base.n < LEAST_POINTS) return undefined;
  const sparse = d > DENSE_LIMIT;
  const { calibration = sparse ? 300 : 1000, power = true, onProgress } = options;
  const rows = rng.split("real").permutation(total).subarray(0, calibration);
  const real = takeRows(heldOut ?? density.data, rows, d);
  const exclude = heldOut ? undefined : Int32Array.from(rows, (row) => of[row]);
  const spacing = await typicalSpacing(base);
  const span = await closedSpan(base, heldOut && real);
  const drawn = { count: power ? (sparse ? 100 : 400) : 0, spacing, span, rng: rng.split("alternatives") };
  const sets = { real, ...(await drawAlternatives(base, drawn)) };
  const widest = 2 * squareSpread(base.data, d);
  const times = options.times ?? variancesBetween(spacing ** 2, widest).map(timeOf);
  const most = Math.min(span?.rank ?? d, sparse ? MOST_SPARSE_DIM + 1 : d);
  const dims = (options.dims ?? DIMS).filter((k) => k < (options.dims ? d : most));
  const measured: MeasuredLevel[] = [];
  for (const [i, time] of times.entries()) {
    onProgress?.("calibrating the test", i, times.length);
    measured.push(...(await measureLevels(base, sets, { exclude, time, dims })));
  }
  // Noise wider than the data, k = 0: the distance from the middle of all, which no far point escapes along a tangent.
  const wide = { exclude, time: timeOf(widest), dims: [0] };
  const always = options.times
    ? []
    : [...(await measureLevels(base, sets, wide)), ...(await measureFit(base, sets, exclude))];
  const chosen = chooseLevels(measured, always);
  if (!chosen) return undefined;
  const source = heldOut ? "held-out" : "leave-one-out";
  return { ...chosen, source, points: rows.length, ...(span && { rank: span.rank }) };
}

/**
 * The span of the training points, where it is less than all and every real point is in it: all held-out points, or every
 * training point that is left out.
 */
async function closedSpan(
  base: EmpiricalDensity,
  heldOut: Float64Array | undefined,
): Promise<Span | undefined> {
  const span = await spanOf(base);
  if (!span || span.rank === 0 || span.rank === span.d) return undefined;
  const closed = heldOut ? beyondSpan(span, heldOut).every((value) => value <= 1) : span.alone === 0;
  return closed ? span : undefined;
}

/** Variances from far below that of neighbours' distances (squared) to that of noise as wide as the data. */
function variancesBetween(neighbours: number, widest: number): number[] {
  const last = Math.max(POWERS[1], Math.floor(Math.log(widest / neighbours) / Math.log(4)));
  return Array.from({ length: last - POWERS[0] + 1 }, (_, i) => neighbours * 4 ** (POWERS[0] + i));
}

/** The OU time at which h / a² is a variance in the data's units. */
function timeOf(variance: number): number {
  return 0.5 * Math.log1p(variance);
}

const SPACINGS = new WeakMap<EmpiricalDensity, number>();

/** Median distance of a point to the nearest other one, found once; points are at different places. */
export async function typicalSpacing(density: EmpiricalDensity): Promise<number> {
  const spacing = SPACINGS.get(density) ?? (await medianSpacing(density));
  SPACINGS.set(density, spacing);
  return spacing;
}

async function medianSpacing({ kernels, data, n, d }: EmpiricalDensity): Promise<number> {
  const exclude = Int32Array.from({ length: n }, (_, i) => i);
  const points = { data, n, d };
  const { distance } = await kernels.neighbours({ points, queries: data, m: n, count: 1, exclude });
  return quantile(distance, 0.5);
}

/** Distances of all sets to the Gaussian fit, in its metric, as a level of infinite noise; none where there is no fit. */
async function measureFit(
  base: EmpiricalDensity,
  sets: MeasuredLevel["distances"],
  exclude: Int32Array | undefined,
): Promise<MeasuredLevel[]> {
  const distances: Record<string, Float64Array> = {};
  for (const [name, points] of Object.entries(sets)) {
    const squares = await fitDistances(base, points);
    if (!squares) return [];
    const left = name === "real" && exclude !== undefined;
    distances[name] = squares.map((square) => Math.sqrt(left ? leftOutSquare(square, base.n) : square));
  }
  return [{ time: Infinity, dim: 0, floor: 0, distances: distances as unknown as typeof sets }];
}

/** Distances of all sets at one noise level, to the ridges of all dimensions. */
async function measureLevels(
  base: EmpiricalDensity,
  sets: MeasuredLevel["distances"],
  { exclude, time, dims }: { exclude: Int32Array | undefined; time: number; dims: readonly number[] },
): Promise<MeasuredLevel[]> {
  const names = Object.keys(sets) as (keyof typeof sets)[];
  const found: Float64Array[][] = [];
  for (const name of names) {
    const left = name === "real" && exclude ? { exclude } : {};
    found.push(await distancesAt(base, sets[name], { time, dims, ...left }));
  }
  const floor = roundingOf(base) * ouLevel(time).scale;
  return dims.map((dim, i) => {
    const distances = Object.fromEntries(names.map((name, s) => [name, found[s][i]]));
    return { time, dim, floor, distances: distances as unknown as typeof sets };
  });
}

/** |δ| of points (M × d, the data's units) for each dimension, M each; Infinity where undefined. */
async function distancesAt(
  base: EmpiricalDensity,
  points: Float64Array,
  { time, dims, exclude }: { time: number; dims: readonly number[]; exclude?: Int32Array },
): Promise<Float64Array[]> {
  const level = ouLevel(time);
  const x = points.map((value) => level.scale * value);
  const found = await geometry(base, level, { x, dim: Math.max(...dims), ...(exclude && { exclude }) });
  return newtonDistances(found, dims).map((values) => values.map((value) => (value >= 0 ? value : Infinity)));
}

/** What float32 rounding of every coordinate may move a point by, generously. */
function roundingOf({ data, d }: EmpiricalDensity): number {
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return 2 ** -22 * largest * Math.sqrt(d);
}

/**
 * The statistic of samples (M × d, the data's units) over the threshold, M: above 1 is off the ridge.
 * @example
 * const test = await calibrateRidgeTest(ring, { rng });
 * const [far] = test ? await ridgeStatistic(ring, Float64Array.of(0, 0), test) : [];
 * far > 1; // → true
 */
export async function ridgeStatistic(
  density: EmpiricalDensity,
  samples: Float64Array,
  { levels, fit, threshold, rank }: Pick<RidgeTest, "levels" | "fit" | "threshold" | "rank">,
): Promise<Float64Array> {
  const { distinct: base } = distinctPlaces(density);
  const span = rank === undefined ? undefined : await spanOf(base);
  const out = span ? beyondSpan(span, samples) : new Float64Array(samples.length / density.d);
  for (const time of new Set(levels.map((level) => level.time))) {
    const here = levels.filter((level) => level.time === time);
    const distances = await distancesAt(base, samples, { time, dims: here.map(({ dim }) => dim) });
    here.forEach((level, i) => {
      raise(out, distances[i], { ...level, threshold });
    });
  }
  if (fit) raise(out, present(await fitDistances(base, samples)).map(Math.sqrt), { ...fit, threshold });
  return out;
}

/** Brings each entry to what a distance is to the ends of a level, over the threshold, where that is larger. */
function raise(
  out: Float64Array,
  distances: Float64Array,
  { quantile, least = 0, threshold }: Pick<TestLevel, "quantile" | "least"> & { threshold: number },
): void {
  distances.forEach((value, i) => {
    const near = least > 0 ? least / value : 0;
    out[i] = Math.max(out[i], value / quantile / threshold, near / threshold);
  });
}
