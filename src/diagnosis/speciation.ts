/** When the noise level has fallen so far that the data's gross structure shows: speciation (docs/theory.md section 11). */
import { columnMeans, squareToRow, takeRows } from "../arrays/rows.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import { expected } from "../errors/argument-error.ts";
import type { Rng } from "../random/rng.ts";
import { findModes, type Modes } from "../ridge/modes.ts";
import { ouTime, veLevel } from "../schedule/noise-level.ts";

/** Speciation by the covariance of the data. */
export interface SpectralSpeciation {
  /** Λ, the largest eigenvalue of the covariance (divided by n), data units squared. */
  readonly variance: number;
  /** OU time at which a² Λ = h, ½ ln(1 + Λ); NaN where the data do not vary. */
  readonly time: number;
  /** The asymptotic form for Λ ≫ 1, Λ e^-2t = 1, so ½ ln Λ; NaN where Λ ≤ 1. */
  readonly asymptotic: number;
}

/** Noise this many times as wide as the data leaves all weights equal, to twelve digits. */
const WIDE = 1e6;

/**
 * Speciation time by the spectrum: where along the leading direction of the data's covariance the signal, a² Λ, is as
 * large as the noise h. The definition, and the asymptotic form, are those of Biroli, Bonnaire, de Bortoli and Mézard,
 * "Dynamical regimes of diffusion models" (arXiv 2402.18491). Every data set that varies has one, with several modes or not.
 * @example
 * // Λ = 9: ½ ln 10 and ½ ln 9
 * await spectralSpeciation(twoModes); // → { variance: 9, time: 1.151, asymptotic: 1.099 }
 */
export async function spectralSpeciation(density: EmpiricalDensity): Promise<SpectralSpeciation> {
  const { centre, radius } = extentOf(density);
  if (!(radius > 0)) return { variance: 0, time: NaN, asymptotic: NaN };
  const { logVariance } = await geometry(density, veLevel(WIDE * radius), { x: centre, dim: 0 });
  const variance = Math.exp(logVariance[0]);
  return {
    variance,
    time: timeOf(variance),
    asymptotic: variance > 1 ? 0.5 * Math.log(variance) : NaN,
  };
}

/** Speciation by the modes of the smoothed density. */
export interface RidgeSpeciation {
  /** The largest OU time at which more than one mode was found; NaN where there is none, or it was not looked for. */
  readonly time: number;
  /** Of the points that the ascent started from, the share that did not end at the largest mode, just below that time. */
  readonly minorShare: number;
  /** Why there is no time; empty where there is one. */
  readonly reason: string;
}

/** Starts of the ascent at each level, at most, and at least where not all points are. */
const STARTS = 200;
const LEAST_STARTS = 32;
/** Work of a level, in points × starts × (columns² + {@link OVERHEAD}): some tenths of a second. */
const BUDGET = 8e7;
const OVERHEAD = 50;
/** Noise variances looked at fall by this factor, then the first that branches is bisected to this relative width. */
const STEP = Math.SQRT1_2;
const WIDTH = 5e-4;
/** Steps of an ascent; what creeps for longer is where a mode has just gone, or is about to come. */
const ASCENT = 60;
/** Levels looked at before the search gives up: noise 2^-24 times as wide as the data. */
const LEVELS = 96;

/**
 * Speciation time by the ridge of dimension 0: the largest noise time at which the smoothed data have more than one mode
 * (the first branching of the merge tree). From σ² = h/a² = R² on, R the largest distance from the mean, log p_t is concave and
 * there is one mode. Below, σ² falls in steps of 1/√2 until ascent from training points ends at more than one mode; within that step
 * these modes are followed upwards, and where they become one is bisected to 0.05 % of σ². Ascent starts at every point, or, of more
 * than 200, half at random ones and half at ones far from each other; from fewer where the data are large, and not at all where that would
 * leave under 32. A branch may be a single point that lies apart: `minorShare` says how much of the data it has.
 * @throws RangeError unless the budget, points × starts × (columns² + 50) of a level, is positive
 * @example
 * // (±3, 0): the modes merge where a² 9 = h, at t = ½ ln 10
 * (await ridgeSpeciation(twoModes, { rng })).time; // → 1.151
 */
