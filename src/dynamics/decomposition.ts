/** The score error split by direction: `N = E|P_N ε|²`, `T = E|P_T ε|²`, `N + T = E|ε|²` (THEORY.md section 4). */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { geometry } from "../density/geometry.ts";
import { sampleDensity } from "../density/sample-density.ts";
import { mean } from "../metrics/statistics.ts";
import type { Rng } from "../random/rng.ts";
import type { LossWeight } from "../random-features/moment-problem.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { ScoreModel } from "../score/score-model.ts";

/** Squared lengths per point, M each. */
export interface SplitSquares {
  readonly normal: Float64Array;
  readonly tangent: Float64Array;
}

/**
 * |P_N e|² and |P_T e|² of vectors e (M × d) for tangent frames V (M × k × d).
 * @example
 * const { normal, tangent } = splitSquares(Float64Array.of(3, 4), Float64Array.of(1, 0), { d: 2, dim: 1 });
 * [normal[0], tangent[0]]; // → [16, 9]
 */
export function splitSquares(
  e: Float64Array,
  tangent: Float64Array,
  { d, dim }: { d: number; dim: number },
): SplitSquares {
  const m = e.length / d;
  const out = { normal: new Float64Array(m), tangent: new Float64Array(m) };
  for (let q = 0; q < m; q++) {
    const row = Float64Array.from(e.subarray(q * d, (q + 1) * d));
    for (let j = 0; j < dim; j++) {
      const v = tangent.subarray((q * dim + j) * d, (q * dim + j + 1) * d);
      let along = 0;
      for (let i = 0; i < d; i++) along += v[i] * row[i];
      out.tangent[q] += along * along;
      for (let i = 0; i < d; i++) row[i] -= along * v[i];
    }
    for (let i = 0; i < d; i++) out.normal[q] += row[i] * row[i];
  }
  return out;
}

/** Errors at one noise level. Score units; `meanNormal` and `meanTangent` are × h² (posterior-mean units). */
export interface LevelError {
  readonly time: number;
  readonly normal: number;
  readonly tangent: number;
  readonly meanNormal: number;
  readonly meanTangent: number;
}

/**
 * Directional error of a model at points x (M × d) of OU time `time`.
 * @example
 * // half of the exact mean (3 tanh 1.5 / √2, 0) is missing, all of it along the ridge
 * const half = { name: "half", d: 2, posteriorMean: async (x: Float64Array, time: number) => (await createExactScore(twoModes).posteriorMean(x, time)).map((value) => value / 2) };
 * const { meanNormal } = await errorAt(half, twoModes, { x: Float64Array.of(1, 2), time: 0.3, dim: 1 });
 * meanNormal < 1e-20; // → true
 */
export async function errorAt(
  model: ScoreModel,
  density: EmpiricalDensity,
  { x, time, dim }: { x: Float64Array; time: number; dim: number },
): Promise<LevelError> {
  const level = ouLevel(time);
  const found = await geometry(density, level, { x, dim });
  const learned = await model.posteriorMean(x, time);
  const gap = learned.map((value, i) => value - found.posteriorMean[i]);
  return levelError(time, splitSquares(gap, found.tangent, { d: density.d, dim }));
}

/**
 * Errors at OU time `time` from squares in posterior-mean units, M each.
 * @throws RangeError unless the time is positive and finite
 * @example
 * // at h = ½ a score error is twice that of the posterior mean, its square four times
 * const { normal } = levelError(Math.LN2 / 2, { normal: Float64Array.of(1, 3), tangent: Float64Array.of(0, 0) });
 * normal; // → 8
 */
export function levelError(time: number, squares: SplitSquares): LevelError {
  const { variance } = ouLevel(time);
  const [meanNormal, meanTangent] = [mean(squares.normal), mean(squares.tangent)];
  const toScore = 1 / (variance * variance);
  return { time, normal: meanNormal * toScore, tangent: meanTangent * toScore, meanNormal, meanTangent };
}

/**
 * Directional error over the training distribution p_t at each of the times, `count` draws a time.
 * @example
 * const levels = await errorOverTraining(createExactScore(twoModes), twoModes, { times: [1, 0.1], dim: 1, count: 4, rng });
 * levels.map(({ time, normal }) => [time, normal]); // → [[1, 0], [0.1, 0]]
 */
export async function errorOverTraining(
  model: ScoreModel,
  density: EmpiricalDensity,
  { times, dim, count, rng }: { times: ArrayLike<number>; dim: number; count: number; rng: Rng },
): Promise<LevelError[]> {
  const out: LevelError[] = [];
  for (const time of Array.from(times)) {
    const { x } = sampleDensity(density, ouLevel(time), { count, rng });
    out.push(await errorAt(model, density, { x, time, dim }));
  }
  return out;
}

/**
 * `∫ λ(t) N(t) dt` and `∫ λ(t) T(t) dt` over the range of the levels, by the trapezoid rule in log t (THEORY.md
 * section 4).
 * @example
 * const levels = [1, 2].map((time) => ({ time, normal: 1 / time, tangent: 0, meanNormal: 0, meanTangent: 0 }));
 * // ∫ dt / t from 1 to 2
 * integrateErrors(levels, "1").normal; // → 0.6931
 */
export function integrateErrors(
  levels: readonly LevelError[],
  weight: LossWeight,
): { normal: number; tangent: number } {
  const sorted = [...levels].sort((a, b) => a.time - b.time);
  const out = { normal: 0, tangent: 0 };
  const at = ({ time, ...level }: LevelError, side: "normal" | "tangent") => {
    const { variance } = ouLevel(time);
    const factor = weight === "1" ? 1 : weight === "h" ? variance : variance * variance;
    return factor * level[side] * time;
  };
  for (let i = 1; i < sorted.length; i++) {
    const [from, to] = [sorted[i - 1], sorted[i]];
    const width = Math.log(to.time / from.time);
    for (const side of ["normal", "tangent"] as const)
      out[side] += 0.5 * width * (at(from, side) + at(to, side));
  }
  return out;
}
