/** What a brought model answers for noised data at many noise levels, asked as one schedule has it. */
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import { posterior } from "../../density/posterior.ts";
import { sampleDensity } from "../../density/sample-density.ts";
import { ArgumentError } from "../../errors/argument-error.ts";
import { InputError } from "../../errors/input-error.ts";
import type { Rng } from "../../random/rng.ts";
import type { ModelTime } from "../../schedule/model-clock.ts";
import { dataVariance, ouLevel } from "../../schedule/noise-level.ts";
import type { ModelDeclaration, ScheduleDescription } from "./description.ts";
import { type ModelFrame, modelFrame, ouTimeOf, toModel } from "./model-frame.ts";
import type { Predictor } from "./predictor.ts";

/** What is checked: a model with its declaration, and the data in the columns that the model takes. */
export interface CheckedModel {
  readonly predictor: Predictor;
  readonly declared: ModelDeclaration;
  readonly density: EmpiricalDensity;
  readonly rng: Rng;
}

/** Moments of the data as the model sees them. */
export interface SeenData {
  /** d. */
  readonly mean: Float64Array;
  /** Mean squares of a coordinate, about the mean and about 0. */
  readonly variance: number;
  readonly square: number;
  readonly d: number;
}

/** The answers at one level. Arrays are M × d, in the model's coordinates. */
export interface LevelAnswers {
  readonly own: ModelTime;
  /** h / a² of the level. */
  readonly noise: number;
  /** Whether any model of the data must agree with their moments here: the noise is no smaller than the data. */
  readonly large: boolean;
  /** Noised points in OU coordinates at this time, and as the model was given them. */
  readonly time: number;
  readonly x: Float64Array;
  readonly given: Float64Array;
  /** The mean of the clean points behind them, given x, or where that is too much to compute the clean points themselves. */
  readonly clean: Float64Array;
  /** Mean squared distance of the clean points from those means. */
  readonly rest: number;
  readonly answer: Float64Array;
}

/** Noise σ / a of the levels: so many times the data's standard deviation per coordinate, … */
const SMALL = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2];
const MODERATE = [1, 2];
/** … and so many times the root mean squared distance of the data from their mean. */
const LARGE = [1, 2, 4];

/** Numbers asked for at each level, and the bounds of the points that they make. */
const NUMBERS = 2 ** 14;
const POINTS = { least: 128, most: 1024 };
/** Where points times data are more numbers than this, the draws themselves stand for their means. */
const MOST_PRODUCTS = 2 ** 26;

/**
 * The moments of the data in the model's units.
 * @example
 * const seen = seenData({ density: twoModes, declared: declareModel("net", { prediction: "x0", schedule: "edm" }) });
 * [seen.variance, seen.d]; // → [4.5, 2]
 */
export function seenData({ density, declared }: Pick<CheckedModel, "density" | "declared">): SeenData {
  const { data, n, d } = density;
  const { scale, shift } = declared.data;
  const mean = new Float64Array(d);
  for (let i = 0; i < n * d; i++) mean[i % d] += (scale * data[i] + shift) / n;
  let variance = 0;
  for (let i = 0; i < n * d; i++) variance += (scale * data[i] + shift - mean[i % d]) ** 2 / (n * d);
  return { mean, variance, square: variance + mean.reduce((sum, value) => sum + (value * value) / d, 0), d };
}

/**
 * The answers at levels of a schedule nearest to those wanted, the same draws of data and noise under every schedule;
 * none where the model cannot be asked under it.
 */
export async function answersUnder(
  model: CheckedModel,
  seen: SeenData,
  schedule: ScheduleDescription,
): Promise<LevelAnswers[]> {
  const frame = modelFrame(schedule, model.declared.data);
  // Timesteps that are integers cannot be asked for other times.
  if (model.predictor.integerTime && !frame.clock.discrete) return [];
  try {
    const levels: LevelAnswers[] = [];
    for (const [i, level] of levelsOf(frame, seen).entries())
      levels.push(await answersAt(model, { ...level, frame, rng: model.rng.split("level", i) }));
    return levels;
  } catch (error) {
    const refused = error instanceof InputError || error instanceof ArgumentError;
    if (refused && schedule !== model.declared.schedule) return [];
    throw error;
  }
}

interface Wanted {
  readonly own: ModelTime;
  readonly large: boolean;
}

function levelsOf({ clock }: ModelFrame, { variance, d }: SeenData): Wanted[] {
  const { least, most } = clock.range;
  const wanted = [
    ...SMALL.map((factor) => ({ noise: factor * factor * variance, large: false })),
    ...MODERATE.map((factor) => ({ noise: factor * factor * variance, large: true })),
    ...LARGE.map((factor) => ({ noise: factor * factor * variance * d, large: true })),
  ];
  return wanted.map(({ noise, large }) => ({ own: clock.at(Math.min(most, Math.max(least, noise))), large }));
}

async function answersAt(
  { predictor, density }: CheckedModel,
  { own, large, frame, rng }: Wanted & { frame: ModelFrame; rng: Rng },
): Promise<LevelAnswers> {
  const { data, n, d } = density;
  const count = Math.min(POINTS.most, Math.max(POINTS.least, Math.ceil(NUMBERS / d)));
  const time = ouTimeOf(frame, own);
  const { x, source } = sampleDensity(density, ouLevel(time), { count, rng });
  const given = toModel(frame, x, { time, own });
  const drawn = x.map((_, i) => frame.scale * data[source[Math.floor(i / d)] * d + (i % d)] + frame.shift);
  const answer = await predictor.predict(given, own.input);
  const clean = n * d * count > MOST_PRODUCTS ? drawn : await meansOf(density, x, { time, frame });
  const rest = drawn.reduce((sum, value, i) => sum + (value - clean[i]) ** 2, 0) / count;
  return { own, noise: dataVariance(own.level), large, time, x, given, clean, rest, answer };
}

/** The exact posterior means of x_0 in the model's units. */
async function meansOf(
  density: EmpiricalDensity,
  x: Float64Array,
  { time, frame: { scale, shift } }: { time: number; frame: ModelFrame },
): Promise<Float64Array> {
  const level = ouLevel(time);
  const { posteriorMean } = await posterior(density, level, { x });
  return posteriorMean.map((value) => (scale * value) / level.scale + shift);
}
