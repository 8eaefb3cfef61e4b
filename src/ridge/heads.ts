/**
 * Many traces along 1-ridges at once, by predictor–corrector steps: each round looks at one point of every head in one
 * call to the geometry, wherever each is within its step. A head's way does not depend on which others go with it.
 */
import { lastOf, present } from "../arrays/present.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { type Geometry, geometry } from "../density/geometry.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import { isDone, judge, propose, startWalk, type Walk } from "./project.ts";

/** Why a trace ended. */
export type TraceEnd = "stopped" | "edge" | "closed" | "length" | "lost";

/** Settings of all heads. */
export interface HeadOptions {
  readonly level: NoiseLevel;
  /** Longest step, in the units of the points. */
  readonly step: number;
  /** A step shorter than this is not tried: the trace is lost. */
  readonly leastStep: number;
  readonly maxSteps: number;
  readonly beta: number;
  readonly maxDrop: number;
  readonly stopAt: (point: Float64Array, logDensity: number) => boolean;
}

/** A trace that is still going on, or has ended. */
export interface Head {
  /** Points so far, each d numbers, the start among them. */
  readonly points: Float64Array[];
  readonly logDensity: number[];
  readonly curvature: number[];
  /** Unit vector along which it goes on. */
  heading: Float64Array;
  /** Length of the step that is tried next. */
  length: number;
  /** Steps tried. */
  tried: number;
  /** The step being tried: from where the corrector set out, and how far it has come; undefined between steps. */
  trial: { readonly guess: Float64Array; readonly walk: Walk } | undefined;
  end: TraceEnd | undefined;
}

/** The corrector's tolerance in noise widths, and its most iterations. */
const TOLERANCE = 1e-8;
const MAX_ITERATIONS = 60;

/** A head at each start, before its first step. `looked` is the geometry (k = 1) at the starts, M × d. */
export function headsAt(
  starts: Float64Array,
  looked: Geometry,
  { sign, step }: { sign: 1 | -1; step: number },
): Head[] {
  const { d } = looked;
  return Array.from({ length: looked.m }, (_, q) => ({
    points: [starts.slice(q * d, (q + 1) * d)],
    logDensity: [looked.logDensity[q]],
    curvature: [looked.curvature[q]],
    heading: looked.tangent.slice(q * d, (q + 1) * d).map((value) => sign * value),
    length: step,
    tried: 0,
    trial: undefined,
    end: undefined,
  }));
}

/** Moves each of the heads, none of which has ended, on by one look. */
export async function stepHeads(
  density: EmpiricalDensity,
  heads: readonly Head[],
  options: HeadOptions,
): Promise<void> {
  const { d } = density;
  const { level } = options;
  const going = heads.filter((head) => hasSteps(head, options));
  if (going.length === 0) return;
  const x = new Float64Array(going.length * d);
  const walks = going.map((head) => trialOf(head, d, level).walk);
  walks.forEach(({ trial }, q) => {
    x.set(trial, q * d);
  });
  const found = await geometry(density, level, { x, dim: 1 });
  going.forEach((head, i) => {
    judge(walks[i], 0, { found, i });
    goOn(head, options);
  });
}

/** Ends a head that has used up its steps. */
function hasSteps(head: Head, { maxSteps }: HeadOptions): boolean {
  if (head.tried >= maxSteps) head.end = "length";
  return head.end === undefined;
}

function trialOf(head: Head, d: number, level: NoiseLevel): NonNullable<Head["trial"]> {
  if (head.trial) return head.trial;
  const here = lastOf(head.points);
  const guess = here.map((value, j) => value + head.length * head.heading[j]);
  head.trial = { guess, walk: startWalk(guess, { d, dim: 1, level, tolerance: TOLERANCE }) };
  return head.trial;
}

/** The next iteration of the corrector; or, when it is done, the step is taken or shortened. */
function goOn(head: Head, options: HeadOptions): void {
  const { guess, walk } = present(head.trial);
  const isOn = isDone(walk, 0);
  if (!isOn && walk.iterations[0] < MAX_ITERATIONS) {
    propose(walk, 0);
    return;
  }
  const next = isOn && distance(walk.points, guess) <= 0.5 * head.length ? landing(head, walk) : undefined;
  if (next) take(head, next, options);
  else shorten(head, options);
  head.tried++;
  head.trial = undefined;
}

interface Landing {
  readonly point: Float64Array;
  readonly logDensity: number;
  readonly curvature: number;
  readonly heading: Float64Array;
}

/** Where the step of a head ends; undefined when it has not come on along the ridge and has to be shortened. */
function landing({ points, heading, length }: Head, walk: Walk): Landing | undefined {
  const here = lastOf(points);
  const { points: point, tangent } = walk;
  let [moved, along] = [0, 0];
  for (let j = 0; j < here.length; j++) {
    moved += (point[j] - here[j]) * heading[j];
    along += tangent[j] * heading[j];
  }
  if (moved < 0.5 * length || Math.abs(along) < 0.7) return undefined;
  return {
    point,
    logDensity: walk.logDensity[0],
    curvature: walk.curvature[0],
    heading: along < 0 ? tangent.map((value) => -value) : tangent,
  };
}

function shorten(head: Head, { leastStep }: HeadOptions): void {
  head.length *= 0.5;
  if (head.length < leastStep) head.end = "lost";
}

function take(head: Head, next: Landing, options: HeadOptions): void {
  const { step, beta, maxDrop, stopAt } = options;
  const { point, logDensity, curvature, heading } = next;
  if (curvature > -beta || logDensity < head.logDensity[0] - maxDrop) {
    head.end = "edge";
    return;
  }
  head.heading = heading;
  head.points.push(point);
  head.logDensity.push(logDensity);
  head.curvature.push(curvature);
  if (stopAt(point, logDensity)) head.end = "stopped";
  else if (head.tried > 4 && distance(point, head.points[0]) < 0.75 * head.length) head.end = "closed";
  head.length = Math.min(step, head.length * 1.5);
}

function distance(a: Float64Array, b: Float64Array): number {
  let square = 0;
  for (let j = 0; j < a.length; j++) square += (a[j] - b[j]) ** 2;
  return Math.sqrt(square);
}