export async function ridgeSpeciation(
  density: EmpiricalDensity,
  { rng, budget = BUDGET }: { rng: Rng; budget?: number },
): Promise<RidgeSpeciation> {
  if (!(budget > 0)) throw expected("budget", "a positive number", budget);
  const { n, d } = density;
  const { radius } = extentOf(density);
  if (!(radius > 0)) return none("all training points are at one place");
  const count = Math.min(n, STARTS, Math.floor(budget / (n * (d * d + OVERHEAD))));
  if (count < Math.min(n, LEAST_STARTS))
    return none(`not looked for, as ${n} points in ${d} dimensions would take long`);
  const modesAt: ModesAt = (variance, from) =>
    findModes(density, veLevel(Math.sqrt(variance)), { from, maxIterations: ASCENT });
  const starts = takeRows(density.data, startRows(density, count, rng), d);
  // At R² itself two points ±R are flat to fourth order: ascent would end anywhere.
  let above = 1.01 * radius * radius;
  for (let level = 0; level < LEVELS; level++) {
    const below = above * STEP;
    const { count: modes, points } = await modesAt(below, starts);
    if (modes > 1) {
      const variance = await mergingVariance(modesAt, points, [below, above]);
      const { basin } = await modesAt(variance, starts);
      return { time: timeOf(variance), minorShare: minorShare(basin), reason: "" };
    }
    above = below;
  }
  return none("one mode at every noise level that was looked at");
}

/** Modes that ascent from some points (data's scale, as the level's is) leads to. */
type ModesAt = (variance: number, from: Float64Array) => Promise<Modes>;

/** The largest noise variance between two at which the modes of the smaller one are still more than one. */
async function mergingVariance(
  modesAt: ModesAt,
  modes: Float64Array,
  [below, above]: readonly [number, number],
): Promise<number> {
  let [low, high, from] = [below, above, modes];
  while (high > low * (1 + WIDTH)) {
    const middle = Math.sqrt(low * high);
    const { count, points } = await modesAt(middle, from);
    if (count > 1) [low, from] = [middle, points];
    else high = middle;
  }
  return low;
}

function minorShare(basin: Int32Array): number {
  return 1 - Math.max(...basin) / basin.reduce((sum, size) => sum + size, 0);
}

function timeOf(variance: number): number {
  return ouTime(veLevel(Math.sqrt(variance)));
}

function none(reason: string): RidgeSpeciation {
  return { time: NaN, minorShare: NaN, reason };
}

/** The mean of the points, and the largest distance from it. */
function extentOf(density: EmpiricalDensity): { centre: Float64Array; radius: number } {
  const centre = columnMeans(density.data, density.d);
  let square = 0;
  for (let i = 0; i < density.n; i++) square = Math.max(square, squareToRow(density, i, centre));
  return { centre, radius: Math.sqrt(square) };
}

/** All rows, or some at random and as many far from those and from each other. */
function startRows(density: EmpiricalDensity, count: number, rng: Rng): Int32Array {
  const { data, n, d } = density;
  const order = rng.split("starts").permutation(n);
  if (count >= n) return order.sort();
  const rows = order.slice(0, count);
  const nearest = new Float64Array(n).fill(Infinity);
  for (let taken = 0; taken < count; taken++) {
    if (taken >= count / 2) rows[taken] = farthest(nearest);
    const point = data.subarray(rows[taken] * d, (rows[taken] + 1) * d);
    for (let i = 0; i < n; i++) nearest[i] = Math.min(nearest[i], squareToRow(density, i, point));
  }
  return rows;
}

function farthest(squares: Float64Array): number {
  let best = 0;
  squares.forEach((square, i) => {
    if (square > squares[best]) best = i;
  });
  return best;
}
