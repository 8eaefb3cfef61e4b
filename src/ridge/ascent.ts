/**
 * Steepest ascent of log p_t from many points at once: the flow ẋ = s, by steps that are exact where s is linear
 * (exponential Euler in the eigenbasis of the Hessian). So a flat direction costs no more steps than a steep one, a step
 * near a mode is Newton's, and no step goes where the linear score does not hold.
 */
import { lastOf } from "../arrays/present.ts";
import { dot, norm } from "../arrays/vectors.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { type Geometry, geometry } from "../density/geometry.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";

/** The way up from one start. */
export interface Climb {
  /** Points from the start on, each d numbers, in the noised scale. */
  readonly points: Float64Array[];
  readonly logDensity: number[];
  /** λ_2 at each point. */
  readonly curvature: number[];
  /** Whether it reached a mode. */
  isDone: boolean;
}

interface Climber extends Climb {
  /** Which way it leaves a saddle, d; undefined: either. */
  readonly towards: Float64Array | undefined;
  /** Steps are at most this long, in the units of the points. */
  reach: number;
  /** From the last point; undefined before the first look. */
  slope: Slope | undefined;
}

/** Score and Hessian at a point: s·v_j, λ_j and v_j (d × d, rows). */
interface Slope {
  readonly score: Float64Array;
  readonly along: Float64Array;
  readonly lambda: Float64Array;
  readonly frame: Float64Array;
  /** The step on trial, and the score that it expects where it ends. */
  step: Float64Array;
  expected: Float64Array;
}

/** In noise widths: longest step, shortest that is still shortened, and the score (times the width) that counts as 0. */
const LONGEST = 0.1;
const SHORTEST = 1e-6;
const TOLERANCE = 1e-8;
/** Share of the score by which it may differ from the linear one. */
const MISS = 0.2;
/** At rest on a saddle it goes on as from so many noise widths beside it. */
const ASIDE = 1e-3;

/**
 * Climbs from each of the starts (M × d in the noised scale) to a mode; from a saddle to that side of it that its row
 * of `towards` (M × d) points to.
 * @example
 * const [{ points }] = await climb(twoModes, veLevel(1), { from: Float64Array.of(0.1, 2) });
 * points.at(-1); // → [3, 0]
 */
export async function climb(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { from, towards, maxSteps = 2000 }: { from: Float64Array; towards?: Float64Array; maxSteps?: number },
): Promise<Climb[]> {
  const { d } = density;
  const sd = Math.sqrt(level.variance);
  const row = (rows: Float64Array, q: number) => rows.slice(q * d, (q + 1) * d);
  const climbers = Array.from({ length: from.length / d }, (_, q) =>
    startAt(row(from, q), towards && row(towards, q), LONGEST * sd),
  );
  for (let step = 0; step < maxSteps; step++) {
    const going = climbers.filter(({ isDone }) => !isDone);
    if (going.length === 0) break;
    const x = Float64Array.from(going.flatMap((climber) => [...trialOf(climber)]));
    const found = await geometry(density, level, { x, dim: d - 1, frame: true });
    going.forEach((climber, i) => {
      judge(climber, { found, i, x }, sd);
    });
  }
  return climbers;
}

function startAt(start: Float64Array, towards: Float64Array | undefined, reach: number): Climber {
  const seen = { points: [start], logDensity: [], curvature: [] };
  return { ...seen, towards, isDone: false, reach, slope: undefined };
}

/** The point to look at next: the start itself, then the end of a step. */
function trialOf({ points, slope, reach }: Climber): Float64Array {
  const here = lastOf(points);
  if (!slope) return here;
  Object.assign(slope, flowStep(slope, reach));
  return here.map((value, j) => value + slope.step[j]);
}

/** Takes the step to a point that was looked at, or shortens it. */
function judge(
  climber: Climber,
  { found, i, x }: { found: Geometry; i: number; x: Float64Array },
  sd: number,
): void {
  const { d } = found;
  const score = found.score.slice(i * d, (i + 1) * d);
  const { slope, points, logDensity, curvature } = climber;
  if (slope && climber.reach > SHORTEST * sd && isMissed(slope, score)) {
    climber.reach = 0.5 * Math.min(climber.reach, norm(slope.step));
    return;
  }
  if (slope) {
    points.push(x.slice(i * d, (i + 1) * d));
    climber.reach = Math.min(LONGEST * sd, 1.5 * climber.reach);
  }
  const lambda = found.eigenvalues.slice(i * d, (i + 1) * d);
  logDensity.push(found.logDensity[i]);
  curvature.push(lambda[1] ?? lambda[0]);
  const isAtRest = sd * norm(score) <= TOLERANCE;
  climber.isDone = isAtRest && lambda[0] <= 0;
  climber.slope = slopeOf(score, lambda, found.frame.slice(i * d * d, (i + 1) * d * d));
  if (isAtRest) leave(climber.slope, climber.towards, ASIDE * sd);
}

/** Whether the score where a step ended is not the one that was expected, beside the larger of those at both ends. */
function isMissed({ score, expected }: Slope, found: Float64Array): boolean {
  const miss = norm(found.map((value, j) => value - expected[j]));
  return miss > MISS * Math.max(norm(score), norm(expected));
}

function slopeOf(score: Float64Array, lambda: Float64Array, frame: Float64Array): Slope {
  const d = score.length;
  const along = lambda.map((_, j) => dot(frame.subarray(j * d, (j + 1) * d), score));
  return { score, along, lambda, frame, step: score, expected: score };
}

/** From a saddle: the score beside it, along v_1. */
function leave({ along, lambda, frame }: Slope, towards: Float64Array | undefined, aside: number): void {
  const isBack = towards && dot(frame.subarray(0, along.length), towards) < 0;
  along.fill(0);
  along[0] = (isBack ? -aside : aside) * lambda[0];
}

/** The flow of the linear score s + Hx, up to its end if that is within reach, else until it has gone so far. */
function flowStep(slope: Slope, reach: number): Pick<Slope, "step" | "expected"> {
  const { along, lambda, frame } = slope;
  const time = flowTime(slope, reach);
  const d = along.length;
  const [step, expected] = [new Float64Array(d), new Float64Array(d)];
  for (let j = 0; j < d; j++) {
    const move = along[j] * flowFactor(lambda[j], time);
    const left = along[j] * Math.exp(lambda[j] * time);
    for (let c = 0; c < d; c++) {
      step[c] += move * frame[j * d + c];
      expected[c] += left * frame[j * d + c];
    }
  }
  return { step, expected };
}

/** The time after which the flow has gone as far as `reach`; Infinity where it ends before. */
function flowTime({ along, lambda }: Slope, reach: number): number {
  const goesBeyond = (time: number) =>
    !(norm(along.map((value, j) => value * flowFactor(lambda[j], time))) <= reach);
  if (lambda[0] < 0 && !goesBeyond(Infinity)) return Infinity;
  let [low, high] = [0, reach / norm(along)];
  while (!goesBeyond(high)) [low, high] = [high, 2 * high];
  for (let round = 0; round < 40; round++) {
    const middle = 0.5 * (low + high);
    if (goesBeyond(middle)) high = middle;
    else low = middle;
  }
  return low;
}

/** (e^(λ t) - 1) / λ. */
function flowFactor(lambda: number, time: number): number {
  return lambda === 0 ? time : Math.expm1(lambda * time) / lambda;
}
