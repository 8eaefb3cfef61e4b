import { columnMeans } from "../arrays/rows.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { defineScoreModel } from "./model-entry.ts";
import type { ScoreModel } from "./score-model.ts";

/** A Gaussian with mean μ (d) and covariance Vᵀ diag(variances) V (V: d × d, eigenvectors as rows). */
export interface Gaussian {
  readonly mean: Float64Array;
  readonly variances: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * The Gaussian with the data's mean and covariance (divided by n).
 * @example
 * (await fitGaussian(twoModes)).variances; // → [9, 0]
 */
export async function fitGaussian({ kernels, data, n, d }: EmpiricalDensity): Promise<Gaussian> {
  const mean = columnMeans(data, d);
  const centred = data.map((value, i) => value - mean[i % d]);
  const products = await kernels.multiply({
    a: centred,
    b: centred,
    rows: d,
    inner: n,
    columns: d,
    transposeA: true,
  });
  const { values, vectors } = await kernels.eigen(
    products.map((value) => value / n),
    d,
  );
  return { mean, variances: values.map((value) => Math.max(0, value)), vectors };
}

/**
 * The exact score of a Gaussian: m = aμ + Vᵀ diag(a² c / (a² c + h)) V (x - aμ).
 * @example
 * const model = createGaussianScore(kernels, await fitGaussian(twoModes));
 * // 9 a² / (9 a² + h) = 0.9 of what is along the axis, where a² = h
 * await model.posteriorMean(Float64Array.of(1, 2), Math.LN2 / 2); // → [0.9, 0]
 */
export function createGaussianScore(kernels: Kernels, { mean, variances, vectors }: Gaussian): ScoreModel {
  const d = mean.length;
  return {
    name: "Gaussian fit",
    d,
    async posteriorMean(x, time) {
      const { scale, variance } = ouLevel(time);
      const m = x.length / d;
      const centred = x.map((value, i) => value - scale * mean[i % d]);
      const modes = await kernels.multiply({
        a: centred,
        b: vectors,
        rows: m,
        inner: d,
        columns: d,
        transposeB: true,
      });
      const gain = variances.map((c) => (scale * scale * c) / (scale * scale * c + variance));
      for (let i = 0; i < modes.length; i++) modes[i] *= gain[i % d];
      const back = await kernels.multiply({ a: modes, b: vectors, rows: m, inner: d, columns: d });
      return back.map((value, i) => value + scale * mean[i % d]);
    },
  };
}

/** The exact score of the Gaussian with the data's mean and covariance as an entry; it is fitted when first asked. */
export const GAUSSIAN = defineScoreModel({
  name: "gaussian",
  title: "Gaussian fit",
  meaning:
    "The exact score of a Gaussian with the data's mean and covariance: samples know nothing else of the points, and lie where none are.",
  settings: {},
  create(density) {
    let fitted: Promise<ScoreModel> | undefined;
    const fitOnce = async () => createGaussianScore(density.kernels, await fitGaussian(density));
    return {
      name: "Gaussian fit",
      d: density.d,
      async posteriorMean(x, time) {
        fitted ??= fitOnce();
        return (await fitted).posteriorMean(x, time);
      },
    };
  },
});
