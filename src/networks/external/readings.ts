/**
 * How each reading of a brought model, a kind of prediction under a schedule, fits the data: the distance of its answers
 * from what that kind would be for the data's exact score, or for a Gaussian with their moments, whichever is nearer.
 */

import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { DENSE_LIMIT } from "../../density/geometry.ts";
import { sampleDensity } from "../../density/sample-density.ts";
import { InputError } from "../../errors/input-error.ts";
import type { Rng } from "../../random/rng.ts";
import { MODEL_SCHEDULES, type ModelTime, timeInputsOf } from "../../schedule/model-clock.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import { createExactScore } from "../../score/exact.ts";
import { createGaussianScore, fitGaussian } from "../../score/gaussian.ts";
import {
  PREDICTION_KINDS,
  PREDICTIONS,
  type PredictionKind,
  predictionLevel,
} from "../../score/prediction.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import type { ModelDeclaration, ScheduleDescription } from "./description.ts";
import { type ModelFrame, modelFrame, ouTimeOf, toModel } from "./model-frame.ts";
import type { Predictor } from "./predictor.ts";

/** How one reading of a model fits. */
export interface Fit {
  readonly prediction: PredictionKind;
  readonly schedule: ScheduleDescription;
  /**
   * RMS over levels of |answer - known prediction| / |target|, RMS over points: 0 for the exact score of the data, about 1
   * for a constant 0. NaN where the model cannot be asked under this schedule.
   */
  readonly error: number;
}

/** Points drawn at each level. */
const POINTS = 128;
/** Noise σ / a of the levels: so many times the data's standard deviation per coordinate, … */
const MODERATE = [1, 2];
/** … and so many times the root mean squared distance of the data from their mean. */
const LARGE = [1, 2, 4];

/** What is checked: a model with its declaration, and the data in the columns that the model takes. */
export interface CheckedModel {
  readonly predictor: Predictor;
  readonly declared: ModelDeclaration;
  readonly density: EmpiricalDensity;
  readonly rng: Rng;
}

/** All kinds under all other schedules and time inputs. */
export async function fitsElsewhere(model: CheckedModel): Promise<Fit[]> {
  const { schedule } = model.declared;
  const fits: Fit[] = [];
  for (const name of MODEL_SCHEDULES)
    for (const time of timeInputsOf(name)) {
      if (name === schedule.name && time === (schedule.time ?? "native")) continue;
      const { steps } = schedule;
      const other = { ...(name === schedule.name ? schedule : steps && { steps }), name, time };
      fits.push(...(await fitsUnder(model, other).catch(refused)));
    }
  return fits;
}

/** Timesteps that are integers cannot be asked for other times. */
function unanswered(schedule: ScheduleDescription): (prediction: PredictionKind) => Fit {
  return (prediction) => ({ prediction, schedule, error: NaN });
}

/** A model that cannot be asked under some schedule does not fit it. */
function refused(error: unknown): Fit[] {
  if (error instanceof InputError) return [];
  throw error;
}

/** The error of every kind under one schedule. */
export async function fitsUnder(model: CheckedModel, schedule: ScheduleDescription): Promise<Fit[]> {
  const frame = modelFrame(schedule, model.declared.data);
  const totals = new Float64Array(PREDICTION_KINDS.length);
  if (model.predictor.integerTime && !frame.clock.discrete) return PREDICTION_KINDS.map(unanswered(schedule));
  const extent = extentOf(frame, model.density);
  const levels = levelsOf(frame, extent.spread, model.density.d);
  const references = await referencesOf(model.density);
  for (const [i, own] of levels.entries()) {
    const errors = await errorsAt(model, frame, {
      own,
      references,
      square: extent.square,
      rng: model.rng.split("level", i),
    });
    errors.forEach((error, kind) => {
      totals[kind] += (error * error) / levels.length;
    });
  }
  return PREDICTION_KINDS.map((prediction, kind) => ({
    prediction,
    schedule,
    error: Math.sqrt(totals[kind]),
  }));
}

