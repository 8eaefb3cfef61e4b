/**
 * Projection onto the k-ridge: the end of the normal flow `ẋ = P_N s*` (THEORY.md section 3).
 *
 * Far from the ridge a step is a subspace-constrained mean shift `x + P_N (m* - x)`; near it a Newton step
 * `x - δ` in the eigenbasis, taken back if it does not lower the residual. The residual is always that at the
 * point returned: a start that did not converge is reported so, with its last point.
 */

import { takeRows } from "../arrays/rows.ts";
import { norm } from "../arrays/vectors.ts";
import { type EmpiricalDensity, requireFinite } from "../density/empirical-density.ts";
import {
  DENSE_LIMIT,
  type Geometry,
  geometry,
  geometryNear,
  normalPart,
  requireDim,
} from "../density/geometry.ts";
import { toDataScale } from "../density/posterior.ts";
import { expected } from "../errors/argument-error.ts";
import { dataVariance, type NoiseLevel } from "../schedule/noise-level.ts";

/** Options of {@link projectToRidge}. */
export interface ProjectOptions {
  /** Starts, M × d, in the noised scale. */
  from: Float64Array;
  /** Ridge dimension k. */
  dim: number;
  /** The ridge needs λ_{k+1} ≤ -β. */
  beta?: number;
  /** A point has converged when `sqrt(h) |P_N s*|` (the residual in noise widths) is at most this. */
  tolerance?: number;
  maxIterations?: number;
  /** Called after every iteration with the number of starts still moving. */
  onProgress?: (moving: number, iteration: number) => void;
  /** Called within an iteration (0: the look at the starts) with how many of its points have been looked at. */
  onStep?: (done: number, of: number, iteration: number) => void;
}

/** One row or number per start, M. */
export interface Projection {
  /** Where each start ended, M × d. */
  readonly points: Float64Array;
  /** 1 where the residual at the end is within tolerance. */
  readonly converged: Uint8Array;
  /** 1 where converged and λ_{k+1} ≤ -β. */
  readonly onRidge: Uint8Array;
  /** |P_N s*| at the end. */
  readonly normalScoreNorm: Float64Array;
  /** λ_{k+1} at the end. */
  readonly curvature: Float64Array;
  /** log p_t at the end. */
  readonly logDensity: Float64Array;
  readonly iterations: Int32Array;
  /** From start to end. */
  readonly distance: Float64Array;
}

/**
 * Projects the starts onto the k-ridge of the density at one noise level.
 * @throws TypeError | RangeError if an argument does not fit
 * @example
 * const { points } = await projectToRidge(twoModes, veLevel(1), { from: Float64Array.of(1, 2), dim: 1 });
 * points; // → [1, 0]
 */
export async function projectToRidge(
  density: EmpiricalDensity,
  level: NoiseLevel,
  options: ProjectOptions,
): Promise<Projection> {
  const { from, dim, beta = 0, tolerance = 1e-9, maxIterations = 1000, onProgress, onStep } = options;
  const { d } = density;
  requireDim(dim, d);
  if (!(beta >= 0)) throw expected("beta", "a number >= 0", beta);
  if (!(tolerance > 0)) throw expected("tolerance", "a positive number", tolerance);
  if (from.length % d !== 0) throw expected("points", `rows of ${d} numbers`, `${from.length} numbers`);
  requireFinite("points", from, d);
  const walk = startWalk(from, { d, dim, level, tolerance });
  await evaluate(walk, density, { steps: maxIterations, onStep: (done, of) => onStep?.(done, of, 0) });
  for (let iteration = 1; ; iteration++) {
    walk.active = walk.active.filter((q) => !isDone(walk, q) && walk.iterations[q] < maxIterations);
    onProgress?.(walk.active.length, iteration);
    if (walk.active.length === 0) break;
    for (const q of walk.active) propose(walk, q);
    await evaluate(walk, density, { steps: 0, onStep: (done, of) => onStep?.(done, of, iteration) });
  }
  return finish(walk, from, beta);
}

/** Where a walk goes to, and when it is there: `sqrt(h) |P_N s*|` at most the tolerance. */
export interface WalkGoal {
  readonly d: number;
  readonly dim: number;
  readonly level: NoiseLevel;
  readonly tolerance: number;
}

/** What is known of each start: its best accepted point, the step from there, and the point on trial. */
export interface Walk extends WalkGoal {
  active: number[];
  readonly points: Float64Array;
  readonly trial: Float64Array;
  readonly meanShift: Float64Array;
  readonly newton: Float64Array;
  readonly residual: Float64Array;
  readonly curvature: Float64Array;
  readonly logDensity: Float64Array;
  /** The tangent frame there, M × k × d. */
  readonly tangent: Float64Array;
  readonly iterations: Int32Array;
  /** 1 while the point on trial came from a Newton step, 2 once such a step was refused (until the next gain). */
  readonly mode: Uint8Array;
}

const NEWTON_ON_TRIAL = 1;
const NEWTON_REFUSED = 2;

/** A walk of the starts `from` (M × d); nothing is known of them yet. */
export function startWalk(from: Float64Array, goal: WalkGoal): Walk {
  const { d, dim } = goal;
  const m = from.length / d;
  return {
    ...goal,
    active: Array.from({ length: m }, (_, q) => q),
    points: Float64Array.from(from),
    trial: Float64Array.from(from),
    meanShift: new Float64Array(m * d),
    newton: new Float64Array(m * d),
    residual: new Float64Array(m).fill(Infinity),
    curvature: new Float64Array(m),
    logDensity: new Float64Array(m),
    tangent: new Float64Array(m * dim * d),
    iterations: new Int32Array(m),
    mode: new Uint8Array(m),
  };
}

