/** Where particles are between two steps, and what was measured of them there. */
import type { Measures, Paths } from "../compute/protocol.ts";
import { nearestStep } from "./playback.ts";

/** Positions (count × 2) at a fractional step, interpolated between its neighbours, into `out`. */
function positionsInto(out: Float64Array, paths: Paths, step: number): Float64Array {
  const { x, count, times } = paths;
  const last = times.length - 1;
  const at = Math.min(Math.max(step, 0), last);
  const below = Math.floor(at);
  const share = at - below;
  const from = below * count * 2;
  const to = Math.min(below + 1, last) * count * 2;
  for (let i = 0; i < count * 2; i++) out[i] = x[from + i] + share * (x[to + i] - x[from + i]);
  return out;
}

/** Positions (count × 2) at a fractional step. */
export function positionsAt(paths: Paths, step: number): Float64Array {
  return positionsInto(new Float64Array(paths.count * 2), paths, step);
}

/** The way of one particle over all steps, (S + 1) × 2. */
export function trailOf(paths: Paths, particle: number): Float64Array {
  const out = new Float64Array(paths.times.length * 2);
  for (let s = 0; s < paths.times.length; s++) {
    const at = (s * paths.count + particle) * 2;
    out[2 * s] = paths.x[at];
    out[2 * s + 1] = paths.x[at + 1];
  }
  return out;
}

/** Values of all particles (M) at the look nearest to `time`; empty where none fit the paths. */
export function lookAt(measures: Measures, values: Float64Array, time: number): Float64Array {
  const count = measures.classes.length;
  const look = nearestStep(measures.times, time);
  return look < 0 ? new Float64Array(0) : values.subarray(look * count, (look + 1) * count);
}
