/**
 * Local intrinsic dimension of a score model (FLIPD; Kamkari et al., arXiv 2406.03537):
 * d + h [tr ∇s + |s|²] at x and t, which in terms of the posterior mean is tr ∇m + |m - x|² / h. For the exact score of
 * the data it is Σ w_i |x - a x_i|² / h, which `posterior` gives for nothing (`localDimension`).
 */
import { expected } from "../errors/argument-error.ts";
import type { Rng } from "../random/rng.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { ScoreModel } from "../score/score-model.ts";

/** How the trace of ∇m is taken; default exact. */
export type JacobianTrace =
  | { readonly trace?: "exact" }
  | {
      /** Hutchinson's estimate over random signs. */
      readonly trace: "hutchinson";
      readonly probes: number;
      readonly rng: Rng;
    };

/** Points of one OU time, M × d, in the noised scale: for a finished sample, a times it. */
export interface TimedPoints {
  readonly x: Float64Array;
  readonly time: number;
}

/** Step of the central differences, in noise widths. */
const STEP = 0.01;

/**
 * FLIPD at points of the noised scale, M. Exact traces take 2 d evaluations of
 * the model at M points, Hutchinson's 2 · probes; derivatives are central differences of a hundredth of the noise width.
 * @throws RangeError if `x` or the number of probes does not fit
 * @example
 * const model = createGaussianScore(kernels, await fitGaussian(twoModes));
 * // 9 a² / (9 a² + h) with a² = h = ½ along the axis, 0 across
 * await modelLocalDimension(model, { x: Float64Array.of(0, 0), time: Math.LN2 / 2 }); // → [0.9]
 */
export async function modelLocalDimension(
  model: ScoreModel,
  { x, time, ...options }: TimedPoints & JacobianTrace,
): Promise<Float64Array> {
  const { d } = model;
  if (x.length % d !== 0) throw expected("points", `rows of ${d} numbers`, `${x.length} numbers`);
  const { variance } = ouLevel(time);
  const out = await traces(model, { x, time }, directionsOf(options, x, d));
  const mean = await model.posteriorMean(x, time);
  for (let i = 0; i < x.length; i++) out[Math.floor(i / d)] += (mean[i] - x[i]) ** 2 / variance;
  return out;
}

interface Directions {
  readonly count: number;
  /** Σ over the directions of v · ∇m v is so many times the trace. */
  readonly repeats: number;
  at(k: number): Float64Array;
}

function directionsOf(options: JacobianTrace, x: Float64Array, d: number): Directions {
  if (options.trace !== "hutchinson")
    return { count: d, repeats: 1, at: (k) => x.map((_, i) => (i % d === k ? 1 : 0)) };
  const { probes, rng } = options;
  if (!(Number.isInteger(probes) && probes >= 1)) throw expected("probes", "a positive integer", probes);
  const signs = (k: number) =>
    Float64Array.from(rng.split("probe", k).integers(x.length, 2), (bit) => 2 * bit - 1);
  return { count: probes, repeats: probes, at: signs };
}

async function traces(
  model: ScoreModel,
  { x, time }: TimedPoints,
  directions: Directions,
): Promise<Float64Array> {
  const { d } = model;
  const out = new Float64Array(x.length / d);
  const width = STEP * Math.sqrt(ouLevel(time).variance);
  for (let k = 0; k < directions.count; k++) {
    const v = directions.at(k);
    const step = directions.repeats === 1 && directions.count === d ? width : width / Math.sqrt(d);
    const ahead = await model.posteriorMean(
      x.map((value, i) => value + step * v[i]),
      time,
    );
    const behind = await model.posteriorMean(
      x.map((value, i) => value - step * v[i]),
      time,
    );
    for (let i = 0; i < x.length; i++)
      out[Math.floor(i / d)] += (v[i] * (ahead[i] - behind[i])) / (2 * step * directions.repeats);
  }
  return out;
}
