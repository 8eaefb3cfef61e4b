import { columnMeans } from "../arrays/rows.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { posterior } from "../density/posterior.ts";
import { expected } from "../errors/argument-error.ts";
import type { Rng } from "../random/rng.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { number, whole } from "../settings/setting.ts";
import { createExactScore } from "./exact.ts";
import { defineScoreModel } from "./model-entry.ts";
import type { ScoreModel } from "./score-model.ts";

/** Options of {@link createSmoothedScore}. */
export interface SmoothedOptions {
  /** Standard deviation σ of the perturbations of x, in the units of the data, the same at all times. */
  sigma: number;
  /** The same in noise widths √h; both together add up as variances. */
  relative?: number;
  /** Number of perturbations M, at least 2. */
  draws?: number;
  /** Draws them once: they are the same for all x and times, and their mean is 0. */
  rng: Rng;
}

/**
 * The smoothed closed-form score (THEORY.md section 12): the exact score averaged over M perturbations of x. A closed-form generaliser: with σ > 0 at the end, samples are the means of M training points near to each other.
 * @throws RangeError where a width is below 0 or no number, or draws is no integer of at least 2
 * @example
 * const model = createSmoothedScore(twoModes, { sigma: 100, draws: 1000, rng });
 * // perturbed so far either mode is as likely, wherever x is
 * const [along] = await model.posteriorMean(Float64Array.of(3, 0), Math.LN2 / 2);
 * Math.abs(along) < 0.3; // → true
 */
export function createSmoothedScore(density: EmpiricalDensity, options: SmoothedOptions): ScoreModel {
  const { sigma, relative = 0, draws = 16, rng } = options;
  if (!(sigma >= 0)) throw expected("sigma", "a number >= 0", sigma);
  if (!(relative >= 0)) throw expected("relative", "a number >= 0", relative);
  if (!(Number.isInteger(draws) && draws >= 2)) throw expected("draws", "an integer >= 2", draws);
  if (sigma === 0 && relative === 0) return createExactScore(density);
  const { d } = density;
  const directions = centredDraws(rng.split("draws"), draws, d);
  return {
    name: `smoothed by ${sigma}`,
    d,
    async posteriorMean(x, time) {
      const level = ouLevel(time);
      const width = Math.hypot(sigma, relative * Math.sqrt(level.variance));
      const out = new Float64Array(x.length);
      for (let r = 0; r < draws; r++) {
        const moved = x.map((value, i) => value + width * directions[r * d + (i % d)]);
        const { posteriorMean } = await posterior(density, level, { x: moved });
        for (let i = 0; i < out.length; i++) out[i] += posteriorMean[i] / draws;
      }
      return out;
    },
  };
}

/** M normals less their mean, and as long as before on average, M × d. Then the mean of the scores is that of the posterior means. */
function centredDraws(rng: Rng, draws: number, d: number): Float64Array {
  const normals = rng.normals(draws * d);
  const mean = columnMeans(normals, d);
  const length = Math.sqrt(draws / (draws - 1));
  return normals.map((value, i) => length * (value - mean[i % d]));
}

/** {@link createSmoothedScore} as an entry. */
export const SMOOTHED = defineScoreModel({
  name: "smoothed",
  title: "smoothed score",
  meaning:
    "The exact score averaged over a few shifted places: samples are means of training points that are near to each other.",
  settings: {
    sigma: number(0.3, "standard deviation σ of the shifts over which the score is averaged", {
      min: 0,
      unit: "data units",
      slider: {
        label: "Smoothing σ",
        min: 0,
        max: 2,
        help: "How far the places lie over which the score is averaged, in data units.",
        link: { min: 0, max: 100 },
      },
    }),
    relative: number(0, "further standard deviation of these shifts, which falls as the noise does", {
      min: 0,
      unit: "noise widths √h",
      slider: {
        label: "… in noise widths",
        min: 0,
        max: 2,
        help: "Smoothing that falls with the noise: alone, samples end as copies.",
        link: { min: 0, max: 100 },
      },
    }),
    draws: whole(8, "number M of shifts, the same ones everywhere", {
      min: 2,
      slider: { label: "Shifts M", min: 2, max: 32, link: { min: 2, max: 128 } },
    }),
  },
  create: (density, { settings, rng }) => createSmoothedScore(density, { ...settings, rng }),
});
