/**
 * The clock of a model that was trained elsewhere: which number it is given for a noise level, and the scale and
 * variance of its own x at that level. Levels correspond where h / a² is the same (THEORY.md section 1).
 */

import { namesOf } from "../arrays/names-of.ts";
import { lastOf } from "../arrays/present.ts";
import { expected } from "../errors/argument-error.ts";
import {
  betaSchedule,
  type DiscreteSchedule,
  ddpmCosine,
  ddpmLinear,
  ddpmScaledLinear,
  zeroTerminalSnr,
} from "./discrete.ts";
import type { NoiseLevel } from "./noise-level.ts";
import { FLOW, OU, type Schedule, VE } from "./schedule.ts";
import { TIME_CODES, type TimeInput, type TimeInputEntry } from "./time-input.ts";

/** v = scale x_0 + noise z. */
type Velocity = { readonly scale: number; readonly noise: number };

/** Least and largest h / a² at which a model may be asked. */
type Range = { readonly least: number; readonly most: number };

/** One noise level as a model knows it. */
export interface ModelTime {
  /** The number that the model is given. */
  readonly input: number;
  /** (a, h) of the model's own x. */
  readonly level: NoiseLevel;
  /** v = velocity.scale x_0 + velocity.noise z, for models that predict v. */
  readonly velocity: Velocity;
}

/** From noise levels to a model's own time and back. Data variances are h / a². */
export interface ModelClock {
  readonly name: ModelScheduleName;
  readonly timeInput: TimeInput;
  /** Levels of a discrete schedule; absent: any level in the range. */
  readonly discrete?: DiscreteSchedule;
  /** Least and largest h / a² at which the model may be asked. */
  readonly range: Range;
  /** The level with this h / a² (of a discrete schedule the nearest). */
  at(dataVariance: number): ModelTime;
  /** The level of a time as the model is given it. @throws RangeError where the schedule has no such time */
  of(input: number): ModelTime;
}

/** Settings of the schedules that have some. */
export interface ClockOptions extends Partial<Record<"steps" | "betaStart" | "betaEnd", number>> {
  readonly timeInput?: TimeInput;
  /** The β of all steps, for the schedule `betas`. */
  readonly betas?: ArrayLike<number>;
}

/** The levels of a schedule: of a continuous one with the range of h / a² that models are asked in. */
type Levels =
  | { readonly discrete: DiscreteSchedule }
  | { readonly continuous: Schedule; readonly range: Range };

/** A schedule that a model can be declared to have, in words and in numbers. */
export interface ModelScheduleEntry {
  /** As a choice is called. */
  readonly title: string;
  /** One clause. */
  readonly meaning: string;
  /** What the model may be given as time, the usual one first. */
  readonly timeInputs: readonly TimeInput[];
  levels(options: ClockOptions): Levels;
  /** Default: that of the variance-preserving process at the same signal-to-noise ratio, a z - σ x_0. */
  velocity?(timeInput: TimeInput): Velocity;
}

/** Timesteps may be counted from either end. */
const TIMESTEPS = ["native", "reversed"] as const;

/** All schedules of models, by name. */
export const MODEL_CLOCKS = {
  ou: {
    title: "Ornstein–Uhlenbeck",
    meaning: "Ornstein–Uhlenbeck time t from 1e-6 to 20: a = e^-t, h = 1 - e^-2t",
    timeInputs: ["native"],
    levels: () => ({ continuous: OU, range: { least: Math.expm1(2e-6), most: Math.expm1(40) } }),
  },
  "ddpm-linear": {
    title: "DDPM linear",
    meaning: "DDPM with β rising linearly, timestep 0 … 999",
    timeInputs: TIMESTEPS,
    levels: (options) => ({ discrete: ddpmLinear(options) }),
  },
  "ddpm-cosine": {
    title: "DDPM cosine",
    meaning: "DDPM with ᾱ a squared cosine, timestep 0 … 999",
    timeInputs: TIMESTEPS,
    levels: (options) => ({ discrete: ddpmCosine(options) }),
  },
  edm: {
    title: "EDM (σ)",
    meaning: "EDM: a = 1, h = σ², σ from 2e-4 to 80",
    timeInputs: ["native", "c-noise"],
    levels: () => ({ continuous: VE, range: { least: 4e-8, most: 6400 } }),
  },
  flow: {
    title: "flow matching",
    meaning: "flow matching's straight line: a = 1 - u, h = u², u from 1e-4 to 1 - 1e-4",
    timeInputs: ["native", "data-at-one"],
    levels: () => ({
      continuous: FLOW,
      range: { least: (1e-4 / (1 - 1e-4)) ** 2, most: ((1 - 1e-4) / 1e-4) ** 2 },
    }),
    velocity: (timeInput) => (timeInput === "native" ? { scale: -1, noise: 1 } : { scale: 1, noise: -1 }),
  },
  "ddpm-scaled-linear": {
    title: "DDPM scaled linear",
    meaning: "Stable Diffusion's DDPM with √β rising linearly, timestep 0 … 999",
    timeInputs: TIMESTEPS,
    levels: (options) => ({ discrete: ddpmScaledLinear(options) }),
  },
  "ddpm-linear-zero-snr": {
    title: "DDPM linear, zero SNR",
    meaning: "ddpm-linear rescaled to end in pure noise",
    timeInputs: TIMESTEPS,
    levels: (options) => ({ discrete: zeroTerminalSnr(ddpmLinear(options)) }),
  },
  "ddpm-scaled-linear-zero-snr": {
    title: "DDPM scaled linear, zero SNR",
    meaning: "ddpm-scaled-linear rescaled to end in pure noise",
    timeInputs: TIMESTEPS,
    levels: (options) => ({ discrete: zeroTerminalSnr(ddpmScaledLinear(options)) }),
  },
  betas: {
    title: "DDPM, β of a file",
    meaning: "DDPM with the β of a file or list, one for each timestep",
    timeInputs: TIMESTEPS,
    levels: ({ betas = [] }) => ({ discrete: betaSchedule(betas) }),
  },
} as const satisfies Readonly<Record<string, ModelScheduleEntry>>;

