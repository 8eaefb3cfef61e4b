/**
 * Dimension of the normal bundle (Stanczuk et al., arXiv 2212.12611): close to the data the scores about a point span
 * the directions normal to it. Compare with the ridge dimension k.
 */
import { expected } from "../errors/argument-error.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { float64 } from "../kernels/shared.ts";
import type { Rng } from "../random/rng.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { type ScoreModel, scoreOf } from "../score/score-model.ts";

/** Per point, what its scores span. */
export interface NormalBundle {
  /** d minus the place of the largest gap between consecutive singular values (the first of equal ones), M. */
  readonly dimension: Int32Array;
  /** Singular values of the d × 4d matrix of scores, descending, M × d. */
  readonly singularValues: Float64Array;
}

/**
 * Intrinsic dimension at the clean points `x` (M × d) from 4d scores each at a x + sqrt(h) z, for a small time.
 * @throws RangeError if `x` does not fit, or d < 2
 * @example
 * const plane = { mean: new Float64Array(3), variances: Float64Array.of(9, 9, 0), vectors: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) };
 * const about = { x: Float64Array.of(1, 2, 0), time: 0.01, rng };
 * (await normalBundle(kernels, createGaussianScore(kernels, plane), about)).dimension; // → [2]
 */
export async function normalBundle(
  kernels: Kernels,
  model: ScoreModel,
  { x, time, rng }: { x: Float64Array; time: number; rng: Rng },
): Promise<NormalBundle> {
  const { d } = model;
  if (d < 2) throw expected("dimension", "at least 2", d);
  if (x.length % d !== 0) throw expected("points", `rows of ${d} numbers`, `${x.length} numbers`);
  const m = x.length / d;
  const products = float64(m * d * d);
  for (let q = 0; q < m; q++) {
    const scores = await scoresAbout(model, x.subarray(q * d, (q + 1) * d), {
      time,
      rng: rng.split("point", q),
    });
    const sizes = { rows: d, inner: 4 * d, columns: d, transposeA: true };
    products.set(await kernels.multiply({ a: scores, b: scores, ...sizes }), q * d * d);
  }
  const { values } = await kernels.eigenBatch(products, m, d);
  const singularValues = Float64Array.from(values, (value) => Math.sqrt(Math.max(0, value)));
  const dimension = Int32Array.from(
    { length: m },
    (_, q) => d - largestGap(singularValues.subarray(q * d, (q + 1) * d)),
  );
  return { dimension, singularValues };
}

/** 4d scores, 4d × d. */
async function scoresAbout(
  model: ScoreModel,
  x: Float64Array,
  { time, rng }: { time: number; rng: Rng },
): Promise<Float64Array> {
  const { d } = model;
  const { scale, variance } = ouLevel(time);
  const noise = rng.normals(4 * d * d);
  const points = noise.map((z, i) => scale * x[i % d] + Math.sqrt(variance) * z);
  return scoreOf(await model.posteriorMean(points, time), points, time);
}

/** How many values come before the largest fall. */
function largestGap(values: Float64Array): number {
  let best = 1;
  for (let i = 2; i < values.length; i++)
    if (values[i - 1] - values[i] > values[best - 1] - values[best]) best = i;
  return best;
}
