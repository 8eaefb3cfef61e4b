/**
 * The align prediction: after reach, the displacement normal to the ridge follows, along each normal eigenvector j in
 * reverse time, mean `μ' = -r_j μ + (1+η²) v_j·ε` and variance `V' = -2 r_j V + 2η²`, `r_j = -(1+η²) λ_j - 1`
 * (THEORY.md section 6). Integrated with the error measured along the trajectory, by exponential steps.
 */

/** The geometry along one trajectory at one time. */
export interface NormalState {
  /** Eigenvalues of the Hessian, d, descending. */
  readonly eigenvalues: Float64Array;
  /** Eigenvectors as rows, d × d. */
  readonly frame: Float64Array;
  /** ε at the trajectory's point, d. */
  readonly error: Float64Array;
}

/** Predicted displacement of one trajectory. */
export interface Alignment {
  /** μ as a vector, d. */
  readonly mean: Float64Array;
  /** V along each normal eigenvector, d - k. */
  readonly variance: Float64Array;
}

/**
 * The prediction at the moment of reach: μ is the measured `displacement` δ (d), V = 0 (d - k, k = `dim`).
 * @example
 * startAlignment(Float64Array.of(0, 2), 2, 1); // → { mean: [0, 2], variance: [0] }
 */
export function startAlignment(displacement: Float64Array, d: number, dim: number): Alignment {
  return { mean: Float64Array.from(displacement), variance: new Float64Array(d - dim) };
}

/**
 * Advances a prediction over `dt` of reverse time, with rates and forcing averaged over the two ends.
 * @example
 * const still = startAlignment(Float64Array.of(0, 1), 2, 1);
 * const state = { eigenvalues: [1, -1], frame: Float64Array.of(1, 0, 0, 1), error: new Float64Array(2) };
 * const ends = { before: { ...state, eigenvalues: Float64Array.of(1, -1) }, now: { ...state, eigenvalues: Float64Array.of(1, -1) } };
 * advanceAlignment(still, ends, { dt: 0.5, eta: 0, dim: 1 }); // r = -λ - 1 = 0: nothing pulls
 * still.mean; // → [0, 1]
 */
export function advanceAlignment(
  { mean, variance }: Alignment,
  { before, now }: { before: NormalState; now: NormalState },
  { dt, eta, dim }: { dt: number; eta: number; dim: number },
): void {
  const d = mean.length;
  const gain = 1 + eta * eta;
  const next = new Float64Array(d);
  for (let j = dim; j < d; j++) {
    const v = now.frame.subarray(j * d, (j + 1) * d);
    const rate = -0.5 * gain * (before.eigenvalues[j] + now.eigenvalues[j]) - 1;
    const forcing = 0.5 * gain * (along(v, before.error) + along(v, now.error));
    const mu = Math.exp(-rate * dt) * along(v, mean) + decayIntegral(rate, dt) * forcing;
    for (let i = 0; i < d; i++) next[i] += mu * v[i];
    const spread = Math.exp(-2 * rate * dt) * variance[j - dim];
    variance[j - dim] = spread + 2 * eta * eta * decayIntegral(2 * rate, dt);
  }
  mean.set(next);
}

/**
 * E|displacement|² = |μ|² + Σ V.
 * @example
 * expectedSquare({ mean: Float64Array.of(0, 2), variance: Float64Array.of(0.5) }); // → 4.5
 */
export function expectedSquare({ mean, variance }: Alignment): number {
  return along(mean, mean) + variance.reduce((sum, value) => sum + value, 0);
}

/** (1 - e^{-r dt}) / r, also where r is small or negative. */
function decayIntegral(rate: number, dt: number): number {
  return rate === 0 ? dt : -Math.expm1(-rate * dt) / rate;
}

function along(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
