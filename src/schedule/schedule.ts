/**
 * Noise schedules. Time runs from data (small) to noise (large) in every schedule; samplers run it backwards.
 */
import { expected } from "../errors/argument-error.ts";
import { type NoiseLevel, ouLevel, veLevel } from "./noise-level.ts";

/** A forward process: its noise level at each time, with the level's rate of change. */
export interface Schedule {
  readonly name: string;
  /** The level at `time`. */
  level(time: number): NoiseLevel;
  /** da/dt and dh/dt at `time`. */
  rates(time: number): { scaleRate: number; varianceRate: number };
  /** The time whose signal-to-noise variance h / a² is the given one. */
  timeOf(dataVariance: number): number;
}

/** Ornstein–Uhlenbeck (variance preserving, β = 2): a = e^-t, h = 1 - e^-2t. */
export const OU: Schedule = {
  name: "ou",
  level: ouLevel,
  rates: (time) => ({ scaleRate: -Math.exp(-time), varianceRate: 2 * Math.exp(-2 * time) }),
  timeOf: (variance) => 0.5 * Math.log1p(variance),
};

/** Variance exploding with σ as time (the EDM convention): a = 1, h = σ². */
export const VE: Schedule = {
  name: "ve",
  level: veLevel,
  rates: (sigma) => ({ scaleRate: 0, varianceRate: 2 * sigma }),
  timeOf: Math.sqrt,
};

/** Flow matching's straight line x = (1-u) x_0 + u z: a = 1 - u, h = u², 0 < u < 1. */
export const FLOW: Schedule = {
  name: "flow",
  level: (u) => {
    if (!(u > 0 && u < 1)) throw expected("time", "a number between 0 and 1", u);
    return { scale: 1 - u, variance: u * u };
  },
  rates: (u) => ({ scaleRate: -1, varianceRate: 2 * u }),
  timeOf: (variance) => Math.sqrt(variance) / (1 + Math.sqrt(variance)),
};

/**
 * The linear-β variance-preserving process on [0, 1]: a = exp(-½∫β), h = 1 - a², β from `betaMin` to `betaMax`.
 * @throws RangeError unless 0 < betaMin ≤ betaMax
 * @example
 * // β = 2 throughout is the OU process
 * linearBeta(2, 2).level(0.5); // → { scale: 0.6065, variance: 0.6321 }
 */
export function linearBeta(betaMin = 0.1, betaMax = 20): Schedule {
  if (!(betaMin > 0 && betaMax >= betaMin && betaMax < Infinity)) {
    throw expected("beta", "0 < betaMin <= betaMax", `${betaMin} and ${betaMax}`);
  }
  const slope = betaMax - betaMin;
  const integral = (u: number) => betaMin * u + 0.5 * slope * u * u;
  return {
    name: "linear-beta",
    level: (u) => {
      if (!(u > 0 && u < Infinity)) throw expected("time", "a positive number", u);
      return { scale: Math.exp(-0.5 * integral(u)), variance: -Math.expm1(-integral(u)) };
    },
    rates: (u) => {
      const beta = betaMin + slope * u;
      const decay = Math.exp(-integral(u));
      return { scaleRate: -0.5 * beta * Math.sqrt(decay), varianceRate: beta * decay };
    },
    timeOf: (variance) => {
      const target = Math.log1p(variance);
      return (2 * target) / (betaMin + Math.sqrt(betaMin * betaMin + 2 * slope * target));
    },
  };
}
