/**
 * The geometry of the smoothed empirical density at given points: Hessian spectrum, tangent and normal parts of
 * the score, distances to the ridge (THEORY.md sections 2 and 3).
 */
import { dot, norm } from "../arrays/vectors.ts";
import { expected, expectedKind } from "../errors/argument-error.ts";
import { completeFrame } from "../kernels/graded/frames.ts";
import { giveBack } from "../kernels/shared.ts";
import { dataVariance, type NoiseLevel } from "../schedule/noise-level.ts";
import { allDirections, type Directions, leadingDirections } from "./directions.ts";
import { type EmpiricalDensity, requireFinite } from "./empirical-density.ts";
import { type Posterior, posteriorFrom, toDataScale } from "./posterior.ts";

/** Above this dimension only the top of the spectrum is computed, and no d × d matrix is formed. */
export const DENSE_LIMIT = 256;
/** Doubles of covariance held at once. */
const BATCH_DOUBLES = 4e6;

/** Geometry at M points for a ridge of dimension k = `dim`. Distances are in the units of x. */
export interface Geometry extends Posterior {
  readonly d: number;
  readonly dim: number;
  /** Number of eigenvalues per point: d, or k + 1 where d > 256. */
  readonly width: number;
  /** Eigenvalues of ∇² log p_t, descending, M × width. */
  readonly eigenvalues: Float64Array;
  /** λ_{k+1}, M. */
  readonly curvature: Float64Array;
  /**
   * The k leading eigenvectors as rows, M × k × d. A direction that the data leave undetermined is a row of zeros:
   * nothing of the score is then taken for tangent along it.
   */
  readonly tangent: Float64Array;
  /** log of the k + 1 leading variances of a x_0 given x, in units of x², M × (k + 1); -Infinity where undetermined. */
  readonly logVariance: Float64Array;
  /** How many of the k + 1 leading directions the data determine, M. */
  readonly resolved: Int32Array;
  /** The gap behind k: log variance k over variance k + 1, M; Infinity where only k are determined, NaN for k = 0 or fewer. */
  readonly gap: Float64Array;
  /** |P_N s*|, M: the paper's residual. */
  readonly normalScoreNorm: Float64Array;
  /** |P_N s*| / |s*|, M (0 where the score vanishes). */
  readonly relativeResidual: Float64Array;
  /** δ = Σ_{j>k} v_j (v_j·s*) / λ_j, M × d: to first order x - δ is on the ridge. NaN where undefined. */
  readonly newtonStep: Float64Array;
  /** |δ|, M; NaN where a normal eigenvalue is not negative. */
  readonly newtonDistance: Float64Array;
  /** All computed eigenvectors as rows, M × width × d; empty unless asked for. */
  readonly frame: Float64Array;
}

/** Options of {@link geometry}. */
export interface GeometryOptions {
  /** The points, M × d, in the noised scale. */
  x: Float64Array;
  /** Ridge dimension k, 0 ≤ k < d. */
  dim: number;
  /** Per point, the index of a training point to leave out, M. */
  exclude?: Int32Array;
  /** Whether to keep all computed eigenvectors. */
  frame?: boolean;
  /**
   * Whether all directions are those of a float64 covariance, as in published histograms: those with less than 1e-14 of the
   * largest variance are then left out, and counted as normal, and those below 1e-5 have lost digits. Without it these are
   * found from the weighted points themselves, each to full relative accuracy.
   */
  naive?: boolean;
}

/**
 * Geometry of the density at one noise level at the points `x`.
 * @throws TypeError | RangeError if `x` or `dim` do not fit
 * @example
 * const at = await geometry(twoModes, veLevel(1), { x: Float64Array.of(0, 1), dim: 1 });
 * // between the points the data's variance is 9 along the axis and 0 across: 9 - 1 and 0 - 1
 * at.eigenvalues; // → [8, -1]
 * at.newtonDistance; // → [1]
 */
