/**
 * Bandwidth sensitivity (THEORY.md section 3): the ridge is recomputed with `h → c² h`, and what moves is measured:
 * where the ridge is, its curvature, and the ratio of normal to tangent error.
 */
import { squareSpread } from "../arrays/rows.ts";
import { norm } from "../arrays/vectors.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry, normalPart } from "../density/geometry.ts";
import { posterior } from "../density/posterior.ts";
import { quantile } from "../metrics/statistics.ts";
import { type NoiseLevel, scaleBandwidth } from "../schedule/noise-level.ts";
import { projectToRidge } from "./project.ts";

/** The factors c that are tried. */
export const BANDWIDTH_FACTORS: readonly number[] = [0.8, 0.9, 1.1, 1.2];

/** Options of {@link bandwidthSensitivity}; `dim` is the ridge dimension k. */
export interface SensitivityOptions {
  dim: number;
  /** Starts and points where the error is split, M × d in the noised scale. */
  points: Float64Array;
  /** m_θ at the points, M × d; without it the error ratio is NaN. */
  learned?: Float64Array;
  onProgress?: (done: number, total: number) => void;
}

/** One entry per factor. */
export interface BandwidthSensitivity {
  readonly factors: Float64Array;
  /** Hausdorff distance between the projected starts and those at c = 1, in the units of x. */
  readonly hausdorff: Float64Array;
  /** The same over the RMS distance of the starts from their mean. */
  readonly relativeShift: Float64Array;
  /** Median distance between the two projections of the same start, over the same RMS. */
  readonly medianShift: Float64Array;
  /** Median |h λ_{k+1}| relative to c = 1, minus 1 (each in units of its own noise). */
  readonly curvatureChange: Float64Array;
  /** Ratio of normal to tangent error energy relative to c = 1, minus 1. */
  readonly errorRatioChange: Float64Array;
}

/**
 * Measures the sensitivity at one noise level. Starts that do not converge at some c are left out of that comparison.
 * @throws TypeError | RangeError if the points or `dim` do not fit
 * @example
 * const found = await bandwidthSensitivity(twoModes, veLevel(1), { dim: 1, points: Float64Array.of(-1, 1, 1, 1) });
 * // the axis is the ridge at every bandwidth
 * found.hausdorff; // → [0, 0, 0, 0]
 */
export async function bandwidthSensitivity(
  density: EmpiricalDensity,
  level: NoiseLevel,
  options: SensitivityOptions,
): Promise<BandwidthSensitivity> {
  const { onProgress } = options;
  const exact = options.learned
    ? (await posterior(density, level, { x: options.points })).posteriorMean
    : undefined;
  const base = await ridgeAt(density, level, { ...options, exact });
  const size = Math.sqrt(squareSpread(options.points, density.d));
  const rows: Compared[] = [];
  for (const [i, factor] of BANDWIDTH_FACTORS.entries()) {
    onProgress?.(i, BANDWIDTH_FACTORS.length);
    const other = await ridgeAt(density, scaleBandwidth(level, factor), { ...options, exact });
    rows.push(compare(base, other, { size, d: density.d }));
  }
  const column = (pick: keyof Compared) => Float64Array.from(rows, (row) => row[pick]);
  return {
    factors: Float64Array.from(BANDWIDTH_FACTORS),
    hausdorff: column("hausdorff"),
    relativeShift: column("relativeShift"),
    medianShift: column("medianShift"),
    curvatureChange: column("curvatureChange"),
    errorRatioChange: column("errorRatioChange"),
  };
}

interface RidgeAt {
  points: Float64Array;
  converged: Uint8Array;
  /** Median |h λ_{k+1}|. */
  curvature: number;
  errorRatio: number;
}

interface Compared {
  hausdorff: number;
  relativeShift: number;
  medianShift: number;
  curvatureChange: number;
  errorRatioChange: number;
}

async function ridgeAt(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { dim, points, learned, exact }: SensitivityOptions & { exact: Float64Array | undefined },
): Promise<RidgeAt> {
  const found = await projectToRidge(density, level, {
    from: points,
    dim,
    tolerance: 1e-6,
    maxIterations: 200,
  });
  const curvatures = found.curvature
    .filter((_, q) => found.converged[q] === 1)
    .map((value) => Math.abs(level.variance * value));
  return {
    points: found.points,
    converged: found.converged,
    curvature: quantile(curvatures, 0.5),
    errorRatio: learned && exact ? await errorRatio(density, level, { points, learned, exact, dim }) : NaN,
  };
}

/** E|P_N ε|² / E|P_T ε|² with the projections of this bandwidth's Hessian; ε itself stays that of c = 1. */
async function errorRatio(
  density: EmpiricalDensity,
  level: NoiseLevel,
  {
    points,
    learned,
    exact,
    dim,
  }: Required<Pick<SensitivityOptions, "points" | "learned" | "dim">> & {
    exact: Float64Array;
  },
): Promise<number> {
  const { d } = density;
  const { tangent } = await geometry(density, level, { x: points, dim });
  let [across, along] = [0, 0];
  for (let q = 0; q < points.length / d; q++) {
    const gap = Float64Array.from({ length: d }, (_, j) => learned[q * d + j] - exact[q * d + j]);
    const normal = normalPart(gap, tangent.subarray(q * dim * d, (q + 1) * dim * d), dim);
    const square = norm(normal) ** 2;
    across += square;
    along += norm(gap) ** 2 - square;
  }
  return across / along;
}

function compare(base: RidgeAt, other: RidgeAt, { size, d }: { size: number; d: number }): Compared {
  const hausdorff = hausdorffDistance(rowsWhere(base, d), rowsWhere(other, d), d);
  return {
    hausdorff,
    relativeShift: hausdorff / size,
    medianShift: medianGap(base, other, d) / size,
    curvatureChange: other.curvature / base.curvature - 1,
    errorRatioChange: other.errorRatio / base.errorRatio - 1,
  };
}

function medianGap(a: RidgeAt, b: RidgeAt, d: number): number {
  const both = [...a.converged.keys()].filter((q) => a.converged[q] === 1 && b.converged[q] === 1);
  const gap = (q: number) =>
    norm(Float64Array.from({ length: d }, (_, j) => a.points[q * d + j] - b.points[q * d + j]));
  return quantile(both.map(gap), 0.5);
}

function rowsWhere({ points, converged }: RidgeAt, d: number): Float64Array {
  return points.filter((_, i) => converged[Math.floor(i / d)] === 1);
}

/**
 * Largest distance from a point of either set (rows of d numbers) to the other set, in their units.
 * @example
 * hausdorffDistance(Float64Array.of(0, 0, 3, 4), Float64Array.of(0, 0), 2); // → 5
 */
export function hausdorffDistance(a: Float64Array, b: Float64Array, d: number): number {
  return Math.max(directed(a, b, d), directed(b, a, d));
}

function directed(from: Float64Array, to: Float64Array, d: number): number {
  let worst = 0;
  for (let i = 0; i < from.length; i += d) {
    let best = Infinity;
    for (let k = 0; k < to.length; k += d) {
      let square = 0;
      for (let j = 0; j < d && square < best; j++) square += (from[i + j] - to[k + j]) ** 2;
      best = Math.min(best, square);
    }
    worst = Math.max(worst, best);
  }
  return Math.sqrt(worst);
}
