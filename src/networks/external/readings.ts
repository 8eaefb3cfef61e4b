/**
 * How well readings of a brought model, a kind of prediction under a schedule each, take the noise out of the data: the
 * loss that the model was trained on, at many noise levels. A model that was trained has the least loss as it was trained.
 */
import { mean } from "../../metrics/statistics.ts";
import type { ModelTime } from "../../schedule/model-clock.ts";
import {
  meanMap,
  PREDICTION_KINDS,
  PREDICTIONS,
  type PredictionKind,
  predictionLevel,
} from "../../score/prediction.ts";
import { answersUnder, type CheckedModel, type LevelAnswers, type SeenData } from "./answers.ts";
import type { ScheduleDescription } from "./description.ts";
import { otherSchedules } from "./schedules.ts";

/** The loss of a reading at one level. */
export interface LevelLoss {
  /** h / a² of the level. */
  readonly noise: number;
  /**
   * |x̂_0 - E[x_0 | x]|² of each point, over d v, v the variance left by the best linear prediction of white data; with
   * `rest`, that of x_0 about its mean, about 1 for both constants, x̂_0 the mean at large noise and x̂_0 = x / a at small.
   */
  readonly excess: Float64Array;
  readonly rest: number;
  readonly loss: number;
  /** Whether all answers are; those that are not count as a huge loss. */
  readonly finite: boolean;
  /** The level itself, as the model has it. */
  readonly own: ModelTime;
  /** The loss that is left by the best linear combination of prediction and x. */
  readonly calibrated: number;
}

/** One way to read a model. */
export interface Reading {
  readonly prediction: PredictionKind;
  readonly schedule: ScheduleDescription;
  readonly levels: readonly LevelLoss[];
}

/** Losses below this, a relative error of a tenth, are all good. */
const GOOD = 0.01;

/** Of answers that are not finite. */
const HUGE = 1e12;

/** How much better one reading takes the noise out than another. */
export interface Comparison {
  /** Mean over levels of the logarithm of the loss's ratio. */
  readonly gain: number;
  /** Its standard error over the draws. */
  readonly error: number;
  /** √ of the geometric mean of the losses over the levels that both have. */
  readonly misfits: readonly [number, number];
  /** Whether the two are the same map from answers to clean points at all of those levels. */
  readonly same: boolean;
}

/** All kinds under one schedule, from the model's answers there. */
export function readingsOf(
  answers: readonly LevelAnswers[],
  seen: SeenData,
  schedule: ScheduleDescription,
): Reading[] {
  if (answers.length === 0) return [];
  return PREDICTION_KINDS.map((prediction) => ({
    prediction,
    schedule,
    levels: answers.map((level) => lossAt(level, seen, prediction)),
  }));
}

/** All kinds under all other schedules and time inputs, where the model can be asked. */
export async function otherReadings(model: CheckedModel, seen: SeenData): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const schedule of otherSchedules(model.declared.schedule))
    readings.push(...readingsOf(await answersUnder(model, seen, schedule), seen, schedule));
  return readings;
}

function lossAt(
  { own, noise, given, clean, rest, answer }: LevelAnswers,
  { mean: centre, variance, d }: SeenData,
  prediction: PredictionKind,
): LevelLoss {
  const { scale } = own.level;
  const { ofInput, ofOutput } = meanMap(prediction, own.level, own.velocity);
  const unit = (variance * noise) / (variance + noise);
  const excess = new Float64Array(answer.length / d);
  // Normal equations of the error in the prediction about the mean, and in the noise that it leaves.
  const fit = { pp: 0, pn: 0, nn: 0, ep: 0, en: 0 };
  for (let i = 0; i < answer.length; i++) {
    const predicted = (ofInput * given[i] + ofOutput * answer[i]) / scale;
    const error = clean[i] - predicted;
    const [p, n] = [predicted - centre[i % d], given[i] / scale - predicted];
    excess[Math.floor(i / d)] += (error * error) / (d * unit);
    fit.pp += p * p;
    fit.pn += p * n;
    fit.nn += n * n;
    fit.ep += error * p;
    fit.en += error * n;
  }
  const left = rest / (d * unit);
  const loss = mean(excess) + left;
  const calibrated = Math.max(0, loss - explainedBy(fit) / (answer.length * unit));
  const found = { own, noise, finite: Number.isFinite(loss), excess, rest: left, loss, calibrated };
  return found.finite ? found : hopeless(found);
}

