import { norm } from "../arrays/vectors.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry, normalPart } from "../density/geometry.ts";
import type { Rng } from "../random/rng.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { number } from "../settings/setting.ts";
import { defineScoreModel } from "./model-entry.ts";
import type { ScoreModel } from "./score-model.ts";

/** Options of {@link createPerturbedScore}. */
export interface PerturbedOptions {
  /** Ridge dimension that tells normal from tangent. */
  dim: number;
  /** Length of the normal error of the posterior mean, in the units of the data. */
  normal?: number;
  /** Length of its tangent error. */
  tangent?: number;
  rng: Rng;
}

/**
 * The exact score with an error of known direction and size: the posterior mean is moved by `normal` along the normal
 * part, and by `tangent` along the tangent part, of one fixed random direction. The controlled experiment behind F5.
 * @example
 * const model = createPerturbedScore(twoModes, { dim: 1, normal: 0.5, rng });
 * // 0.5 off the axis, one way or the other
 * (await model.posteriorMean(Float64Array.of(0, 1), 0.5)).map(Math.abs); // → [0, 0.5]
 */
export function createPerturbedScore(density: EmpiricalDensity, options: PerturbedOptions): ScoreModel {
  const { dim, normal = 0, tangent = 0, rng } = options;
  const { d } = density;
  const direction = rng.split("direction").normals(d);
  return {
    name: `exact + normal ${normal} + tangent ${tangent}`,
    d,
    async posteriorMean(x, time) {
      const found = await geometry(density, ouLevel(time), { x, dim });
      const out = Float64Array.from(found.posteriorMean);
      for (let q = 0; q < found.m; q++) {
        const frame = found.tangent.subarray(q * dim * d, (q + 1) * dim * d);
        const across = normalPart(direction, frame, dim);
        const along = direction.map((value, j) => value - across[j]);
        const [a, b] = [normal / (norm(across) || 1), tangent / (norm(along) || 1)];
        for (let j = 0; j < d; j++) out[q * d + j] += a * across[j] + b * along[j];
      }
      return out;
    },
  };
}

/** {@link createPerturbedScore} as an entry. */
export const PERTURBED = defineScoreModel({
  name: "perturbed",
  title: "exact + known error",
  meaning:
    "The exact score plus an error that you set: a normal error holds samples off the ridge by just that much, a tangent error moves them along it.",
  settings: {
    normal: number(0, "length of the error of the posterior mean across the ridge", {
      unit: "data units",
      slider: {
        label: "Normal error",
        min: 0,
        max: 1,
        help: "Across the ridge, in data units: samples move off it by this much.",
        link: { min: -2, max: 2 },
      },
    }),
    tangent: number(0, "length of the error of the posterior mean along the ridge", {
      unit: "data units",
      slider: {
        label: "Tangent error",
        min: 0,
        max: 1,
        help: "Along the ridge: samples slide, and stay on it.",
        link: { min: -2, max: 2 },
      },
    }),
  },
  create: (density, { settings, dim, rng }) => createPerturbedScore(density, { ...settings, dim, rng }),
});
