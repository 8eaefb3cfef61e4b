/** Ridges one after the other, as plainly as can be: what the lockstep search must give. */
import type { EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { projectToRidge } from "../../src/ridge/project.ts";
import { joinTraces, type Polyline, type TraceOptions, traceRidge } from "../../src/ridge/trace.ts";
import type { NoiseLevel } from "../../src/schedule/noise-level.ts";

/** Each start that no earlier line covers is followed both ways, until a line comes near an earlier one. */
export async function sequentialRidges(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { starts, ...options }: TraceOptions & { starts: Float64Array },
): Promise<Polyline[]> {
  const { d } = density;
  const feet = await projectToRidge(density, level, { from: starts, dim: 1, beta: options.beta ?? 0 });
  const reach = 0.6 * (options.step ?? 0.25) * Math.sqrt(level.variance);
  const lines: Polyline[] = [];
  const isNear = (points: Float64Array, at: number, point: Float64Array) => {
    let square = 0;
    for (let j = 0; j < d; j++) square += (points[at + j] - point[j]) ** 2;
    return square < reach * reach;
  };
  const isCovered = (point: Float64Array) =>
    lines.some(({ points }) => {
      for (let i = 0; i < points.length; i += d) if (isNear(points, i, point)) return true;
      return false;
    });
  const stopAt = (at: Float64Array, height: number) =>
    isCovered(at) || (options.stopAt?.(at, height) ?? false);
  const order = [...feet.onRidge.keys()].sort((a, b) => feet.logDensity[b] - feet.logDensity[a] || a - b);
  for (const q of order) {
    const point = feet.points.slice(q * d, (q + 1) * d);
    if (feet.onRidge[q] !== 1 || isCovered(point)) continue;
    const { tangent } = await geometry(density, level, { x: point, dim: 1 });
    const trace = (way: Float64Array) =>
      traceRidge(density, level, { start: point, direction: way, ...options, stopAt });
    const forward = await trace(tangent);
    if (forward.end === "closed") lines.push(forward);
    else lines.push(joinTraces(await trace(tangent.map((value) => -value)), forward, d));
  }
  return lines;
}
