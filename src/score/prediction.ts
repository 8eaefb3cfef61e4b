/** What a network predicts, and its conversion to the posterior mean: once, at the door (THEORY.md section 8). */
import { namesOf } from "../arrays/names-of.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";

/** A linear map from (x, output) to the mean of a x_0: `ofInput * x + ofOutput * output`. */
export interface MeanMap {
  readonly ofInput: number;
  readonly ofOutput: number;
}

/** A linear form of the clean point and the noise: `ofData x_0 + ofNoise z`. */
interface PredictionTarget {
  readonly ofData: number;
  readonly ofNoise: number;
}

/** A level `x = a x_0 + σ z`, σ = sqrt(h), with the velocity that belongs to it. */
export interface PredictionLevel extends NoiseLevel {
  readonly sigma: number;
  readonly velocity: PredictionTarget;
}

/** A kind of prediction in words and in numbers. */
export interface PredictionEntry {
  /** As a choice is called. */
  readonly title: string;
  /** One clause. */
  readonly meaning: string;
  /** What is predicted: its expectation given x. */
  target(level: PredictionLevel): PredictionTarget;
  /** How to read the mean of a x_0 out of it. */
  meanMap(level: PredictionLevel): MeanMap;
  /** Factor from its error to the score's, at variance-preserving levels (a² + σ² = 1). */
  toScore(level: PredictionLevel): number;
}

/** All kinds, by name. */
export const PREDICTIONS = {
  noise: {
    title: "noise",
    meaning: "the noise z",
    target: () => ({ ofData: 0, ofNoise: 1 }),
    meanMap: ({ sigma }) => ({ ofInput: 1, ofOutput: -sigma }),
    toScore: ({ sigma }) => 1 / sigma,
  },
  score: {
    title: "score",
    meaning: "the score -z / σ",
    target: ({ sigma }) => ({ ofData: 0, ofNoise: -1 / sigma }),
    meanMap: ({ variance }) => ({ ofInput: 1, ofOutput: variance }),
    toScore: () => 1,
  },
  "posterior-mean": {
    title: "posterior mean",
    meaning: "the posterior mean of a x_0",
    target: ({ scale }) => ({ ofData: scale, ofNoise: 0 }),
    meanMap: () => ({ ofInput: 0, ofOutput: 1 }),
    toScore: ({ sigma }) => 1 / (sigma * sigma),
  },
  x0: {
    title: "x₀",
    meaning: "the posterior mean of x_0",
    target: () => ({ ofData: 1, ofNoise: 0 }),
    meanMap: ({ scale }) => ({ ofInput: 0, ofOutput: scale }),
    toScore: ({ scale, sigma }) => scale / (sigma * sigma),
  },
  v: {
    title: "v",
    meaning: "the velocity a z - σ x_0; for flow matching's straight line z - x_0",
    target: ({ velocity }) => velocity,
    meanMap: ({ scale, sigma, velocity: { ofData, ofNoise } }) => {
      // x = a x_0 + σ z and v = p x_0 + q z give x_0 = (q x - σ v) / (a q - σ p)
      const determinant = scale * ofNoise - sigma * ofData;
      return { ofInput: (scale * ofNoise) / determinant, ofOutput: (-scale * sigma) / determinant };
    },
    toScore: ({ scale, sigma }) => scale / sigma,
  },
} as const satisfies Readonly<Record<string, PredictionEntry>>;

/** The names of the kinds. */
export type PredictionKind = keyof typeof PREDICTIONS;

/** All kinds, in the order in which messages list them. */
export const PREDICTION_KINDS = namesOf(PREDICTIONS);

/** The level of which a kind is asked; `velocity` in x_0 and z, by default (-σ, a) of variance-preserving levels. */
export function predictionLevel(
  { scale, variance }: NoiseLevel,
  velocity?: { readonly scale: number; readonly noise: number },
): PredictionLevel {
  const sigma = Math.sqrt(variance);
  const { scale: ofData, noise: ofNoise } = velocity ?? { scale: -sigma, noise: scale };
  return { scale, variance, sigma, velocity: { ofData, ofNoise } };
}

/**
 * How to read the mean of `a x_0` out of a prediction at one noise level. Velocities of any level `x = a x_0 + σ z` are
 * v = velocity.scale x_0 + velocity.noise z; by default (-σ, a).
 * @example
 * // a x_0 = x - σ z
 * meanMap("noise", { scale: 0.8, variance: 0.36 }); // → { ofInput: 1, ofOutput: -0.6 }
 */
export function meanMap(
  kind: PredictionKind,
  level: NoiseLevel,
  velocity?: { readonly scale: number; readonly noise: number },
): MeanMap {
  return PREDICTIONS[kind].meanMap(predictionLevel(level, velocity));
}
