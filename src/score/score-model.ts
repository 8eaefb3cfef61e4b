/**
 * A learned (or known) score, in one parameterisation: the posterior mean `m_θ = x + h s_θ` as a function of OU
 * coordinates and OU time. Models in other parameterisations are converted once, at the door (THEORY.md section 8).
 */

export interface ScoreModel {
  readonly name: string;
  /** Dimension of x. */
  readonly d: number;
  /** m_θ(x, t), M × d. Rows do not influence each other. */
  posteriorMean(x: Float64Array, time: number): Promise<Float64Array>;
}

/**
 * s_θ = (m_θ - x) / h at OU time `time`, M × d.
 * @example
 * // (0 - 1) / h with h = ½
 * scoreOf(Float64Array.of(0), Float64Array.of(1), Math.LN2 / 2); // → [-2]
 */
export function scoreOf(mean: Float64Array, x: Float64Array, time: number): Float64Array {
  const variance = -Math.expm1(-2 * time);
  return mean.map((value, i) => (value - x[i]) / variance);
}