export async function geometry(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { x, dim, exclude, frame = false, naive = false }: GeometryOptions,
): Promise<Geometry> {
  const { d } = density;
  requireDim(dim, d);
  if (x.length % d !== 0) throw expected("points", `rows of ${d} numbers`, `${x.length} numbers`);
  requireFinite("points", x, d);
  const m = x.length / d;
  const batch = d > DENSE_LIMIT ? m : Math.max(1, Math.floor(BATCH_DOUBLES / (d * d)));
  const parts: Geometry[] = [];
  for (let start = 0; start < m || parts.length === 0; start += batch) {
    const end = Math.min(start + batch, m);
    const part = { x: x.subarray(start * d, end * d), exclude: exclude?.subarray(start, end) };
    parts.push(await geometryOf(density, level, { ...part, dim, frame, exact: !naive }));
  }
  return parts.length === 1 ? parts[0] : join(parts);
}

/**
 * Refuses what cannot be the dimension of a ridge in R^d.
 * @throws TypeError | RangeError unless 0 ≤ dim < d
 * @example
 * requireDim(1, 2); // → undefined
 */
export function requireDim(dim: number, d: number): void {
  if (typeof dim !== "number") throw expectedKind("dim", "a number", typeof dim);
  if (!(Number.isInteger(dim) && dim >= 0 && dim < d)) {
    throw expected("dim", `an integer from 0 to ${d - 1}`, dim);
  }
}

interface Asked {
  x: Float64Array;
  dim: number;
  frame: boolean;
  exact: boolean;
  exclude: Int32Array | undefined;
  /** Above 256 dimensions: where the leading directions about lie, and the residual in noise widths that asks for no Newton step. */
  hint?: { towards: Float64Array; residual: number };
}

/** The same geometry, above 256 dimensions, sooner by what is known: points that are near enough to the ridge have no Newton step. */
export function geometryNear(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { x, dim, towards, residual }: { x: Float64Array; dim: number; towards: Float64Array; residual: number },
): Promise<Geometry> {
  const hint = { towards, residual };
  return geometryOf(density, level, { x, dim, frame: false, exact: true, exclude: undefined, hint });
}

async function geometryOf(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { x, dim, frame, exact, exclude, hint }: Asked,
): Promise<Geometry> {
  const { kernels, d } = density;
  const dense = d <= DENSE_LIMIT;
  const request = {
    points: density,
    queries: toDataScale(x, level),
    m: x.length / d,
    variance: dataVariance(level),
    covariance: dense,
    keep: dim + 2,
    ...(exclude ? { exclude } : {}),
    ...(dense && exact ? { frames: { count: dim + 1, width: d } } : {}),
  };
  const moments = await kernels.moments(request);
  const base = posteriorFrom(moments, density, { x, level, exclude });
  const given = { request, moments };
  const directions = dense ? allDirections : leadingDirections;
  const found = await directions(density, given, { dim, exact, hint });
  const out = assemble(base, found, { d, dim, width: dense ? d : dim + 1, level });
  if (dense) giveBack(moments.covariance);
  if (moments.frames && moments.frames.vectors !== found.vectors) giveBack(moments.frames.vectors);
  if (frame) return { ...out, frame: dense ? completed(found, d) : found.vectors };
  if (dense) giveBack(found.vectors);
  return out;
}

/** All frames with as many rows as there are dimensions. */
function completed({ vectors, rank }: Directions, d: number): Float64Array {
  rank.forEach((rows, q) => {
    if (rows < d) completeFrame(vectors.subarray(q * d * d, (q + 1) * d * d), rows, d);
  });
  return vectors;
}

const NONE = new Float64Array(0);

interface Shape {
  d: number;
  dim: number;
  width: number;
  level: NoiseLevel;
}

