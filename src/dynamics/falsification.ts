/** What would falsify the picture, as tests with a figure each (THEORY.md section 6, F1–F5). */

import { lastOf } from "../arrays/present.ts";
import type { Classes } from "../diagnosis/classes.ts";
import { fractionEstimate, rankCorrelation, rootMeanSquare } from "../metrics/statistics.ts";
import type { Rng } from "../random/rng.ts";
import { integrateErrors } from "./decomposition.ts";
import type { Dynamics } from "./dynamics.ts";

/** Outcome of one test of the picture, F1 to F5; `holds` means that the picture survived it. */
export interface Verdict {
  readonly value: number;
  /** p-value of the alternative that the claim holds by chance; NaN where the test has none. */
  readonly p: number;
  readonly holds: boolean;
  readonly meaning: string;
}

/**
 * F1: samples enter the tube before half of their error-driven tangent motion is done.
 * @example
 * // times fall: the first two of three reach the tube first
 * const [reachTime, halfSlideTime] = [Float64Array.of(3, 2, 1), Float64Array.of(1, 1, 2)];
 * reachBeforeSlide({ ...dynamics, reachTime, halfSlideTime, slideLengthTotal: Float64Array.of(1, 1, 1) }).value; // → 0.6667
 */
export function reachBeforeSlide({ reachTime, halfSlideTime, slideLengthTotal }: Dynamics): Verdict {
  const moving = [...reachTime.keys()].filter((q) => slideLengthTotal[q] > 0);
  const first = moving.filter((q) => reachTime[q] >= halfSlideTime[q]).length;
  const { value, low } = fractionEstimate(first, moving.length);
  return {
    value,
    p: binomialTail(moving.length, first),
    holds: low > 0.5,
    meaning: "fraction of samples that are inside the tube before half of their tangent motion is done",
  };
}

/** One-sided normal approximation to P(X ≥ hits), X ~ Binomial(n, 1/2). */
function binomialTail(n: number, hits: number): number {
  if (n === 0) return NaN;
  const z = (hits - 0.5 - n / 2) / Math.sqrt(n / 4);
  return 0.5 * erfc(z / Math.SQRT2);
}

/** Complementary error function, Chebyshev fit (relative error below 1.2e-7). */
function erfc(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const c = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const y = t * Math.exp(-x * x + c.reduceRight((sum, value) => sum * t + value, 0));
  return x >= 0 ? y : 2 - y;
}

/**
 * F2: across samples, a larger predicted final distance goes with a larger measured one.
 * @example
 * const [predictedFinal, finalDistance] = [Float64Array.of(1, 2, 3), Float64Array.of(2, 4, 9)];
 * predictionRanksSamples({ ...dynamics, predictedFinal, finalDistance }, rng).value; // → 1
 */
export function predictionRanksSamples({ predictedFinal, finalDistance }: Dynamics, rng: Rng): Verdict {
  const known = [...finalDistance.keys()].filter(
    (q) => Number.isFinite(finalDistance[q]) && Number.isFinite(predictedFinal[q]),
  );
  const pick = (values: Float64Array) => known.map((q) => values[q]);
  const { value, p } = rankCorrelation(pick(predictedFinal), pick(finalDistance), { rng });
  return {
    value,
    p,
    holds: value > 0 && p < 0.05,
    meaning: "rank correlation of predicted with measured final ridge distance across samples",
  };
}

/**
 * F3: the same across checkpoints, for the RMS distance.
 * @example
 * predictionRanksCheckpoints([1, 2, 3, 4], [2, 3, 5, 9], rng).value; // → 1
 */
export function predictionRanksCheckpoints(
  predicted: ArrayLike<number>,
  measured: ArrayLike<number>,
  rng: Rng,
): Verdict {
  const { value, p } = rankCorrelation(predicted, measured, { rng });
  return {
    value,
    p,
    holds: value > 0.9 && p < 0.05,
    meaning: "rank correlation of predicted with measured RMS ridge distance across checkpoints",
  };
}

/**
 * F3 of the last times of several runs.
 * @example
 * endsRankCheckpoints([dynamics, dynamics], rng).p; // → 1
 */
export function endsRankCheckpoints(runs: readonly Dynamics[], rng: Rng): Verdict {
  const ends = (pick: "predictedDistance" | "measuredDistance") => runs.map((run) => lastOf(run[pick]));
  return predictionRanksCheckpoints(ends("predictedDistance"), ends("measuredDistance"), rng);
}

/** A named run, e.g. a checkpoint of a training. */
interface NamedRun {
  readonly name: string;
  readonly dynamics: Dynamics;
}

/**
 * F2 of the run with the largest normal error: at small errors nothing is left to rank but the noise of the sampler.
 * @example
 * const runs = [{ name: "late", dynamics, normalError: 0 }, { name: "early", dynamics, normalError: 1 }];
 * largestErrorRanksSamples(runs, rng).meaning.endsWith("(early)"); // → true
 */
