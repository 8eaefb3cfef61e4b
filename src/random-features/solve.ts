/**
 * Gradient flow of the output weights in closed form:
 * A(τ)/√p = V U⁺ + (A₀/√p - V U⁺) e^{-2τU}. THEORY.md section 7.
 */
import { expected } from "../errors/argument-error.ts";
import type { Eigenpairs, Kernels } from "../kernels/kernels.ts";
import type { FeatureMap } from "./feature-map.ts";
import type { FeatureMoments } from "./moments.ts";

/** A trained family: every A(τ) comes from the eigenpairs of U. */
export interface FeatureSolution {
  readonly p: number;
  readonly d: number;
  /** Eigenvalues of U, descending, and eigenvectors as rows. */
  readonly eigen: Eigenpairs;
  /** A₀/√p and V in the eigenbasis, d × p. */
  readonly initial: Float64Array;
  readonly cross: Float64Array;
  /** Eigenvalues up to this count as null directions, where A keeps its initial value. */
  readonly cut: number;
  readonly targetSquare: number;
}

/** Eigenmodes of training. */
export interface TimeScales {
  /** 1/(2λ) of each eigenvalue (Infinity for null directions). */
  readonly scales: Float64Array;
  readonly nullDirections: number;
}

/**
 * Diagonalises U. Eigenvalues up to `cut`, 1/(10⁴ p) unless said, count as zero.
 * @example
 * (await solveFeatures(kernels, { features, moments })).eigen.values; // → [2, 0.00001]
 */
export async function solveFeatures(
  kernels: Kernels,
  {
    features,
    moments,
  }: { features: FeatureMap; moments: Pick<FeatureMoments, "second" | "cross" | "targetSquare"> },
  { cut = 1 / (1e4 * features.p) }: { cut?: number } = {},
): Promise<FeatureSolution> {
  const { p, d, initial } = features;
  const eigen = await kernels.eigen(moments.second, p);
  const rotate = (rows: Float64Array) =>
    kernels.multiply({ a: rows, b: eigen.vectors, transposeB: true, rows: d, inner: p, columns: p });
  const start = initial.map((value) => value / Math.sqrt(p));
  const [rotatedStart, cross] = [await rotate(start), await rotate(moments.cross)];
  return { p, d, eigen, initial: rotatedStart, cross, cut, targetSquare: moments.targetSquare };
}

/**
 * A(τ), d × p, of the model Aφ/√p; τ = Infinity is the end of training.
 * @throws RangeError if tau is negative or not a number
 * @example
 * // √p V / λ, and A₀ where λ counts as 0
 * await outputWeights(kernels, solution, Infinity); // → [0.7071, 1]
 */
export async function outputWeights(
  kernels: Kernels,
  solution: FeatureSolution,
  tau: number,
): Promise<Float64Array> {
  const { p, d, eigen } = solution;
  const coefficients = modeCoefficients(solution, tau).map((value) => value * Math.sqrt(p));
  return kernels.multiply({ a: coefficients, b: eigen.vectors, rows: d, inner: p, columns: p });
}

/**
 * A(τ)/√p in the eigenbasis of U, d × p.
 * @throws RangeError if tau is negative or not a number.
 * @example
 * // V / λ and A₀ / √p, up to the signs of the eigenvectors
 * modeCoefficients(solution, Infinity).map(Math.abs); // → [0.5, 0.7071]
 */
export function modeCoefficients(
  { p, eigen, initial, cross, cut }: FeatureSolution,
  tau: number,
): Float64Array {
  if (!(tau >= 0)) throw expected("tau", "a number from 0 to Infinity", tau);
  return initial.map((start, at) => {
    const value = eigen.values[at % p];
    if (value <= cut) return tau === Infinity ? start : start * Math.exp(-2 * tau * Math.max(0, value));
    return start * Math.exp(-2 * tau * value) - (cross[at] / value) * Math.expm1(-2 * tau * value);
  });
}

/**
 * L(A(τ)) = (1/d) ∫ λ E|s_θ - target|² dt, the denoising loss with its constant.
 * @throws RangeError if tau is negative or not a number
 * @example
 * // e^-4λτ, as targetSquare is what can be learned
 * lossAt(solution, Math.LN2 / 8); // → 0.5
 */
export function lossAt(solution: FeatureSolution, tau: number): number {
  const { p, d, eigen, cross, targetSquare } = solution;
  const coefficients = modeCoefficients(solution, tau);
  let total = 0;
  coefficients.forEach((value, at) => {
    total += value * (value * eigen.values[at % p] - 2 * cross[at]);
  });
  return (targetSquare + p * total) / d;
}

/**
 * L(A(τ)) - L(A(∞)), without cancellation: Σ λ |A(τ) - A(∞)|² / d over the eigenmodes that are trained, and
 * what little the null ones change.
 * @throws RangeError if tau is negative or not a number
 * @example
 * // p λ (½ e^-2λτ)² / d with λ = 2
 * excessLossAt(solution, 1); // → 0.0003355
 */
export function excessLossAt(solution: FeatureSolution, tau: number): number {
  const { p, d, eigen, cross, cut } = solution;
  const [now, end] = [modeCoefficients(solution, tau), modeCoefficients(solution, Infinity)];
  let total = 0;
  now.forEach((value, at) => {
    const eigenvalue = eigen.values[at % p];
    const change = value - end[at];
    total +=
      eigenvalue > cut ? eigenvalue * change ** 2 : change * (eigenvalue * (value + end[at]) - 2 * cross[at]);
  });
  return (p * total) / d;
}

/**
 * ∫ λ E|…|² dt that A(∞) keeps from the null part of A₀, per output: Σ λ (A₀·u)² over null directions. Where V
 * vanishes in an output (a symmetry of the data) this is all of its error. Its mean over draws of A₀ is the
 * sum of the null eigenvalues, so it depends on the draw.
 * @example
 * // λ A₀²
 * nullSpaceError(solution); // → [0.00001]
 */
export function nullSpaceError({ p, d, eigen, initial, cut }: FeatureSolution): Float64Array {
  const out = new Float64Array(d);
  initial.forEach((value, at) => {
    const eigenvalue = Math.max(0, eigen.values[at % p]);
    if (eigenvalue <= cut) out[Math.floor(at / p)] += p * eigenvalue * value ** 2;
  });
  return out;
}

/**
 * How fast each eigenmode is learned.
 * @example
 * timeScales(solution); // → { scales: [0.25, Infinity], nullDirections: 1 }
 */
export function timeScales({ eigen, cut }: FeatureSolution): TimeScales {
  const scales = eigen.values.map((value) => (value > cut ? 1 / (2 * value) : Infinity));
  return { scales, nullDirections: scales.reduce((count, scale) => count + Number(scale === Infinity), 0) };
}
