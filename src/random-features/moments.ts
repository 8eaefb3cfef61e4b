/** U and V of a random feature regression, by whichever method suits its size, with a measured error. */
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Rng } from "../random/rng.ts";
import { createDataQuadrature } from "./data-quadrature.ts";
import { type EntryList, exactEntries, exactMoments } from "./exact-moments.ts";
import { mehlerMoments } from "./mehler-moments.ts";
import type { MomentProblem } from "./moment-problem.ts";
import type { TimeRule } from "./time-rule.ts";

/** The moments that determine the trained model, and how well they are known. */
export interface FeatureMoments {
  /** U, p × p, and V, d × p. */
  readonly second: Float64Array;
  readonly cross: Float64Array;
  /** ∫ weight E|target|² dt: the constant of the loss, times d. */
  readonly targetSquare: number;
  readonly error: MomentError;
}

/** How U was made, against the exact formula at the same quadrature nodes. */
export interface MomentError {
  readonly method: "exact" | "series";
  /** Highest power of ρ in the series (0: exact). */
  readonly terms: number;
  readonly timeNodes: number;
  /** Entries compared: random pairs off the diagonal. */
  readonly sampled: number;
  /** √(Σ (U - exact)² / Σ exact²) over the sampled entries. */
  readonly relative: number;
  /** Largest |U - exact|_ij / √(U_ii U_jj) over the sampled entries. */
  readonly largest: number;
  /** Σ (exact - series) / Σ exact of the diagonal before it was set to the exact one. */
  readonly trace: number;
}

/** Options of {@link featureMoments}. */
export interface MomentOptions {
  /** "exact" below 257 features and the series above, unless said. */
  readonly method?: "exact" | "series";
  /** Highest power of ρ in the series. */
  readonly terms?: number;
  /** Entries to compare with the exact formula. */
  readonly sampled?: number;
  /** Chooses those entries. */
  readonly rng: Rng;
}

const EXACT_UP_TO = 256;
const DEFAULT_TERMS = 16;

/**
 * Computes the moments of a problem. The series is truncated, which leaves U positive semi-definite but too
 * small; its diagonal, where it converges slowest, is replaced by the exact one, which keeps U so.
 * @throws RangeError where a feature does not see x
 * @example
 * // E relu(±x)² / p = (a² + h) / 4, and relu(x) relu(-x) = 0
 * (await featureMoments(kernels, problem, { rng })).second; // → [0.25, 0, 0, 0.25]
 */
export async function featureMoments(
  kernels: Kernels,
  problem: MomentProblem,
  options: MomentOptions,
): Promise<FeatureMoments> {
  const { p } = problem.features;
  const {
    method = p <= EXACT_UP_TO ? "exact" : "series",
    terms = DEFAULT_TERMS,
    sampled = 256,
    rng,
  } = options;
  const timeNodes = problem.quadrature.times.length;
  if (method === "exact") {
    const { second, first } = await exactMoments(kernels, problem);
    const error = { method, terms: 0, timeNodes, sampled: 0, relative: 0, largest: 0, trace: 0 };
    return { second, cross: first.cross, targetSquare: first.targetSquare, error };
  }
  const { second, first } = await mehlerMoments(kernels, problem, terms);
  const trace = replaceDiagonal(second, first.diagonal);
  const compared = await compare(kernels, problem, { second, sampled, rng });
  const error = { method, terms, timeNodes, sampled, ...compared, trace };
  return { second, cross: first.cross, targetSquare: first.targetSquare, error };
}

/** {@link featureMoments} over the points of a density, at the nodes of a time rule. */
export function densityMoments(
  density: EmpiricalDensity,
  { rule, ...problem }: Omit<MomentProblem, "data" | "quadrature"> & { readonly rule: TimeRule },
  { rng, ...options }: MomentOptions,
): Promise<FeatureMoments> {
  const quadrature = createDataQuadrature(rule, { count: density.n, rng: rng.split("quadrature") });
  const whole = { ...problem, data: density, quadrature };
  return featureMoments(density.kernels, whole, { ...options, rng: rng.split("entries") });
}

/** Puts the exact diagonal in place; returns what was missing, relative to the trace. */
function replaceDiagonal(second: Float64Array, diagonal: Float64Array): number {
  const p = diagonal.length;
  let [missing, total] = [0, 0];
  for (let i = 0; i < p; i++) {
    missing += diagonal[i] - second[i * p + i];
    total += diagonal[i];
    second[i * p + i] = diagonal[i];
  }
  return missing / total;
}

async function compare(
  kernels: Kernels,
  problem: MomentProblem,
  { second, sampled, rng }: { second: Float64Array; sampled: number; rng: Rng },
): Promise<{ relative: number; largest: number }> {
  const { p } = problem.features;
  const entries = randomPairs(p, sampled, rng);
  const exact = await exactEntries(kernels, problem, entries);
  let [wrong, total, largest] = [0, 0, 0];
  exact.forEach((value, at) => {
    const [i, j] = [entries.first[at], entries.second[at]];
    const difference = second[i * p + j] - value;
    wrong += difference ** 2;
    total += value ** 2;
    const size = Math.sqrt(second[i * p + i] * second[j * p + j]);
    if (size > 0) largest = Math.max(largest, Math.abs(difference) / size);
  });
  return { relative: total > 0 ? Math.sqrt(wrong / total) : 0, largest };
}

/** Pairs i ≠ j (for p > 1). */
function randomPairs(p: number, count: number, rng: Rng): EntryList {
  const first = rng.split("first").integers(count, p);
  const shift = rng.split("shift").integers(count, Math.max(1, p - 1));
  const second = first.map((i, at) => (i + 1 + shift[at]) % p);
  return { first, second };
}
