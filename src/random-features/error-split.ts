/**
 * The error of a random feature model split twice: normal and tangent to the data's ridge, and into what the
 * architecture cannot represent (A(∞)) and what training has not reached (A(τ) - A(∞)). THEORY.md sections
 * 4 and 7. Takes arrays: the geometry at the samples comes from elsewhere.
 */
import type { ErrorSamples } from "./error-samples.ts";

/** What the split needs at the samples; rows are in the order of `samples.points`. */
export interface ErrorSplitInput {
  readonly samples: ErrorSamples;
  /** Exact posterior means m*, m × d. */
  readonly exact: Float64Array;
  /** m_θ at A(τ) and at A(∞), m × d. */
  readonly trained: Float64Array;
  readonly limit: Float64Array;
  /** Orthonormal tangent vectors of the ridge as rows, m × dim × d; zero rows count as absent. */
  readonly tangent: Float64Array;
  readonly dim: number;
}

/** ∫ λ E|Pε|² dt of one projection; total = architecture + optimization + cross. */
export interface ErrorParts {
  readonly total: number;
  readonly architecture: number;
  readonly optimization: number;
  /** 2 ∫ λ E⟨P ε_arch, P ε_opt⟩ dt. */
  readonly cross: number;
}

/** Normal and tangent parts; their totals add up to the whole error. */
export interface ErrorSplit {
  readonly normal: ErrorParts;
  readonly tangent: ErrorParts;
}

/**
 * Sums over the samples, weighted as the loss weights them (but not divided by d).
 * @example
 * const samples = { d: 2, perNode: 1, times: Float64Array.of(1), points: Float64Array.of(0, 0), weights: Float64Array.of(1) };
 * const means = { exact: Float64Array.of(0, 0), limit: Float64Array.of(0, 1), trained: Float64Array.of(2, 2) };
 * const { normal } = splitErrors({ samples, ...means, tangent: Float64Array.of(1, 0), dim: 1 });
 * normal; // → { total: 4, architecture: 1, optimization: 1, cross: 2 }
 */
export function splitErrors(input: ErrorSplitInput): ErrorSplit {
  const { samples, exact, trained, limit, tangent: frames, dim } = input;
  const { d, perNode, weights, points } = samples;
  const [normal, tangent] = [new Float64Array(4), new Float64Array(4)];
  const rest: SampleErrors = { architecture: new Float64Array(d), optimization: new Float64Array(d) };
  const projected: SampleErrors = { architecture: new Float64Array(d), optimization: new Float64Array(d) };
  for (let i = 0; i * d < points.length; i++) {
    const weight = weights[Math.floor(i / perNode)];
    for (let k = 0; k < d; k++) {
      rest.architecture[k] = limit[i * d + k] - exact[i * d + k];
      rest.optimization[k] = trained[i * d + k] - limit[i * d + k];
    }
    const frame = frames.subarray(i * dim * d, (i + 1) * dim * d);
    splitOffTangent(rest.architecture, projected.architecture, frame);
    splitOffTangent(rest.optimization, projected.optimization, frame);
    addParts(normal, weight, rest);
    addParts(tangent, weight, projected);
  }
  return { normal: toParts(normal), tangent: toParts(tangent) };
}

/** ε_arch and ε_opt of one sample, d each. */
interface SampleErrors {
  readonly architecture: Float64Array;
  readonly optimization: Float64Array;
}

/** Leaves the normal part in `vector` and the tangent part in `projected`. */
function splitOffTangent(vector: Float64Array, projected: Float64Array, frame: Float64Array): void {
  const d = vector.length;
  projected.fill(0);
  for (let at = 0; at < frame.length; at += d) {
    const axis = frame.subarray(at, at + d);
    let along = 0;
    for (let k = 0; k < d; k++) along += axis[k] * vector[k];
    for (let k = 0; k < d; k++) projected[k] += along * axis[k];
  }
  for (let k = 0; k < d; k++) vector[k] -= projected[k];
}

function addParts(sums: Float64Array, weight: number, { architecture, optimization }: SampleErrors): void {
  for (let k = 0; k < architecture.length; k++) {
    const [left, right] = [architecture[k], optimization[k]];
    sums[0] += weight * (left + right) ** 2;
    sums[1] += weight * left * left;
    sums[2] += weight * right * right;
    sums[3] += 2 * weight * left * right;
  }
}

function toParts([total, architecture, optimization, cross]: Float64Array): ErrorParts {
  return { total: total, architecture: architecture, optimization: optimization, cross: cross };
}
