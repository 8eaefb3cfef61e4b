import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { ScoreModel } from "./score-model.ts";

/** How far a score is corrected towards the exact one, normal and tangent to the ridge: 0 not at all, 1 wholly. */
export interface RidgeGuidance {
  /** γ_N. */
  readonly normal: number;
  /** γ_T. */
  readonly tangent: number;
  /** Ridge dimension k. */
  readonly dim: number;
}

/**
 * Ridge guidance (added, THEORY.md section 8): `s_θ + γ_N P_N (s* - s_θ) + γ_T P_T (s* - s_θ)`. With both 0 it is the
 * model itself, with both 1 the exact score. Its posterior mean throws a RangeError unless 0 ≤ dim < d.
 * @example
 * const model = createInflatedScore(twoModes, 1);
 * const guided = createGuidedScore(model, twoModes, { normal: 1, tangent: 0, dim: 1 });
 * // across the ridge that of the data, instead of the model's 2 a²
 * (await guided.posteriorMean(Float64Array.of(1, 2), Math.LN2 / 2))[1]; // → 0
 * (await model.posteriorMean(Float64Array.of(1, 2), Math.LN2 / 2))[1]; // → 1
 */
export function createGuidedScore(
  model: ScoreModel,
  density: EmpiricalDensity,
  { normal, tangent, dim }: RidgeGuidance,
): ScoreModel {
  if (normal === 0 && tangent === 0) return model;
  const { d } = density;
  return {
    name: `${model.name}, guided`,
    d,
    async posteriorMean(x, time) {
      const out = Float64Array.from(await model.posteriorMean(x, time));
      const exact = await geometry(density, ouLevel(time), { x, dim });
      for (let q = 0; q < exact.m; q++) {
        const gap = exact.posteriorMean.slice(q * d, (q + 1) * d);
        for (let j = 0; j < d; j++) gap[j] -= out[q * d + j];
        for (let j = 0; j < d; j++) out[q * d + j] += normal * gap[j];
        addTangent(out.subarray(q * d, (q + 1) * d), gap, {
          frame: exact.tangent.subarray(q * dim * d, (q + 1) * dim * d),
          factor: tangent - normal,
        });
      }
      return out;
    },
  };
}

/** out += factor · VᵀV v for the rows of an orthonormal frame V. */
function addTangent(
  out: Float64Array,
  v: Float64Array,
  { frame, factor }: { frame: Float64Array; factor: number },
): void {
  const d = v.length;
  for (let row = 0; row * d < frame.length; row++) {
    let along = 0;
    for (let j = 0; j < d; j++) along += frame[row * d + j] * v[j];
    for (let j = 0; j < d; j++) out[j] += factor * along * frame[row * d + j];
  }
}
