/** What would falsify the picture, as tests with a figure each (THEORY.md section 6, F1–F5). */

import { lastOf } from "../arrays/present.ts";
import type { Classes } from "../diagnosis/classes.ts";
import { fractionEstimate, mean, rankCorrelation, rootMeanSquare } from "../metrics/statistics.ts";
import type { Rng } from "../random/rng.ts";
import { brief, percent } from "../text/numbers.ts";
import { integrateErrors } from "./decomposition.ts";
import type { Dynamics } from "./dynamics.ts";
import { shareInTime } from "./reach-order.ts";

/** Outcome of one test of the picture, F1 to F5; `holds` means that the picture survived it. */
export interface Verdict {
  readonly value: number;
  /** p-value of the alternative that the claim holds by chance; NaN where the test has none. */
  readonly p: number;
  readonly holds: boolean;
  readonly meaning: string;
}

/** One shuffled run in a hundred may pass for a real one. */
const REACH_LEVEL = 0.01;

/**
 * F1: samples reach the tube before they slide. It holds where most samples ever enter, and more of those that have a ridge
 * enter in time and stay than of trajectories that are made of the same states, shuffled among the samples at every time.
 * The value is NaN where nothing can be said: no ridge ever exists, or no error moves the samples.
 * @example
 * const [reachesFirst, shuffledFirst] = [Float64Array.of(1, 1, 0, NaN), new Float64Array(199)];
 * const ridgeTime = Float64Array.of(2, 2, 1, 1);
 * const { value, p } = reachBeforeSlide({ ...dynamics, reachesFirst, shuffledFirst, ridgeTime, reachTime: ridgeTime });
 * [value, p]; // → [0.6667, 0.005]
 */
export function reachBeforeSlide({ ridgeTime, reachTime, reachesFirst, shuffledFirst }: Dynamics): Verdict {
  const told = [...reachesFirst.keys()].filter((q) => !Number.isNaN(reachesFirst[q]));
  const reached = told.filter((q) => !Number.isNaN(reachTime[q])).length;
  const value = shareInTime(reachesFirst, ridgeTime);
  const atLeast = shuffledFirst.filter((share) => share >= value).length;
  const p = told.length === 0 ? NaN : (1 + atLeast) / (1 + shuffledFirst.length);
  return {
    value,
    p,
    holds: p < REACH_LEVEL && fractionEstimate(reached, told.length).low > 0.5,
    meaning: `fraction of samples with a ridge that enter the tube of noise alone, for more than a moment, before half of their motion along the ridge is done (of shuffled trajectories ${brief(mean(shuffledFirst))}; ${percent(reached / told.length)} of all samples ever enter)`,
  };
}

/**
 * F1 where something can be said, to be spread among other verdicts.
 * @example
 * // the exact score moves nothing along the ridge
 * reachVerdict(dynamics); // → {}
 */
export function reachVerdict(dynamics: Dynamics): { readonly F1?: Verdict } {
  const F1 = reachBeforeSlide(dynamics);
  return Number.isNaN(F1.value) ? {} : { F1 };
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
 * F1 of the last of a training's checkpoints (left out where nothing can be said), F2 of the one with the largest normal error whose samples are predicted, and
 * F3 over all.
 * @example
 * const F1toF3 = trainingVerdicts([{ name: "step 1", dynamics }, { name: "step 9", dynamics }], rng);
 * // with the exact score there is no slide, and no F1
 * Object.keys(F1toF3); // → ["F2", "F3"]
 */
export function trainingVerdicts(
  runs: readonly NamedRun[],
  rng: Rng,
): { readonly F1?: Verdict } & Readonly<Record<"F2" | "F3", Verdict>> {
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
    ...reachVerdict(last.dynamics),
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
