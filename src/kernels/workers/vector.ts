/** The few operations on vectors that the tasks for high dimension share. */

import { dot } from "../../arrays/vectors.ts";

/** out += factor v. */
export function addScaled(out: Float64Array, factor: number, v: Float64Array): void {
  for (let j = 0; j < out.length; j++) out[j] += factor * v[j];
}

/** Brings v to length 1, unless it is zero. */
export function normalise(v: Float64Array): void {
  const length = Math.sqrt(dot(v, v));
  if (length > 0) for (let j = 0; j < v.length; j++) v[j] /= length;
}

/** Takes from v its part along the orthonormal rows of `tangent`. */
export function withoutTangent(v: Float64Array, tangent: Float64Array): Float64Array {
  const d = v.length;
  for (let i = 0; i < tangent.length; i += d) {
    const t = tangent.subarray(i, i + d);
    addScaled(v, -dot(t, v), t);
  }
  return v;
}
