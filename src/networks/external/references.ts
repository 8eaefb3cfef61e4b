/** Scores that a model of some data may be near: the exact one of the data, and that of a Gaussian with their moments. */
import { columnMeans } from "../../arrays/rows.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { DENSE_LIMIT } from "../../density/geometry.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { createExactScore } from "../../score/exact.ts";
import { createGaussianScore, fitGaussian } from "../../score/gaussian.ts";
import type { ScoreModel } from "../../score/score-model.ts";

/**
 * The exact score of the data, and that of a Gaussian with their covariance (above 256 dimensions: their variance).
 * @example
 * (await referencesOf(twoModes)).map(({ d }) => d); // → [2, 2]
 */
export async function referencesOf(density: EmpiricalDensity): Promise<ScoreModel[]> {
  const { kernels, d } = density;
  const gaussian =
    d <= DENSE_LIMIT ? createGaussianScore(kernels, await fitGaussian(density)) : isotropic(density);
  return [createExactScore(density), gaussian];
}

function isotropic({ data, d }: EmpiricalDensity): ScoreModel {
  const mean = columnMeans(data, d);
  const variance = data.reduce((sum, value, i) => sum + (value - mean[i % d]) ** 2 / data.length, 0);
  return {
    name: "isotropic Gaussian",
    d,
    async posteriorMean(x, time) {
      const { scale, variance: h } = ouLevel(time);
      const gain = (scale * scale * variance) / (scale * scale * variance + h);
      return x.map((value, i) => scale * mean[i % d] + gain * (value - scale * mean[i % d]));
    },
  };
}
