import { expected } from "../errors/argument-error.ts";

/** Time grids for generation: `steps + 1` OU times from `horizon` down to `timeMin` (THEORY.md section 5). */

export type GridName = "exponential" | "linear" | "cosine" | "karras";

/** Ends (OU times) and number of steps of a time grid. */
export interface GridOptions {
  /** T, where generation starts. */
  horizon: number;
  /** t_min, where it ends. */
  timeMin: number;
  steps: number;
}

type Rule = (options: GridOptions, fraction: number) => number;

const RULES: Record<GridName, Rule> = {
  /** T q^-i: the reference. */
  exponential: ({ horizon, timeMin }, u) => horizon * (timeMin / horizon) ** u,
  linear: ({ horizon, timeMin }, u) => horizon + u * (timeMin - horizon),
  /** Small steps at both ends. */
  cosine: ({ horizon, timeMin }, u) => timeMin + 0.5 * (horizon - timeMin) * (1 + Math.cos(Math.PI * u)),
  /** Karras et al. 2206.00364, ρ = 7, in σ = sqrt(h) / a. */
  karras: ({ horizon, timeMin }, u) => {
    const root = (t: number) => Math.expm1(2 * t) ** (1 / 14);
    const sigma = (root(horizon) + u * (root(timeMin) - root(horizon))) ** 7;
    return 0.5 * Math.log1p(sigma * sigma);
  },
};

/** Names of the grids. */
export const GRID_NAMES: readonly GridName[] = Object.keys(RULES) as GridName[];

/**
 * The times of a grid, decreasing, first `horizon` and last `timeMin` exactly.
 * @throws RangeError unless 0 < timeMin < horizon < ∞ and steps ≥ 1
 */
export function timeGrid(name: GridName, options: GridOptions): Float64Array {
  const { horizon, timeMin, steps } = options;
  const rule = RULES[name];
  if (rule === undefined) throw expected("grid", `one of ${GRID_NAMES.join(", ")}`, name);
  if (!(timeMin > 0)) throw expected("time-min", "a positive number", timeMin);
  if (!(horizon > timeMin && horizon < Infinity)) {
    throw expected("horizon", `a finite number above time-min ${timeMin}`, horizon);
  }
  if (!(Number.isInteger(steps) && steps >= 1)) throw expected("steps", "a positive integer", steps);
  const times = Float64Array.from({ length: steps + 1 }, (_, i) => rule(options, i / steps));
  times[0] = horizon;
  times[steps] = timeMin;
  return times;
}
