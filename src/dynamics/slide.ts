/** Motion along the ridge, by the exact drift and by the model's error. */
import { addScaled } from "../arrays/vectors.ts";
import type { Look, Run } from "./run.ts";

/** Adds up the motion of every sample since the look before; there is none at the first. */
export function slide(run: Run, now: Look): void {
  const { previous } = run;
  if (!previous) return;
  const motion = run.reachLooks.at(-1)?.motion ?? new Float64Array(now.geometry.m);
  for (let q = 0; q < now.geometry.m; q++) motion[q] += slideOne(run, { previous, now }, q);
}

/** Adds to the sums of sample q, and returns the length that the error has moved it by. */
function slideOne(run: Run, { previous, now }: Record<"previous" | "now", Look>, q: number): number {
  const { dim, stochasticity: eta = 1 } = run.options;
  const { d } = run.density;
  const { tangent, score } = previous.geometry;
  const dt = previous.time - now.time;
  const gain = 1 + eta * eta;
  const row = (array: Float64Array) => array.subarray(q * d, (q + 1) * d);
  const frame = tangent.subarray(q * dim * d, (q + 1) * dim * d);
  const byError = tangentPart(row(previous.error), frame, dim);
  const length = gain * dt * Math.hypot(...byError);
  if (Number.isNaN(run.reachTime[q])) return length;
  const drift = row(previous.x).map((value, j) => value + gain * row(score)[j]);
  addScaled(row(run.slideExact), dt, tangentPart(drift, frame, dim));
  addScaled(row(run.slideError), gain * dt, byError);
  run.slideLength[q] += length;
  run.exponent[q] += 0.5 * gain * dt * (previous.stretch[q] + now.stretch[q]);
  return length;
}

/** The part of a vector along the first `dim` rows of a frame. */
export function tangentPart(v: Float64Array, frame: Float64Array, dim: number): Float64Array {
  const d = v.length;
  const out = new Float64Array(d);
  for (let j = 0; j < dim; j++) {
    let along = 0;
    for (let i = 0; i < d; i++) along += frame[j * d + i] * v[i];
    for (let i = 0; i < d; i++) out[i] += along * frame[j * d + i];
  }
  return out;
}
