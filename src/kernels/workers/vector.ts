/** The few operations on vectors that the tasks for high dimension share. */

import { addScaled, dot } from "../../arrays/vectors.ts";

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
