import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import { ouLevel } from "../schedule/noise-level.ts";

/**
 * Tangent frames of the ridge at noised points, for directional training: V [batch, k, d] for x [batch, d] at OU times
 * [batch]. Rows of equal time that follow one another are looked up together.
 * @example
 * // the ridge is the first axis
 * const frames = createRidgeFrames(twoModes, 1);
 * (await frames(Float64Array.of(1, 2), Float64Array.of(0.5))).map(Math.abs); // → [1, 0]
 */
export function createRidgeFrames(
  density: EmpiricalDensity,
  dim: number,
): (x: Float64Array, times: Float64Array) => Promise<Float32Array> {
  const { d } = density;
  return async (x, times) => {
    const out = new Float32Array(times.length * dim * d);
    for (let from = 0; from < times.length; ) {
      let to = from + 1;
      while (to < times.length && times[to] === times[from]) to++;
      const { tangent } = await geometry(density, ouLevel(times[from]), {
        x: x.slice(from * d, to * d),
        dim,
      });
      out.set(tangent, from * dim * d);
      from = to;
    }
    return out;
  };
}