export function largestErrorRanksSamples(
  runs: readonly (NamedRun & { readonly normalError: number })[],
  rng: Rng,
): Verdict {
  const { name, dynamics } = runs.reduce((most, run) => (run.normalError > most.normalError ? run : most));
  const verdict = predictionRanksSamples(dynamics, rng);
  return { ...verdict, meaning: `${verdict.meaning}, where the normal error is largest (${name})` };
}

/** Fewer samples with a prediction than this share say nothing of a checkpoint. */
const LEAST_PREDICTED = 0.5;

/**
 * F1 of the last of a training's checkpoints, F2 of the one with the largest normal error whose samples are predicted, and
 * F3 over all.
 * @example
 * const F1toF3 = trainingVerdicts([{ name: "step 1", dynamics }, { name: "step 9", dynamics }], rng);
 * Object.keys(F1toF3); // → ["F1", "F2", "F3"]
 */
export function trainingVerdicts(runs: readonly NamedRun[], rng: Rng): Record<"F1" | "F2" | "F3", Verdict> {
  const last = lastOf(runs);
  const predicted = runs.filter(({ dynamics: { predictedFinal } }) => {
    const known = predictedFinal.filter(Number.isFinite).length;
    return known >= LEAST_PREDICTED * predictedFinal.length;
  });
  const ranked = [predicted.at(-1) ?? last, ...predicted].map(({ name, dynamics }) => ({
    name,
    dynamics,
    normalError: integrateErrors(dynamics.errors, "h2").normal,
  }));
  return {
    F1: reachBeforeSlide(last.dynamics),
    F2: largestErrorRanksSamples(ranked, rng.split("F2")),
    F3: endsRankCheckpoints(
      runs.map(({ dynamics }) => dynamics),
      rng.split("F3"),
    ),
  };
}

/**
 * F4: with the exact score everything is memorised.
 * @example
 * const criterion = await ridgeCriterion(twoModes, { dim: 1, timeMin: 0.1, tube: true });
 * const classes = await classify(twoModes, Float64Array.of(2.9, 0, -3.1, 0), criterion);
 * exactScoreMemorises(classes).holds; // → true
 */
export function exactScoreMemorises({ fractions }: Classes): Verdict {
  return {
    value: fractions.memorised.value,
    p: NaN,
    holds: fractions.memorised.value > 0.95,
    meaning: "memorised fraction when the score is exact",
  };
}

/** Final states under the exact score and under one kind of error each, from the same noise, M each. */
export interface DirectionalRuns {
  /** Final ridge distances under the exact score, a tangent error and a normal error; NaN where undefined. */
  readonly exact: Float64Array;
  readonly tangent: Float64Array;
  readonly normal: Float64Array;
  /** Tangent displacement of the final point from the exact run's, under either error. */
  readonly shiftByTangent: Float64Array;
  readonly shiftByNormal: Float64Array;
}

/**
 * F5: a tangent error alone leaves the ridge distance as it is and moves samples along the ridge; a normal error alone
 * does the reverse. The value is the smaller of two contrasts: change of RMS distance, normal over tangent error, and
 * mean shift along the ridge, tangent over normal error. It holds where that exceeds 1 in 95 % of resamples.
 * @example
 * const both = (value: number) => Float64Array.of(value, value);
 * const distances = { exact: both(1), tangent: both(2), normal: both(7) };
 * // |7 - 1| / |2 - 1|, and 5 / 1
 * directionsSeparate({ ...distances, shiftByTangent: both(5), shiftByNormal: both(1) }, rng).value; // → 5
 */
export function directionsSeparate(runs: DirectionalRuns, rng: Rng): Verdict {
  const m = runs.exact.length;
  const draws = Array.from({ length: 1000 }, (_, r) =>
    contrast(runs, rng.split("resample", r).integers(m, m)),
  );
  const p = (1 + draws.filter((value) => !(value > 1)).length) / (1 + draws.length);
  return {
    value: contrast(
      runs,
      Int32Array.from({ length: m }, (_, q) => q),
    ),
    p,
    holds: p < 0.05,
    meaning:
      "smaller of: change of ridge distance by a normal over that by a tangent error, shift along the ridge by a tangent over that by a normal error",
  };
}

/** Beyond this a contrast is only division by rounding. */
const LARGEST_CONTRAST = 1000;

function contrast(
  { exact, tangent, normal, shiftByTangent, shiftByNormal }: DirectionalRuns,
  rows: Int32Array,
): number {
  const rms = (values: Float64Array) =>
    rootMeanSquare(Array.from(rows, (q) => values[q]).filter((value) => !Number.isNaN(value)));
  const base = rms(exact);
  const acrossRidge = Math.abs(rms(normal) - base) / Math.max(Math.abs(rms(tangent) - base), 1e-12);
  const total = (values: Float64Array) => rows.reduce((sum, q) => sum + values[q], 0);
  const alongRidge = total(shiftByTangent) / Math.max(total(shiftByNormal), 1e-12);
  return Math.min(acrossRidge, alongRidge, LARGEST_CONTRAST);
}