/** From the eigenpairs of the covariances to the geometry of log p_t. */
function assemble(base: Posterior, found: Directions, { d, dim, width, level }: Shape): Geometry {
  const { m, score } = base;
  const out = {
    eigenvalues: found.ratios.map((ratio) => (ratio - 1) / level.variance),
    curvature: new Float64Array(m),
    tangent: new Float64Array(m * dim * d),
    logVariance: found.logRatios.map((log) => log + Math.log(level.variance)),
    resolved: found.resolved,
    gap: new Float64Array(m),
    normalScoreNorm: new Float64Array(m),
    relativeResidual: new Float64Array(m),
    newtonStep: new Float64Array(m * d),
    newtonDistance: new Float64Array(m),
  };
  for (let q = 0; q < m; q++) {
    const s = score.subarray(q * d, (q + 1) * d);
    const lambda = out.eigenvalues.subarray(q * width, (q + 1) * width);
    const frame = found.vectors.subarray(q * width * d, (q + 1) * width * d);
    const tangent = out.tangent.subarray(q * dim * d, (q + 1) * dim * d);
    tangent.set(frame.subarray(0, Math.min(dim, found.resolved[q]) * d));
    out.curvature[q] = lambda[dim];
    out.gap[q] = gapBehind(dim, found.logRatios.subarray(q * (dim + 1), (q + 1) * (dim + 1)));
    const normal = normalPart(s, tangent, dim);
    out.normalScoreNorm[q] = norm(normal);
    const total = norm(s);
    out.relativeResidual[q] = total > 0 ? out.normalScoreNorm[q] / total : 0;
    const step = out.newtonStep.subarray(q * d, (q + 1) * d);
    const given = found.normalStep?.subarray(q * d, (q + 1) * d);
    if (given === undefined)
      newtonInto(step, normal, { frame, lambda, dim, rank: found.rank[q], flat: -1 / level.variance });
    else givenStepInto(step, given, lambda[dim] < 0 ? level.scale : NaN);
    out.newtonDistance[q] = norm(step);
  }
  return { ...base, ...out, frame: NONE, d, dim, width };
}

/** log c_k / c_{k+1}; NaN where c_k is not determined. */
function gapBehind(dim: number, logs: Float64Array): number {
  if (dim === 0 || logs[dim - 1] === -Infinity) return NaN;
  return logs[dim - 1] - logs[dim];
}

/**
 * g - Vᵀ V g for orthonormal (or zero) rows V, k × d: the normal part of a vector.
 * @example
 * normalPart(Float64Array.of(3, 4), Float64Array.of(1, 0), 1); // → [0, 4]
 */
export function normalPart(g: Float64Array, tangent: Float64Array, dim: number): Float64Array {
  const d = g.length;
  const out = Float64Array.from(g);
  for (let j = 0; j < dim; j++) {
    const v = tangent.subarray(j * d, (j + 1) * d);
    const along = dot(v, out);
    for (let i = 0; i < d; i++) out[i] -= along * v[i];
  }
  return out;
}

/** What a Newton step is made of. */
interface Curvatures {
  readonly frame: Float64Array;
  readonly lambda: Float64Array;
  readonly dim: number;
  /** Rows of `frame` that are there. */
  readonly rank: number;
  /** λ of all directions that are not in the frame. */
  readonly flat: number;
}

/** δ = Σ_{j>k} v_j (v_j · g) / λ_j, g the normal part of the score. */
function newtonInto(
  out: Float64Array,
  g: Float64Array,
  { frame, lambda, dim, rank, flat }: Curvatures,
): void {
  const d = g.length;
  if (lambda[dim] >= 0) return void out.fill(NaN);
  // Tangent directions that are not resolved count as normal, with the λ they share.
  const base = rank < d ? 1 / flat : 0;
  for (let i = 0; i < d; i++) out[i] = base * g[i];
  for (let j = 0; j < rank; j++) {
    const v = frame.subarray(j * d, (j + 1) * d);
    const along = dot(v, g) * (1 / lambda[j] - base);
    for (let i = 0; i < d; i++) out[i] += along * v[i];
  }
}

/** The kernel's step, in the data's scale, brought to that of x. */
function givenStepInto(out: Float64Array, step: Float64Array, scale: number): void {
  for (let i = 0; i < out.length; i++) out[i] = scale * step[i];
}

/** One geometry from consecutive batches. */
function join(parts: Geometry[]): Geometry {
  const first = parts[0];
  const out: Record<string, unknown> = { ...first };
  for (const [name, value] of Object.entries(first)) {
    if (value instanceof Float64Array || value instanceof Int32Array) {
      out[name] = concatenate(
        parts.map((part) => (part as unknown as Record<string, Float64Array | Int32Array>)[name]),
      );
    }
  }
  return { ...(out as unknown as Geometry), m: parts.reduce((sum, part) => sum + part.m, 0) };
}

function concatenate(arrays: (Float64Array | Int32Array)[]): Float64Array | Int32Array {
  const length = arrays.reduce((sum, array) => sum + array.length, 0);
  const out = arrays[0] instanceof Float64Array ? new Float64Array(length) : new Int32Array(length);
  let at = 0;
  for (const array of arrays) {
    out.set(array, at);
    at += array.length;
  }
  return out;
}