/** The names of the schedules that a model can be declared to have. */
export type ModelScheduleName = keyof typeof MODEL_CLOCKS;

/** All of them, in the order in which messages list them. */
export const MODEL_SCHEDULES = namesOf(MODEL_CLOCKS);

/** Those that a name alone says all of. */
export const NAMED_SCHEDULES: readonly ModelScheduleName[] = MODEL_SCHEDULES.filter(
  (name) => name !== "betas",
);

/**
 * The clock of a schedule.
 * @throws RangeError where the time input is not one of the schedule's, or a setting does not fit
 * @example
 * modelClock("edm").at(4).input; // → 2
 * modelClock("flow").at(1).level; // → { scale: 0.5, variance: 0.25 }
 */
export function modelClock(name: ModelScheduleName, options: ClockOptions = {}): ModelClock {
  const { timeInput = "native" } = options;
  if (!timeInputsOf(name).includes(timeInput))
    throw expected("time input", `${timeInputsOf(name).join(" or ")} with schedule ${name}`, timeInput);
  const { levels, velocity }: ModelScheduleEntry = MODEL_CLOCKS[name];
  const found = levels(options);
  const moving = velocity?.(timeInput);
  const timeOf = (input: number, level: NoiseLevel) => ({
    input,
    level,
    velocity: moving ?? preserving(level),
  });
  const clock =
    "discrete" in found ? discreteClock(found, timeInput, timeOf) : continuousClock(found, timeInput, timeOf);
  return { name, timeInput, ...clock };
}

/**
 * The time inputs that a schedule may have, the usual one first.
 * @example
 * timeInputsOf("edm"); // → ["native", "c-noise"]
 */
export function timeInputsOf(name: ModelScheduleName): readonly TimeInput[] {
  return MODEL_CLOCKS[name].timeInputs;
}

type ClockParts = Omit<ModelClock, "name" | "timeInput">;
type TimeOf = (input: number, level: NoiseLevel) => ModelTime;

function continuousClock(
  { continuous, range }: Extract<Levels, { continuous: Schedule }>,
  timeInput: TimeInput,
  timeOf: TimeOf,
): ClockParts {
  const { toInput, toTime }: TimeInputEntry = TIME_CODES[timeInput];
  const at = (time: number) => timeOf(toInput(time, NaN), continuous.level(time));
  return {
    range,
    at: (variance) => at(continuous.timeOf(variance)),
    of: (input) => at(toTime(input, NaN)),
  };
}

function discreteClock(
  { discrete }: Extract<Levels, { discrete: DiscreteSchedule }>,
  timeInput: TimeInput,
  timeOf: TimeOf,
): ClockParts {
  const { toInput, toTime }: TimeInputEntry = TIME_CODES[timeInput];
  const { dataVariances, size } = discrete;
  const of = (input: number): ModelTime => timeOf(input, discrete.level(toTime(input, size - 1)));
  // Nothing of the data can be asked of a level that holds nothing of them.
  const usable = dataVariances.filter(Number.isFinite);
  return {
    discrete,
    range: { least: usable[0], most: lastOf(usable) },
    at: (variance) => of(toInput(discrete.nearest(variance), size - 1)),
    of,
  };
}

/** v = a z - σ x_0, with a and σ scaled to a² + σ² = 1. */
function preserving({ scale, variance }: NoiseLevel): Velocity {
  const length = Math.sqrt(scale * scale + variance);
  return { scale: -Math.sqrt(variance) / length, noise: scale / length };
}
