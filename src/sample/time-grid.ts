/** Time grids for generation: `steps + 1` OU times from `horizon` down to `timeMin` (THEORY.md section 5). */
import { namesOf } from "../arrays/names-of.ts";
import { expected } from "../errors/argument-error.ts";

/** Ends (OU times) and number of steps of a time grid. */
export interface GridOptions {
  /** T, where generation starts. */
  horizon: number;
  /** t_min, where it ends. */
  timeMin: number;
  steps: number;
}

/** A time grid in words and as a rule. */
export interface GridEntry {
  /** One clause. */
  readonly meaning: string;
  /** The time at a fraction of the steps, 0 … 1. */
  timeAt(options: GridOptions, fraction: number): number;
}

/** All grids, by name. */
export const GRIDS = {
  exponential: {
    meaning: "T q^i, the reference: steps in proportion to the time",
    timeAt: ({ horizon, timeMin }, u) => {
      const ratio = timeMin / horizon;
      return ratio > 0 ? horizon * ratio ** u : horizon ** (1 - u) * timeMin ** u;
    },
  },
  linear: {
    meaning: "equal steps",
    timeAt: ({ horizon, timeMin }, u) => horizon + u * (timeMin - horizon),
  },
  cosine: {
    meaning: "small steps at both ends",
    timeAt: ({ horizon, timeMin }, u) => timeMin + 0.5 * (horizon - timeMin) * (1 + Math.cos(Math.PI * u)),
  },
  karras: {
    meaning: "Karras et al. 2206.00364: equal steps in σ^(1/7), σ² = h / a²",
    timeAt: ({ horizon, timeMin }, u) => {
      const root = (t: number) => Math.expm1(2 * t) ** (1 / 14);
      const sigma = (root(horizon) + u * (root(timeMin) - root(horizon))) ** 7;
      const square = sigma * sigma;
      return square < Infinity ? 0.5 * Math.log1p(square) : karrasByLogs(horizon, timeMin, u);
    },
  },
} as const satisfies Readonly<Record<string, GridEntry>>;

/** The same time where σ² is beyond the largest number: there log σ is t. */
function karrasByLogs(horizon: number, timeMin: number, u: number): number {
  const logSigma = (t: number) => t + 0.5 * Math.log(-Math.expm1(-2 * t));
  const [most, least] = [logSigma(horizon), logSigma(timeMin)];
  const here = most + 7 * Math.log1p(u * Math.expm1((least - most) / 7));
  return here + 0.5 * Math.log1p(Math.exp(-2 * here));
}

/** The names of the grids. */
export type GridName = keyof typeof GRIDS;

/** Names of the grids. */
export const GRID_NAMES = namesOf(GRIDS);

/**
 * The times of a grid, decreasing, first `horizon` and last `timeMin` exactly.
 * @throws RangeError unless 0 < timeMin < horizon < ∞, steps ≥ 1, and the times differ as numbers
 * @example
 * timeGrid("exponential", { horizon: 4, timeMin: 1, steps: 2 }); // → [4, 2, 1]
 * timeGrid("linear", { horizon: 4, timeMin: 1, steps: 3 }); // → [4, 3, 2, 1]
 */
export function timeGrid(name: GridName, options: GridOptions): Float64Array {
  const { horizon, timeMin, steps } = options;
  if (!Object.hasOwn(GRIDS, name)) throw expected("grid", `one of ${GRID_NAMES.join(", ")}`, name);
  if (!(timeMin > 0)) throw expected("time-min", "a positive number", timeMin);
  if (!(horizon > timeMin && horizon < Infinity)) {
    throw expected("horizon", `a finite number above time-min ${timeMin}`, horizon);
  }
  if (!(Number.isInteger(steps) && steps >= 1)) throw expected("steps", "a positive integer", steps);
  const { timeAt } = GRIDS[name];
  const times = Float64Array.from({ length: steps + 1 }, (_, i) => timeAt(options, i / steps));
  times[0] = horizon;
  times[steps] = timeMin;
  if (times.some((time, i) => i > 0 && !(time < times[i - 1])))
    throw expected("horizon", `one with ${steps} steps to ${timeMin} that differ from each other`, horizon);
  return times;
}
