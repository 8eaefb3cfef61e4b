/** How likely states are under the data noised to a level: their exact mixture, or a Gaussian with their moments. */
import { columnMeans } from "../../arrays/rows.ts";
import { dot } from "../../arrays/vectors.ts";
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { DENSE_LIMIT } from "../../density/geometry.ts";
import { posterior } from "../../density/posterior.ts";
import { mean } from "../../metrics/statistics.ts";
import type { NoiseLevel } from "../../schedule/noise-level.ts";
import { fitGaussian } from "../../score/gaussian.ts";

/** What a likelihood is of: the data, and the units scale · x_0 + shift in which states are. */
export interface LikelihoodOf {
  readonly density: EmpiricalDensity;
  readonly scale: number;
  readonly shift: number;
}

/** Of M states at a level. */
export interface StateLikelihood {
  /** Log-likelihood of each under whichever of the two is the likelier for all, M. */
  readonly logs: Float64Array;
  /** Mean square of the states about the data's mean over what data and noise make it: 1 where the noise is right. */
  readonly spread: number;
}

/** Where states times data are more numbers than this the Gaussian alone is asked, and so it is of pure noise. */
const MOST_PRODUCTS = 2 ** 26;

/** The likelihood of M states x (M × d) at a level, as a function of both. */
export async function stateLikelihood({ density, scale, shift }: LikelihoodOf) {
  const { d, n } = density;
  const gaussian = await momentsOf(density);
  const total = gaussian.variances.reduce((sum, value) => sum + value, 0);
  return async (x: Float64Array, { scale: a, variance }: NoiseLevel): Promise<StateLikelihood> => {
    const level = { scale: a * scale, variance };
    const moved = x.map((value) => value - a * shift);
    const centred = moved.map((value, i) => value - level.scale * gaussian.mean[i % d]);
    const square = centred.reduce((sum, value) => sum + value * value, 0) / (x.length / d);
    const spread = square / (level.scale ** 2 * total + d * variance);
    const smooth = gaussianLogs(gaussian, centred, level);
    if (n * x.length > MOST_PRODUCTS || a === 0) return { logs: smooth, spread };
    const { logDensity } = await posterior(density, level, { x: moved });
    return { logs: mean(logDensity) > mean(smooth) ? logDensity : smooth, spread };
  };
}

interface Moments {
  readonly mean: Float64Array;
  /** Of each direction, d. */
  readonly variances: Float64Array;
  /** Directions as rows, d × d; absent: the axes. */
  readonly vectors?: Float64Array;
}

/** Mean and covariance; above 256 dimensions the variances of the coordinates. */
async function momentsOf(density: EmpiricalDensity): Promise<Moments> {
  const { data, n, d } = density;
  if (d <= DENSE_LIMIT) return fitGaussian(density);
  const centre = columnMeans(data, d);
  const variances = new Float64Array(d);
  for (let i = 0; i < n * d; i++) variances[i % d] += (data[i] - centre[i % d]) ** 2 / n;
  return { mean: centre, variances };
}

function gaussianLogs(
  { variances, vectors }: Moments,
  centred: Float64Array,
  { scale, variance }: NoiseLevel,
): Float64Array {
  const d = variances.length;
  const along = variances.map((value) => scale * scale * value + variance);
  const constant = along.reduce((sum, value) => sum + Math.log(2 * Math.PI * value), 0);
  return Float64Array.from({ length: centred.length / d }, (_, q) => {
    const x = centred.subarray(q * d, (q + 1) * d);
    let square = 0;
    for (let j = 0; j < d; j++) {
      const component = vectors ? dot(vectors.subarray(j * d, (j + 1) * d), x) : x[j];
      square += component ** 2 / along[j];
    }
    return -0.5 * (constant + square);
  });
}