/** The level with a huge loss, as where answers are not finite. */
export function hopeless(level: LevelLoss): LevelLoss {
  return { ...level, finite: false, excess: level.excess.map(() => HUGE), loss: HUGE, calibrated: HUGE };
}

type NormalEquations = Record<"pp" | "pn" | "nn" | "ep" | "en", number>;

/** Sum of squares that the two regressors take out of the error. */
function explainedBy({ pp, pn, nn, ep, en }: NormalEquations): number {
  const determinant = pp * nn - pn * pn;
  if (!(determinant > 1e-9 * pp * nn)) return pp > 0 ? (ep * ep) / pp : 0;
  return (nn * ep * ep - 2 * pn * ep * en + pp * en * en) / determinant;
}

/** Levels of two schedules are the same where h / a² differs by less than this factor. */
const SAME = 1.5;
/** Readings with fewer levels in common are not compared. */
const LEAST_LEVELS = 4;

/** How much better `other` does than `base` at the levels that both have; undefined where that cannot be said. */
export function compareReadings(base: Reading, other: Reading): Comparison | undefined {
  const shared = base.levels.flatMap((level, i) => {
    const match = other.levels[i];
    return Math.abs(Math.log(match.noise / level.noise)) < Math.log(SAME) ? [[level, match] as const] : [];
  });
  if (shared.length < LEAST_LEVELS) return undefined;
  const logarithm = (level: LevelLoss, rest: number) => Math.log(mean(level.excess) + rest + GOOD);
  const ofBase = mean(shared.map(([a]) => logarithm(a, a.rest)));
  const ofOther = mean(shared.map(([a, b]) => logarithm(b, a.rest)));
  const variance = mean(shared.map(([a, b]) => varianceOfGain(a, b))) / shared.length;
  return {
    gain: ofBase - ofOther,
    error: Math.sqrt(variance),
    misfits: [Math.exp(ofBase / 2), Math.exp(ofOther / 2)],
    same: base.schedule === other.schedule && shared.every(([a, b]) => hasSameLosses(a, b)),
  };
}

function hasSameLosses(a: LevelLoss, b: LevelLoss): boolean {
  return a.excess.every((loss, q) => Math.abs(loss - b.excess[q]) <= 1e-9 * (loss + GOOD));
}

/** Of the logarithm of the ratio of two mean losses over the same draws. */
function varianceOfGain(a: LevelLoss, b: LevelLoss): number {
  const [ofA, ofB] = [a, b].map(({ excess }) => mean(excess) + a.rest + GOOD);
  const terms = a.excess.map((loss, q) => loss / ofA - b.excess[q] / ofB);
  const centre = mean(terms);
  return mean(terms.map((term) => (term - centre) ** 2)) / terms.length;
}

/** √ of the geometric mean of a reading's losses. */
export function misfit({ levels }: Reading): number {
  return Math.exp(mean(levels.map(({ loss }) => Math.log(loss + GOOD))) / 2);
}

/** How much of a reading's misfit a rescaling of its predictions would mend: mean over levels of the logarithm of a ratio. */
export function miscalibration({ levels }: Reading): number {
  return mean(levels.map(({ loss, calibrated }) => Math.log((loss + GOOD) / (calibrated + GOOD))));
}

/** The loss of a kind's own answers at one level over that of the best constant; `variance` is that of the data. */
export function constantRatio(
  prediction: PredictionKind,
  { own, noise, loss }: LevelLoss,
  variance: number,
): number {
  const level = predictionLevel(own.level, own.velocity);
  const { ofData, ofNoise } = PREDICTIONS[prediction].target(level);
  const ofError = ofData - (ofNoise * level.scale) / level.sigma;
  const unit = (variance * noise) / (variance + noise);
  return (ofError * ofError * unit * loss) / (ofData * ofData * variance + ofNoise * ofNoise);
}
