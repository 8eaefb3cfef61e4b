/** Noise levels and schedules: the pair (a, h) that all else needs. Safe in browsers. */
export {
  betaSchedule,
  type DiscreteSchedule,
  ddpmCosine,
  ddpmLinear,
  ddpmScaledLinear,
  type LinearBetaOptions,
  zeroTerminalSnr,
} from "./discrete.ts";
export {
  type ClockOptions,
  MODEL_CLOCKS,
  MODEL_SCHEDULES,
  type ModelClock,
  type ModelScheduleEntry,
  type ModelScheduleName,
  type ModelTime,
  modelClock,
  NAMED_SCHEDULES,
  timeInputsOf,
} from "./model-clock.ts";
export {
  dataVariance,
  type NoiseLevel,
  ouFactor,
  ouLevel,
  ouTime,
  scaleBandwidth,
  veLevel,
} from "./noise-level.ts";
export { FLOW, linearBeta, OU, type Schedule, VE } from "./schedule.ts";
export { TIME_CODES, TIME_INPUTS, type TimeInput, type TimeInputEntry } from "./time-input.ts";
