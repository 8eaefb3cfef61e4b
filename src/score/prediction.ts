/** What a network predicts, and its conversion to the posterior mean: once, at the door (THEORY.md section 8). */
import type { NoiseLevel } from "../schedule/noise-level.ts";

/**
 * Of `x = a x_0 + σ z`, σ = sqrt(h): the noise z; the score `-z / σ`; the posterior mean of `a x_0`; that of `x_0`; the
 * velocity `v = a z - σ x_0` (of variance-preserving levels; for flow matching's straight line `v = z - x_0`).
 */
export type PredictionKind = "noise" | "score" | "posterior-mean" | "x0" | "v";

/** All kinds, in the order in which messages list them. */
export const PREDICTION_KINDS: readonly PredictionKind[] = ["noise", "score", "posterior-mean", "x0", "v"];

/** A linear map from (x, output) to the mean of a x_0: `ofInput * x + ofOutput * output`. */
export interface MeanMap {
  readonly ofInput: number;
  readonly ofOutput: number;
}

/**
 * How to read the mean of `a x_0` out of a prediction at one noise level. Velocities of any level `x = a x_0 + σ z` are
 * read with `rates`, v = velocity.scale x_0 + velocity.noise z; by default (-σ, a).
 */
export function meanMap(
  kind: PredictionKind,
  { scale, variance }: NoiseLevel,
  velocity: { readonly scale: number; readonly noise: number } = {
    scale: -Math.sqrt(variance),
    noise: scale,
  },
): MeanMap {
  const sigma = Math.sqrt(variance);
  switch (kind) {
    case "noise":
      return { ofInput: 1, ofOutput: -sigma };
    case "score":
      return { ofInput: 1, ofOutput: variance };
    case "posterior-mean":
      return { ofInput: 0, ofOutput: 1 };
    case "x0":
      return { ofInput: 0, ofOutput: scale };
    case "v": {
      // x = a x_0 + σ z and v = p x_0 + q z give x_0 = (q x - σ v) / (a q - σ p)
      const determinant = scale * velocity.noise - sigma * velocity.scale;
      return {
        ofInput: (scale * velocity.noise) / determinant,
        ofOutput: (-scale * sigma) / determinant,
      };
    }
  }
}