/** Of the data as the model sees them: mean squared distance from their mean, and mean squared length. */
function extentOf(
  { scale, shift }: ModelFrame,
  { data, n, d }: EmpiricalDensity,
): Record<"spread" | "square", number> {
  const mean = new Float64Array(d);
  for (let i = 0; i < n * d; i++) mean[i % d] += (scale * data[i] + shift) / n;
  let [spread, square] = [0, 0];
  for (let i = 0; i < n * d; i++) {
    const seen = scale * data[i] + shift;
    spread += (seen - mean[i % d]) ** 2 / n;
    square += seen ** 2 / n;
  }
  return { spread, square };
}

/** The levels that the schedule has nearest to those wanted. */
function levelsOf({ clock }: ModelFrame, spread: number, d: number): ModelTime[] {
  const { least, most } = clock.range;
  const wanted = [
    ...MODERATE.map((factor) => (factor * factor * spread) / d),
    ...LARGE.map((factor) => factor * factor * spread),
  ];
  return wanted.map((variance) => clock.at(Math.min(most, Math.max(least, variance))));
}

/** The exact score of the data, and that of a Gaussian with their covariance (above 256 dimensions: their variance). */
async function referencesOf(density: EmpiricalDensity): Promise<ScoreModel[]> {
  const { kernels, d } = density;
  const gaussian =
    d <= DENSE_LIMIT ? createGaussianScore(kernels, await fitGaussian(density)) : isotropic(density);
  return [createExactScore(density), gaussian];
}

function isotropic({ data, n, d }: EmpiricalDensity): ScoreModel {
  const mean = new Float64Array(d);
  for (let i = 0; i < n * d; i++) mean[i % d] += data[i] / n;
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

interface LevelCheck {
  readonly own: ModelTime;
  readonly references: readonly ScoreModel[];
  /** Mean squared length of the data as the model sees them. */
  readonly square: number;
  readonly rng: Rng;
}

/** The relative error of every kind at one level, against the nearer of the references. */
async function errorsAt(
  { predictor, density }: CheckedModel,
  frame: ModelFrame,
  { own, references, square, rng }: LevelCheck,
): Promise<number[]> {
  const time = ouTimeOf(frame, own);
  const { x } = sampleDensity(density, ouLevel(time), { count: POINTS, rng });
  const given = toModel(frame, x, { time, own });
  const answer = await predictor.predict(given, own.input);
  const errors: number[][] = [];
  for (const reference of references) {
    const mean = toModel(frame, await reference.posteriorMean(x, time), { time, own });
    const compared = { given, mean, answer, square: square / density.d };
    errors.push(PREDICTION_KINDS.map((kind) => relativeError(kind, own, compared)));
  }
  return PREDICTION_KINDS.map((_, kind) => Math.min(...errors.map((of) => of[kind])));
}

interface Answer {
  /** In the model's coordinates, M × d: x, a known mean of a x_0, and what the model said. */
  readonly given: Float64Array;
  readonly mean: Float64Array;
  readonly answer: Float64Array;
  /** Mean square of a coordinate of x_0. */
  readonly square: number;
}

/** |answer - E[target | x]| over |target|, both RMS over points. */
function relativeError(
  kind: PredictionKind,
  own: ModelTime,
  { given, mean, answer, square }: Answer,
): number {
  const level = predictionLevel(own.level, own.velocity);
  const { scale, sigma } = level;
  const { ofData, ofNoise } = PREDICTIONS[kind].target(level);
  let gap = 0;
  for (let i = 0; i < answer.length; i++) {
    const clean = mean[i] / scale;
    const noise = (given[i] - mean[i]) / sigma;
    gap += (answer[i] - ofData * clean - ofNoise * noise) ** 2;
  }
  return Math.sqrt(gap / (answer.length * (ofData * ofData * square + ofNoise * ofNoise)));
}
