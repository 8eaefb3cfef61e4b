/** A brought model as a score model: other coordinates, other units and other predictions are turned at the door. */
import { expected } from "../../errors/argument-error.ts";
import { InputError } from "../../errors/input-error.ts";
import { type ModelClock, type ModelTime, modelClock } from "../../schedule/model-clock.ts";
import { dataVariance, ouLevel, ouTime } from "../../schedule/noise-level.ts";
import { meanMap, type PredictionKind } from "../../score/prediction.ts";
import type { ScoreModel } from "../../score/score-model.ts";
import type { ModelDeclaration, ScheduleDescription } from "./description.ts";
import type { Predictor } from "./predictor.ts";

/** How a model's own x and units relate to those of the data. */
export interface ModelFrame {
  readonly clock: ModelClock;
  /** The model sees scale · x_0 + shift. */
  readonly scale: number;
  readonly shift: number;
}

/**
 * The clock and units that are declared.
 * @throws RangeError where the settings of the schedule do not fit
 * @example
 * const { clock, shift } = modelFrame({ name: "edm" }, { scale: 0.5, shift: 1 });
 * [clock.name, shift]; // → ["edm", 1]
 */
export function modelFrame(schedule: ScheduleDescription, data: ModelDeclaration["data"]): ModelFrame {
  return { clock: clockOf(schedule), ...data };
}

/**
 * The clock of a declared schedule.
 * @throws RangeError where its settings do not fit
 * @example
 * clockOf({ name: "ddpm-linear", steps: 10 }).range.least; // → 0.0001
 */
export function clockOf({ name, time, steps, beta_start, beta_end, betas }: ScheduleDescription): ModelClock {
  return modelClock(name, {
    ...(Array.isArray(betas) && { betas }),
    ...(time && { timeInput: time }),
    ...(steps !== undefined && { steps }),
    ...(beta_start !== undefined && { betaStart: beta_start }),
    ...(beta_end !== undefined && { betaEnd: beta_end }),
  });
}

/**
 * OU times, in the data's own units, of all levels that a discrete schedule has and that hold something of the data;
 * undefined for continuous ones.
 * @example
 * const schedule = { name: "ddpm-linear", steps: 2, beta_start: 0.1, beta_end: 0.2 } as const;
 * // -½ log 0.9, -½ log 0.72
 * levelTimes(modelFrame(schedule, { scale: 1, shift: 0 })); // → [0.05268, 0.1643]
 */
export function levelTimes({ clock, scale }: ModelFrame): Float64Array | undefined {
  return clock.discrete?.dataVariances
    .filter(Number.isFinite)
    .map((variance) => 0.5 * Math.log1p(variance / (scale * scale)));
}

/**
 * Least and largest OU time, in the data's own units, at which the model may be asked.
 * @example
 * // ½ log(1 + 80²) of EDM's largest σ
 * timeRange(modelFrame({ name: "edm" }, { scale: 1, shift: 0 })).most; // → 4.382
 */
export function timeRange({ clock: { range }, scale }: ModelFrame): { least: number; most: number } {
  const time = (variance: number) => 0.5 * Math.log1p(variance / (scale * scale));
  return { least: time(range.least), most: time(range.most) };
}

/** Levels of discrete schedules are met up to rounding. */
const SAME_LEVEL = 1e-6;

/**
 * The model's own time at an OU time.
 * @throws RangeError where a discrete schedule has no such level
 * @example
 * // t = ½ log(1 + σ²) with σ = 1
 * modelTimeAt(modelFrame({ name: "edm" }, { scale: 1, shift: 0 }), Math.LN2 / 2).input; // → 1
 */
export function modelTimeAt({ clock, scale }: ModelFrame, time: number): ModelTime {
  const wanted = scale * scale * dataVariance(ouLevel(time));
  const found = clock.at(wanted);
  if (Math.abs(dataVariance(found.level) / wanted - 1) > SAME_LEVEL)
    throw expected("time", `a level that ${clock.name} has`, time);
  return found;
}

/** An OU time and the model's own. */
export interface SameTime {
  readonly time: number;
  readonly own: ModelTime;
}

/**
 * x (any length) of an OU time in the model's own coordinates: a_m (scale x / a + shift).
 * @example
 * // a model that sees 2 x + 1 of the data, at its own σ = 0, where a = 1
 * const twice = modelFrame({ name: "edm" }, { scale: 2, shift: 1 });
 * toModel(twice, Float64Array.of(3), { time: 1e-9, own: twice.clock.at(1e-5) }); // → [7]
 */
export function toModel(
  { scale, shift }: ModelFrame,
  x: Float64Array,
  { time, own }: SameTime,
): Float64Array {
  const factor = (own.level.scale * scale) / ouLevel(time).scale;
  const offset = own.level.scale * shift;
  return x.map((value) => factor * value + offset);
}

/**
 * From a model's x or mean of a_m · (scale x_0 + shift) back to OU coordinates.
 * @example
 * const twice = modelFrame({ name: "edm" }, { scale: 2, shift: 1 });
 * fromModel(twice, Float64Array.of(7), { time: 1e-9, own: twice.clock.at(1e-5) }); // → [3]
 */
export function fromModel(
  { scale, shift }: ModelFrame,
  x: Float64Array,
  { time, own }: SameTime,
): Float64Array {
  const factor = ouLevel(time).scale / (own.level.scale * scale);
  const offset = (ouLevel(time).scale * shift) / scale;
  return x.map((value) => factor * value - offset);
}

/**
 * The OU time, in the data's own units, of a level of the model's.
 * @example
 * // a model that sees half of the data: its σ = ½ is 1 of theirs
 * const half = modelFrame({ name: "edm" }, { scale: 0.5, shift: 0 });
 * ouTimeOf(half, half.clock.of(0.5)); // → 0.3466
 */
export function ouTimeOf({ scale }: ModelFrame, { level }: ModelTime): number {
  return ouTime({ scale: level.scale * scale, variance: level.variance });
}

/**
 * The predictor as a score model; its posteriorMean throws {@link InputError} where an answer is not finite.
 * @example
 * // a predictor that says that the points are clean already: the mean is a of them
 * const predictor = { source: "same", d: 2, integerTime: false, predict: async (x: Float64Array) => x, close: async () => {} };
 * const same = createExternalModel(predictor, { kind: "posterior-mean", frame, d: 2 });
 * await same.posteriorMean(Float64Array.of(1, 2), 0.5); // → [1, 2]
 */
export function createExternalModel(
  predictor: Predictor,
  { kind, frame, d }: { kind: PredictionKind; frame: ModelFrame; d: number },
): ScoreModel {
  return {
    name: predictor.source,
    d,
    async posteriorMean(x, time) {
      const own = modelTimeAt(frame, time);
      const given = toModel(frame, x, { time, own });
      const answer = await predictor.predict(given, own.input);
      requireFiniteAnswer(predictor.source, { answer, d }, own);
      const { ofInput, ofOutput } = meanMap(kind, own.level, own.velocity);
      const mean = answer.map((value, i) => ofInput * given[i] + ofOutput * value);
      return fromModel(frame, mean, { time, own });
    },
  };
}

/**
 * Refuses predictions that are not finite.
 * @throws {InputError} naming the first point (counted from 0) and the model's time
 */
function requireFiniteAnswer(
  source: string,
  { answer, d }: { answer: Float64Array; d: number },
  { input }: ModelTime,
): void {
  const at = answer.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new InputError(
    source,
    "finite predictions",
    `${answer[at]} for point ${Math.floor(at / d)} at its time ${Number(input.toPrecision(6))}`,
  );
}
