/**
 * Solvers of the reverse process `x ← x + [x + (1+η²) s_θ] dt + η sqrt(2 dt) ξ` (THEORY.md section 5), one step at a
 * time, in OU coordinates. A solver's step goes from time t down to s < t.
 */
import { namesOf } from "../arrays/names-of.ts";

/** What a step starts from. Arrays are M × d. */
export interface StepInput {
  readonly t: number;
  readonly s: number;
  /** Stochasticity η. */
  readonly eta: number;
  readonly x: Float64Array;
  /** m_θ(x, t). */
  readonly mean: Float64Array;
  /** Standard normals; zeros where η = 0. */
  readonly noise: Float64Array;
  /** m_θ and time of the step before, if there was one. */
  readonly previous?: { readonly t: number; readonly mean: Float64Array };
  /** Evaluates m_θ elsewhere. */
  evaluate(x: Float64Array, time: number): Promise<Float64Array>;
}

/** Writes x at time s into `out`. */
export type Solver = (out: Float64Array, input: StepInput) => Promise<void>;

const variance = (t: number): number => -Math.expm1(-2 * t);

/** What the noise of a step is multiplied by. */
type Spread = (t: number, s: number, eta: number) => number;

const wienerSpread: Spread = (t, s, eta) => eta * Math.sqrt(2 * (t - s));

/** Euler–Maruyama: the reference. */
const euler: Solver = async (out, { t, s, eta, x, mean, noise }) => {
  const dt = t - s;
  const pull = (1 + eta * eta) / variance(t);
  const spread = wienerSpread(t, s, eta);
  for (let i = 0; i < x.length; i++) {
    out[i] = x[i] + (x[i] + pull * (mean[i] - x[i])) * dt + spread * noise[i];
  }
};

/** Heun: the drift averaged over both ends; order 2 at η = 0. */
const heun: Solver = async (out, input) => {
  const { t, s, eta, x, mean, noise, evaluate } = input;
  const guess = new Float64Array(x.length);
  await euler(guess, input);
  const end = await evaluate(guess, s);
  const dt = t - s;
  const [pullT, pullS] = [(1 + eta * eta) / variance(t), (1 + eta * eta) / variance(s)];
  const spread = wienerSpread(t, s, eta);
  for (let i = 0; i < x.length; i++) {
    const first = x[i] + pullT * (mean[i] - x[i]);
    const second = guess[i] + pullS * (end[i] - guess[i]);
    out[i] = x[i] + 0.5 * dt * (first + second) + spread * noise[i];
  }
};

/**
 * The exact solution for a constant prediction x̂_0 = m / a, `x_s = keep x + pull m + spread ξ`: about a x̂_0 the state shrinks by
 * `keep = e^{-η²(t-s)} (h_s/h_t)^{(1+η²)/2}`, and the noise restores the variance h_s.
 * @example
 * // without noise and near the data the way to m is gone in proportion to √h
 * reverseStep(0.004, 0.001, 0).keep; // → 0.5007
 */
export function reverseStep(
  t: number,
  s: number,
  eta: number,
): { keep: number; pull: number; spread: number } {
  const [ht, hs] = [variance(t), variance(s)];
  const keep = Math.exp(-eta * eta * (t - s)) * (hs / ht) ** (0.5 * (1 + eta * eta));
  const spread = eta === 0 ? 0 : Math.sqrt(Math.max(0, hs - keep * keep * ht));
  return { keep, pull: Math.exp(t - s) - keep, spread };
}

const exactSpread: Spread = (t, s, eta) => reverseStep(t, s, eta).spread;

/** First-order exponential integrator in m_θ; DDIM at η = 0. */
const exponential: Solver = async (out, { t, s, eta, x, mean, noise }) => {
  const { keep, pull, spread } = reverseStep(t, s, eta);
  for (let i = 0; i < x.length; i++) {
    out[i] = keep * x[i] + pull * mean[i] + spread * noise[i];
  }
};

/** Half the log signal-to-noise ratio, log(a / sqrt(h)). */
const logSnr = (t: number): number => -t - 0.5 * Math.log(variance(t));

/** DPM-Solver++(2M): the exponential step with x̂_0 extrapolated from two evaluations; order 2 at η = 0. */
const dpm2m: Solver = async (out, input) => {
  const { t, s, eta, x, mean, noise, previous } = input;
  if (previous === undefined) return exponential(out, input);
  const { keep, pull, spread } = reverseStep(t, s, eta);
  const now = Math.exp(t);
  const before = Math.exp(previous.t);
  const c = (logSnr(s) - logSnr(t)) / (2 * (logSnr(t) - logSnr(previous.t)));
  for (let i = 0; i < x.length; i++) {
    const clean = (1 + c) * now * mean[i] - c * before * previous.mean[i];
    out[i] = keep * x[i] + (pull / now) * clean + spread * noise[i];
  }
};

/** A solver in words and as a step. */
export interface SolverEntry {
  /** One clause. */
  readonly meaning: string;
  readonly step: Solver;
  readonly spread: Spread;
}

/** All solvers, by name. */
export const SOLVERS = {
  euler: { meaning: "Euler–Maruyama, the reference", step: euler, spread: wienerSpread },
  heun: {
    meaning: "the drift averaged over both ends; order 2 without noise",
    step: heun,
    spread: wienerSpread,
  },
  exponential: {
    meaning: "exact where the prediction stays; DDIM without noise",
    step: exponential,
    spread: exactSpread,
  },
  "dpm++2m": {
    meaning: "DPM-Solver++(2M): the same extrapolated; order 2 without noise",
    step: dpm2m,
    spread: exactSpread,
  },
} as const satisfies Readonly<Record<string, SolverEntry>>;

/** The names of the solvers. */
export type SolverName = keyof typeof SOLVERS;

/** Names of the solvers. */
export const SOLVER_NAMES = namesOf(SOLVERS);
