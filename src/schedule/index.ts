/** Noise levels and schedules: the pair (a, h) that all else needs. Safe in browsers. */
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
