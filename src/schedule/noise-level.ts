import { expected, expectedKind } from "../errors/argument-error.ts";

/**
 * A noise level: all that the geometry needs to know of a forward process, `x = a x_0 + sqrt(h) z`
 * (THEORY.md section 1). Schedules turn their own time into one of these.
 */

export interface NoiseLevel {
  /** a: what the clean data are multiplied by. */
  readonly scale: number;
  /** h: variance of the noise added to each coordinate. */
  readonly variance: number;
}

/**
 * The Ornstein–Uhlenbeck level `a = e^-t`, `h = 1 - e^-2t`.
 * @throws RangeError unless t is positive and finite
 * @example
 * ouLevel(0.5); // → { scale: 0.6065, variance: 0.6321 }
 */
export function ouLevel(time: number): NoiseLevel {
  requirePositive("time", time);
  return { scale: Math.exp(-time), variance: -Math.expm1(-2 * time) };
}

/**
 * The variance-exploding level `a = 1`, `h = σ²`.
 * @throws RangeError unless σ is positive and finite
 * @example
 * veLevel(2); // → { scale: 1, variance: 4 }
 */
export function veLevel(sigma: number): NoiseLevel {
  requirePositive("sigma", sigma);
  return { scale: 1, variance: sigma * sigma };
}

/**
 * The level with its bandwidth multiplied by c: `h → c² h`, the same `a` (THEORY.md section 3).
 * @throws RangeError unless c is positive and finite
 * @example
 * scaleBandwidth({ scale: 0.5, variance: 1 }, 2); // → { scale: 0.5, variance: 4 }
 */
export function scaleBandwidth(level: NoiseLevel, factor: number): NoiseLevel {
  requirePositive("bandwidth scale", factor);
  return { scale: level.scale, variance: level.variance * factor * factor };
}

/**
 * σ² = h / a²: the noise variance in the data's own scale, its units squared.
 * @example
 * dataVariance({ scale: 0.5, variance: 1 }); // → 4
 */
export function dataVariance(level: NoiseLevel): number {
  return level.variance / (level.scale * level.scale);
}

/**
 * The OU time with the same signal-to-noise ratio: t = ½ log(1 + h / a²).
 * @example
 * // ½ log 2
 * ouTime(veLevel(1)); // → 0.3466
 */
export function ouTime(level: NoiseLevel): number {
  return 0.5 * Math.log1p(dataVariance(level));
}

/**
 * Factor from the level's own coordinates to those of the OU process at the same signal-to-noise ratio.
 * @example
 * // h / a² = 1 is a = 1/√2 of the OU process
 * ouFactor(veLevel(1)); // → 0.7071
 */
export function ouFactor(level: NoiseLevel): number {
  return Math.exp(-ouTime(level)) / level.scale;
}

function requirePositive(name: string, value: number): void {
  if (typeof value !== "number") throw expectedKind(name, "a number", typeof value);
  if (!(value > 0 && value < Infinity)) throw expected(name, "a positive number", value);
}
