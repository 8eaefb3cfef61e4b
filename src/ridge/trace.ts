/**
 * Tracing of 1-ridges into ordered polylines: a step along v_1 (predictor), then projection back onto the ridge
 * (corrector).
 */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import { type Head, type HeadOptions, headsAt, stepHeads, type TraceEnd } from "./heads.ts";

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

/** The settings of heads that options mean at a noise level. */
export function headOptions(
  { step = 0.25, maxSteps = 4000, beta = 0, maxDrop = Infinity, stopAt = () => false }: TraceOptions,
  level: NoiseLevel,
): HeadOptions {
  const sd = Math.sqrt(level.variance);
  return { level, step: step * sd, leastStep: 1e-3 * sd, maxSteps, beta, maxDrop, stopAt };
}

/**
 * Follows the 1-ridge from the point `start` on it, d, first towards `direction`, d (its sign decides which way).
 * Ends: "stopped" (`stopAt`), "edge" (λ_2 > -β, or the density fell by `maxDrop`), "closed" (back at the start),
 * "length" (`maxSteps`), "lost" (the corrector did not converge).
 * @throws RangeError if the start does not fit
 * @example
 * const way = { start: Float64Array.of(0, 0), direction: Float64Array.of(1, 0) };
 * const line = await traceRidge(twoModes, veLevel(1), { ...way, stopAt: ([x]) => x > 3 });
 * line.end; // → stopped
 */
export async function traceRidge(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { start, direction, ...options }: TraceOptions & { start: Float64Array; direction: Float64Array },
): Promise<Polyline> {
  const settings = headOptions(options, level);
  const looked = await geometry(density, level, { x: start, dim: 1 });
  const head: Head = { ...headsAt(start, looked, { sign: 1, step: settings.step })[0], heading: direction };
  while (head.end === undefined) await stepHeads(density, [head], settings);
  return polylineOf(head, head.points.length, head.end);
}

/** The first `count` points of a head as a polyline that ends as said. */
export function polylineOf({ points, logDensity, curvature }: Head, count: number, end: TraceEnd): Polyline {
  const d = points[0].length;
  const flat = new Float64Array(count * d);
  for (let i = 0; i < count; i++) flat.set(points[i], i * d);
  return {
    points: flat,
    logDensity: Float64Array.from(logDensity.slice(0, count)),
    curvature: Float64Array.from(curvature.slice(0, count)),
    end,
  };
}

/** Joins two traces from the same start into one polyline: the first backwards, then the second. */
export function joinTraces(backward: Polyline, forward: Polyline, d: number): Polyline {
  const count = backward.logDensity.length;
  const order = Array.from({ length: count - 1 }, (_, i) => count - 1 - i);
  const rows = order.flatMap((i) => [...backward.points.subarray(i * d, (i + 1) * d)]);
  return {
    points: Float64Array.from([...rows, ...forward.points]),
    logDensity: Float64Array.from([...order.map((i) => backward.logDensity[i]), ...forward.logDensity]),
    curvature: Float64Array.from([...order.map((i) => backward.curvature[i]), ...forward.curvature]),
    end: forward.end,
  };
}
