/**
 * The ridge dimension of an analysis where none is given: the largest gap of the median spectrum, but no less than what
 * leaves the ridge well defined at real points. Smooth spectra have their largest gap first, where many real points have a
 * normal eigenvalue near 0 or above it, and a distance that is huge or undefined.
 */
import { takeRows } from "../arrays/rows.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { DENSE_LIMIT, geometry } from "../density/geometry.ts";
import { distinctPlaces } from "../density/places.ts";
import type { Rng } from "../random/rng.ts";
import { type AutoDim, autoDim } from "../ridge/auto-dim.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { LEAST_POINTS } from "./ridge-test.ts";

/** The ridge dimension k that was chosen, and what it was chosen from. */
export interface ChosenDim {
  readonly dim: number;
  readonly spectrum: AutoDim;
  /** Time at which the spectrum was taken. */
  readonly time: number;
}

/** What k is chosen by. */
export interface ChooseDimOptions {
  /** t_a. */
  readonly time: number;
  /** Time at which sampling ends. */
  readonly timeMin: number;
  /** Real points outside the training set, H × d. */
  readonly heldOut?: Float64Array | undefined;
  readonly rng: Rng;
}

/** Share of real points at which the ridge must be well defined: the share that the threshold takes. */
export const DEFINED_SHARE = 0.95;
/** Well defined: h λ_{k+1} is at most this; it is -1 where the data have no width. */
const WELL_DEFINED = -0.5;
/** Real points that are looked at. */
const LOOKED_AT = 500;
/** Eigenvalues that are looked at above 256 dimensions. */
const HIGH_DIMENSION = 64;

/** Chooses k at the analysis time (few places: at the geometric mean of `timeMin` and 1); every place counts once. */
export async function chooseDim(
  points: EmpiricalDensity,
  { time, timeMin, heldOut, rng }: ChooseDimOptions,
): Promise<ChosenDim> {
  const { distinct: density } = distinctPlaces(points);
  const few = density.n < LEAST_POINTS;
  const spectrumTime = few ? Math.sqrt(timeMin) : time;
  const spectrum = await autoDim(density, ouLevel(spectrumTime), { rng: rng.split("spectrum") });
  const least = few ? 0 : await leastDefinedDim(density, time, { heldOut, rng: rng.split("real") });
  return { dim: Math.max(spectrum.dim, least), spectrum, time: spectrumTime };
}

/** The smallest k with a well-defined ridge at nearly all real points (the largest looked at, where there is none). */
async function leastDefinedDim(
  density: EmpiricalDensity,
  time: number,
  { heldOut, rng }: Pick<ChooseDimOptions, "heldOut" | "rng">,
): Promise<number> {
  const { d } = density;
  const real = heldOut ?? density.data;
  const rows = rng.permutation(real.length / d).subarray(0, LOOKED_AT);
  const level = ouLevel(time);
  const x = takeRows(real, rows, d).map((value) => level.scale * value);
  const most = d > DENSE_LIMIT ? Math.min(HIGH_DIMENSION, d - 1) : d - 1;
  const found = await geometry(density, level, { x, dim: most, ...(heldOut ? {} : { exclude: rows }) });
  for (let k = 0; k < most; k++) {
    const defined = rows.filter(
      (_, q) => level.variance * found.eigenvalues[q * found.width + k] <= WELL_DEFINED,
    ).length;
    if (defined >= DEFINED_SHARE * rows.length) return k;
  }
  return most;
}
