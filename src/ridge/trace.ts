/**
 * Tracing of 1-ridges into ordered polylines: a step along v_1 (predictor), then projection back onto the ridge
 * (corrector).
 */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { dot, geometry, norm } from "../density/geometry.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import { projectToRidge } from "./project.ts";

/** Why a trace ended. */
export type TraceEnd = "stopped" | "edge" | "closed" | "length" | "lost";

/** A piece of a 1-ridge, and why it ended. */
export interface Polyline {
  /** Points in order along the ridge, count × d, in the noised scale. */
  readonly points: Float64Array;
  readonly logDensity: Float64Array;
  /** λ_2 at each point. */
  readonly curvature: Float64Array;
  readonly end: TraceEnd;
}

/** Options of the trace along a 1-ridge. */
export interface TraceOptions {
  /** Step length in noise widths sqrt(h). */
  step?: number;
  maxSteps?: number;
  /** The ridge ends where λ_2 > -β. */
  beta?: number;
  /** The trace ends where the log density is this much below that of its start. */
  maxDrop?: number;
  /** Ends the trace, this point included, when it says so. */
  stopAt?: (point: Float64Array, logDensity: number) => boolean;
}

/**
 * Follows the 1-ridge from a point on it, first towards `direction` (its sign decides which way).
 * Ends: "stopped" (`stopAt`), "edge" (λ_2 > -β, or the density fell by `maxDrop`), "closed" (back at the start),
 * "length" (`maxSteps`), "lost" (the corrector did not converge).
 */
export async function traceRidge(
  density: EmpiricalDensity,
  start: Float64Array,
  direction: Float64Array,
  level: NoiseLevel,
  options: TraceOptions = {},
): Promise<Polyline> {
  const { step = 0.25, maxSteps = 4000, beta = 0, maxDrop = Infinity, stopAt = () => false } = options;
  const sd = Math.sqrt(level.variance);
  const line = await startLine(density, start, level);
  let heading = direction;
  let length = step * sd;
  for (let i = 0; i < maxSteps; i++) {
    const here = line.points.at(-1)!;
    const next = await advance(density, here, heading, length, level);
    if (next === undefined) {
      length *= 0.5;
      if (length < 1e-3 * sd) return finished(line, "lost");
      continue;
    }
    if (next.curvature > -beta || next.logDensity < line.logDensity[0]! - maxDrop)
      return finished(line, "edge");
    heading = next.heading;
    push(line, next);
    if (stopAt(next.point, next.logDensity)) return finished(line, "stopped");
    if (i > 4 && distance(next.point, start) < 0.75 * length) return finished(line, "closed");
    length = Math.min(step * sd, length * 1.5);
  }
  return finished(line, "length");
}

interface Line {
  points: Float64Array[];
  logDensity: number[];
  curvature: number[];
}

interface Advance {
  point: Float64Array;
  logDensity: number;
  curvature: number;
  heading: Float64Array;
}

async function startLine(density: EmpiricalDensity, start: Float64Array, level: NoiseLevel): Promise<Line> {
  const at = await geometry(density, start, level, { dim: 1 });
  return {
    points: [Float64Array.from(start)],
    logDensity: [at.logDensity[0]!],
    curvature: [at.curvature[0]!],
  };
}

/** One predictor–corrector step; undefined when it has to be shortened. */
async function advance(
  density: EmpiricalDensity,
  here: Float64Array,
  heading: Float64Array,
  length: number,
  level: NoiseLevel,
): Promise<Advance | undefined> {
  const guess = here.map((value, j) => value + length * heading[j]!);
  const foot = await projectToRidge(density, guess, level, { dim: 1, tolerance: 1e-8, maxIterations: 60 });
  if (foot.converged[0] !== 1 || foot.distance[0]! > 0.5 * length) return undefined;
  const point = foot.points.slice();
  const moved = point.map((value, j) => value - here[j]!);
  const at = await geometry(density, point, level, { dim: 1 });
  const along = dot(at.tangent, heading);
  if (dot(moved, heading) < 0.5 * length || Math.abs(along) < 0.7) return undefined;
  const v = along < 0 ? at.tangent.map((value) => -value) : at.tangent.slice();
  return { point, logDensity: at.logDensity[0]!, curvature: at.curvature[0]!, heading: v };
}

function push(line: Line, { point, logDensity, curvature }: Advance): void {
  line.points.push(point);
  line.logDensity.push(logDensity);
  line.curvature.push(curvature);
}

function finished({ points, logDensity, curvature }: Line, end: TraceEnd): Polyline {
  const d = points[0]!.length;
  const flat = new Float64Array(points.length * d);
  points.forEach((point, i) => {
    flat.set(point, i * d);
  });
  return {
    points: flat,
    logDensity: Float64Array.from(logDensity),
    curvature: Float64Array.from(curvature),
    end,
  };
}

function distance(a: Float64Array, b: Float64Array): number {
  return norm(a.map((value, j) => value - b[j]!));
}

/** Joins two traces from the same start into one polyline: the first backwards, then the second. */
export function joinTraces(backward: Polyline, forward: Polyline, d: number): Polyline {
  const count = backward.logDensity.length;
  const order = Array.from({ length: count - 1 }, (_, i) => count - 1 - i);
  const rows = order.flatMap((i) => [...backward.points.subarray(i * d, (i + 1) * d)]);
  return {
    points: Float64Array.from([...rows, ...forward.points]),
    logDensity: Float64Array.from([...order.map((i) => backward.logDensity[i]!), ...forward.logDensity]),
    curvature: Float64Array.from([...order.map((i) => backward.curvature[i]!), ...forward.curvature]),
    end: forward.end,
  };
}

/**
 * All 1-ridges that pass near the given starts (M × d), as polylines: starts are projected, each one not yet covered
 * is followed both ways. With `maxDrop` the faint ends are cut.
 */
export async function traceRidges(
  density: EmpiricalDensity,
  starts: Float64Array,
  level: NoiseLevel,
  options: TraceOptions = {},
): Promise<Polyline[]> {
  const { d } = density;
  const feet = await projectToRidge(density, starts, level, { dim: 1, beta: options.beta ?? 0 });
  const covered: Float64Array[] = [];
  const reach = 0.6 * (options.step ?? 0.25) * Math.sqrt(level.variance);
  const isCovered = (point: Float64Array) =>
    covered.some((line) => {
      for (let i = 0; i < line.length; i += d)
        if (distance(line.subarray(i, i + d), point) < reach) return true;
      return false;
    });
  const lines: Polyline[] = [];
  const order = [...feet.onRidge.keys()].sort((a, b) => feet.logDensity[b]! - feet.logDensity[a]! || a - b);
  for (const q of order) {
    const point = feet.points.slice(q * d, (q + 1) * d);
    if (feet.onRidge[q] !== 1 || isCovered(point)) continue;
    const stopAt = (at: Float64Array, height: number) =>
      isCovered(at) || (options.stopAt?.(at, height) ?? false);
    const line = await traceBothWays(density, point, level, { ...options, stopAt });
    covered.push(line.points);
    lines.push(line);
  }
  return lines;
}

async function traceBothWays(
  density: EmpiricalDensity,
  point: Float64Array,
  level: NoiseLevel,
  options: TraceOptions,
): Promise<Polyline> {
  const { tangent } = await geometry(density, point, level, { dim: 1 });
  const forward = await traceRidge(density, point, tangent, level, options);
  if (forward.end === "closed") return forward;
  const backward = await traceRidge(
    density,
    point,
    tangent.map((value) => -value),
    level,
    options,
  );
  return joinTraces(backward, forward, density.d);
}
