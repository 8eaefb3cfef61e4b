/**
 * The clock of a model that was trained elsewhere: which number it is given for a noise level, and the scale and
 * variance of its own x at that level. Levels correspond where h / a² is the same (THEORY.md section 1).
 */
import { expected } from "../errors/argument-error.ts";
import { type DiscreteSchedule, ddpmCosine, ddpmLinear } from "./discrete.ts";
import type { NoiseLevel } from "./noise-level.ts";
import { FLOW, OU, type Schedule, VE } from "./schedule.ts";

/** Schedules that a model can be declared to have. */
export type ModelScheduleName = "ou" | "ddpm-linear" | "ddpm-cosine" | "edm" | "flow";
/** All of them, in the order in which messages list them. */
export const MODEL_SCHEDULES: readonly ModelScheduleName[] = [
  "ou",
  "ddpm-linear",
  "ddpm-cosine",
  "edm",
  "flow",
];

/**
 * What the model is given for a level: `native` is the schedule's own time (OU time, timestep, σ, u); `c-noise` is
 * EDM's ln(σ) / 4; `data-at-one` is the flow's 1 - u, with velocities from noise to data.
 */
export type TimeInput = "native" | "c-noise" | "data-at-one";
/** All of them, in the order in which messages list them. */
export const TIME_INPUTS: readonly TimeInput[] = ["native", "c-noise", "data-at-one"];

/** One noise level as a model knows it. */
export interface ModelTime {
  /** The number that the model is given. */
  readonly input: number;
  /** (a, h) of the model's own x. */
  readonly level: NoiseLevel;
  /** v = velocity.scale x_0 + velocity.noise z, for models that predict v. */
  readonly velocity: { readonly scale: number; readonly noise: number };
}

/** From noise levels to a model's own time and back. Data variances are h / a². */
export interface ModelClock {
  readonly name: ModelScheduleName;
  readonly timeInput: TimeInput;
  /** Levels of a discrete schedule; absent: any level in the range. */
  readonly discrete?: DiscreteSchedule;
  /** Least and largest h / a² at which the model may be asked. */
  readonly range: { readonly least: number; readonly most: number };
  /** The level with this h / a² (of a discrete schedule the nearest). */
  at(dataVariance: number): ModelTime;
  /** The level of a time as the model is given it. @throws RangeError where the schedule has no such time */
  of(input: number): ModelTime;
}

/** Settings of the schedules that have some. */
export interface ClockOptions extends Partial<Record<"steps" | "betaStart" | "betaEnd", number>> {
  readonly timeInput?: TimeInput;
}

/**
 * The clock of a schedule.
 * @throws RangeError where the time input is not one of the schedule's, or a setting does not fit
 */
export function modelClock(name: ModelScheduleName, options: ClockOptions = {}): ModelClock {
  const { timeInput = "native" } = options;
  if (!timeInputsOf(name).includes(timeInput))
    throw expected("time input", `${timeInputsOf(name).join(" or ")} with schedule ${name}`, timeInput);
  if (name === "ddpm-linear") return discreteClock(name, ddpmLinear(options));
  if (name === "ddpm-cosine") return discreteClock(name, ddpmCosine(options));
  return continuousClock(name, timeInput);
}

/** The time inputs that a schedule may have. */
export function timeInputsOf(name: ModelScheduleName): readonly TimeInput[] {
  if (name === "edm") return ["native", "c-noise"];
  return name === "flow" ? ["native", "data-at-one"] : ["native"];
}

type Continuous = "ou" | "edm" | "flow";
const CONTINUOUS: Readonly<Record<Continuous, Schedule>> = { ou: OU, edm: VE, flow: FLOW };

/** OU times from 1e-6 to 20; EDM's σ from 2e-4 to 80 (its largest); u from 1e-4 to 1 - 1e-4. */
const RANGES: Readonly<Record<Continuous, ModelClock["range"]>> = {
  ou: { least: Math.expm1(2e-6), most: Math.expm1(40) },
  edm: { least: 4e-8, most: 6400 },
  flow: { least: (1e-4 / (1 - 1e-4)) ** 2, most: ((1 - 1e-4) / 1e-4) ** 2 },
};

function continuousClock(name: Continuous, timeInput: TimeInput): ModelClock {
  const schedule = CONTINUOUS[name];
  const toModel: Readonly<Record<TimeInput, (time: number) => number>> = {
    native: (time) => time,
    "c-noise": (sigma) => Math.log(sigma) / 4,
    "data-at-one": (u) => 1 - u,
  };
  const fromModel: Readonly<Record<TimeInput, (input: number) => number>> = {
    ...toModel,
    "c-noise": (input) => Math.exp(4 * input),
  };
  const timeOf = (time: number): ModelTime => {
    const level = schedule.level(time);
    return { input: toModel[timeInput](time), level, velocity: velocityOf(name, timeInput, level) };
  };
  return {
    name,
    timeInput,
    range: RANGES[name],
    at: (variance) => timeOf(schedule.timeOf(variance)),
    of: (input) => timeOf(fromModel[timeInput](input)),
  };
}

/**
 * Of variance-preserving levels v = a z - σ x_0; EDM's is that of the variance-preserving process at the same level; the
 * flow's is dx/dt.
 */
function velocityOf(
  name: ModelScheduleName,
  timeInput: TimeInput,
  { scale, variance }: NoiseLevel,
): ModelTime["velocity"] {
  if (name === "flow") return timeInput === "native" ? { scale: -1, noise: 1 } : { scale: 1, noise: -1 };
  const length = Math.sqrt(scale * scale + variance);
  return { scale: -Math.sqrt(variance) / length, noise: scale / length };
}

function discreteClock(name: ModelScheduleName, discrete: DiscreteSchedule): ModelClock {
  const { dataVariances, size } = discrete;
  const of = (input: number): ModelTime => {
    const level = discrete.level(input);
    return { input, level, velocity: velocityOf(name, "native", level) };
  };
  return {
    name,
    timeInput: "native",
    discrete,
    range: { least: dataVariances[0], most: dataVariances[size - 1] },
    at: (variance) => of(discrete.nearest(variance)),
    of,
  };
}
