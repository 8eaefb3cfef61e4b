/**
 * Where a ridge exists for a point, and the tube that noise alone stays in: the radius within which draws of p_t
 * themselves lie (THEORY.md section 6).
 */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { type Geometry, geometry } from "../density/geometry.ts";
import { sampleDensity } from "../density/sample-density.ts";
import { finiteSampleQuantile } from "../metrics/statistics.ts";
import { createRng } from "../random/rng.ts";
import { ouLevel } from "../schedule/noise-level.ts";

/** The ridge bends down on every side: h λ_{k+1} at most this. */
const NORMAL_CURVATURE = -0.5;
/** λ_k - λ_{k+1} is at least this share of 1 / (d h), the spacing of eigenvalues spread evenly from -1/h to 0. */
const GAP = 0.5;
/** 1 / Σw² at least this: others than the heaviest training point hold 2.5 % of the weight or more. */
const EFFECTIVE_SIZE = 1.05;
/** Share of draws of p_t inside the tube. */
const INSIDE = 0.95;
/** Fewest and most draws for the radius. */
const DRAWS = [40, 200] as const;

/** What draws of p_t show at one time. */
export interface NoiseTube {
  /** The 95 % quantile of |δ| over draws of p_t that have one; NaN where too few have. */
  readonly radius: number;
  /** 1 where a ridge exists, by draw. */
  readonly ridge: Uint8Array;
}

/**
 * Whether a ridge of dimension k = `dim` exists at each point: it bends down across, the gap behind λ_k is open, and
 * the posterior weighs more than one training point. 1 or 0, M; never for k = 0, as no gap is behind λ_0.
 * @example
 * const level = ouLevel(1);
 * // between the points, and far beyond one of them, which then has all the weight
 * ridgeExists(await geometry(twoModes, level, { x: Float64Array.of(0, 1, 9, 1), dim: 1 }), level.variance); // → [1, 0]
 */
export function ridgeExists(
  { eigenvalues, curvature, effectiveSize, d, dim, width }: Geometry,
  variance: number,
): Uint8Array {
  return Uint8Array.from(curvature, (across, q) => {
    if (dim === 0 || !(effectiveSize[q] >= EFFECTIVE_SIZE && variance * across <= NORMAL_CURVATURE)) return 0;
    return Number(variance * (eigenvalues[q * width + dim - 1] - across) >= GAP / d);
  });
}

/**
 * The tube of noise alone at OU time `time`, by draws of p_t that are the same at every time and in every run; their
 * number is that of the samples, from 40 to 200.
 * @example
 * // across the axis of two points |δ| is that of √h z: about 1.96 √h
 * const { radius, ridge } = await noiseTube(twoModes, { time: 1, dim: 1, samples: 200 });
 * [Math.abs(radius / Math.sqrt(-Math.expm1(-2)) - 1.96) < 0.3, ridge.length]; // → [true, 200]
 */
export async function noiseTube(
  density: EmpiricalDensity,
  { time, dim, samples }: { time: number; dim: number; samples: number },
): Promise<NoiseTube> {
  const level = ouLevel(time);
  const count = Math.min(DRAWS[1], Math.max(DRAWS[0], samples));
  const { x } = sampleDensity(density, level, { count, rng: createRng(0).split("noise alone") });
  const found = await geometry(density, level, { x, dim });
  const distances = found.newtonDistance.filter((distance) => !Number.isNaN(distance));
  const radius = finiteSampleQuantile(distances, INSIDE);
  return {
    radius: Number.isFinite(radius) ? radius : NaN,
    ridge: ridgeExists(found, level.variance),
  };
}