/** Whether start q is on the ridge within tolerance. */
export function isDone({ residual, level, tolerance }: Walk, q: number): boolean {
  return Math.sqrt(level.variance) * residual[q] <= tolerance;
}

/** Puts the next point of start q on trial. */
export function propose(walk: Walk, q: number): void {
  const { d, dim, level } = walk;
  const step = walk.newton.subarray(q * d, (q + 1) * d);
  const length = norm(step);
  const near = length <= 2 * Math.sqrt(level.variance * (d - dim));
  const newton = near && walk.mode[q] !== NEWTON_REFUSED;
  const shift = newton ? step : walk.meanShift.subarray(q * d, (q + 1) * d);
  for (let j = 0; j < d; j++)
    walk.trial[q * d + j] = walk.points[q * d + j] + (newton ? -shift[j] : shift[j]);
  if (newton) walk.mode[q] = NEWTON_ON_TRIAL;
  else if (walk.mode[q] !== NEWTON_REFUSED) walk.mode[q] = 0;
  walk.iterations[q]++;
}

/** About this many multiplications go between two signs of progress; many more a point above 256 dimensions. */
const BATCH_COST = 4e9;
const HIGH_BATCH = 64;
/** Points with less than this share of the tolerance need no Newton step. */
const NO_STEP = 0.9;

/** How to look at points: quick steps before, above 256 dimensions, and who is told how many are done. */
interface Looking {
  readonly steps: number;
  readonly onStep: (done: number, of: number) => void;
}

/** Looks at the points on trial, in batches. */
async function evaluate(walk: Walk, density: EmpiricalDensity, { steps, onStep }: Looking): Promise<void> {
  const { n, d } = density;
  const { active } = walk;
  const batch = d > DENSE_LIMIT ? HIGH_BATCH : Math.max(HIGH_BATCH, Math.ceil(BATCH_COST / (n * d)));
  for (let first = 0; first < active.length; first += batch) {
    const part = active.slice(first, first + batch);
    const found =
      d > DENSE_LIMIT && steps > 0
        ? await approached(walk, density, { part, maxSteps: steps })
        : await geometry(density, walk.level, { x: takeRows(walk.trial, part, d), dim: walk.dim });
    part.forEach((q, i) => {
      judge(walk, q, { found, i });
    });
    onStep(first + part.length, active.length);
  }
}

/** The geometry where quick steps from the points on trial end, which are then on trial. */
async function approached(
  walk: Walk,
  density: EmpiricalDensity,
  { part, maxSteps }: { part: number[]; maxSteps: number },
): Promise<Geometry> {
  const { d, dim, level, tolerance, trial, iterations } = walk;
  const x = takeRows(trial, part, d);
  const near = await density.kernels.approachRidge({
    points: density,
    starts: toDataScale(x, level),
    m: part.length,
    variance: dataVariance(level),
    dim,
    tolerance,
    maxSteps,
  });
  part.forEach((q, i) => {
    iterations[q] += near.steps[i];
    if (near.steps[i] === 0) return;
    for (let j = i * d; j < (i + 1) * d; j++) x[j] = level.scale * near.points[j];
    trial.set(x.subarray(i * d, (i + 1) * d), q * d);
  });
  const residual = NO_STEP * tolerance;
  return geometryNear(density, level, { x, dim, towards: near.towards, residual });
}

/** Row i of a geometry. */
export interface Look {
  readonly found: Geometry;
  readonly i: number;
}

/** Takes the point on trial of start q, of which row i was found, unless a Newton step failed to lower the residual. */
export function judge(walk: Walk, q: number, look: Look): void {
  const gained = look.found.normalScoreNorm[look.i] < walk.residual[q];
  if (walk.mode[q] === NEWTON_ON_TRIAL && !gained) walk.mode[q] = NEWTON_REFUSED;
  else {
    accept(walk, q, look);
    if (walk.mode[q] === NEWTON_REFUSED && gained) walk.mode[q] = 0;
  }
}

function accept(walk: Walk, q: number, { found, i }: Look): void {
  const { d, dim, level } = walk;
  walk.points.set(walk.trial.subarray(q * d, (q + 1) * d), q * d);
  walk.residual[q] = found.normalScoreNorm[i];
  walk.curvature[q] = found.curvature[i];
  walk.logDensity[q] = found.logDensity[i];
  walk.newton.set(found.newtonStep.subarray(i * d, (i + 1) * d), q * d);
  const tangent = found.tangent.subarray(i * dim * d, (i + 1) * dim * d);
  walk.tangent.set(tangent, q * dim * d);
  const normal = normalPart(found.score.subarray(i * d, (i + 1) * d), tangent, dim);
  for (let j = 0; j < d; j++) walk.meanShift[q * d + j] = level.variance * normal[j];
}

function finish(walk: Walk, from: Float64Array, beta: number): Projection {
  const { d, points, residual, curvature, iterations, logDensity } = walk;
  const converged = Uint8Array.from(residual, (_, q) => (isDone(walk, q) ? 1 : 0));
  return {
    points,
    converged,
    onRidge: converged.map((yes, q) => (yes && curvature[q] <= -beta ? 1 : 0)),
    normalScoreNorm: residual,
    curvature,
    logDensity,
    iterations,
    distance: residual.map((_, q) => {
      const row = [q * d, (q + 1) * d] as const;
      return distanceBetween(points.subarray(...row), from.subarray(...row));
    }),
  };
}

function distanceBetween(a: Float64Array, b: Float64Array): number {
  return norm(a.map((value, j) => value - b[j]));
}
