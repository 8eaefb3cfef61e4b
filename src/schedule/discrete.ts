/** Noise schedules of discrete steps: models trained on them know these levels and no others. */
import { present } from "../arrays/present.ts";
import { expected } from "../errors/argument-error.ts";
import type { NoiseLevel } from "./noise-level.ts";

/** Levels `a = sqrt(ᾱ_i)`, `h = 1 - ᾱ_i`, i = 0 … N-1, from the least noise to the most. */
export interface DiscreteSchedule {
  readonly name: string;
  /** Number of levels N. */
  readonly size: number;
  /** h / a² of each level, N, increasing; infinite at a last level that holds nothing of the data. */
  readonly dataVariances: Float64Array;
  /** The level of step i. @throws RangeError unless i is one of 0 … N-1 */
  level(index: number): NoiseLevel;
  /** The step whose h / a² is the nearest by ratio. */
  nearest(dataVariance: number): number;
}

/** Number of steps N and the variances β added at the first and at the last. */
export interface LinearBetaOptions {
  readonly steps?: number;
  readonly betaStart?: number;
  readonly betaEnd?: number;
}

/**
 * DDPM's schedule (Ho et al. 2006.11239): β rises linearly, ᾱ_i = Π_{j≤i} (1 - β_j).
 * @throws RangeError unless steps ≥ 2 and 0 < betaStart ≤ betaEnd < 1
 * @example
 * // two steps, β = 0.1 and 0.2: ᾱ = 0.9 · 0.8 = 0.72
 * ddpmLinear({ steps: 2, betaStart: 0.1, betaEnd: 0.2 }).level(1); // → { scale: 0.8485, variance: 0.28 }
 */
export function ddpmLinear({
  steps = 1000,
  betaStart = 1e-4,
  betaEnd = 0.02,
}: LinearBetaOptions = {}): DiscreteSchedule {
  requireRise({ steps, betaStart, betaEnd });
  return fromBetas("ddpm-linear", steps, (i) => between(betaStart, betaEnd, i / (steps - 1)));
}

/**
 * Latent diffusion's schedule, Stable Diffusion's (Rombach et al. 2112.10752): √β rises linearly.
 * @throws RangeError unless steps ≥ 2 and 0 < betaStart ≤ betaEnd < 1
 * @example
 * // √β = 0.1, 0.2, 0.3: ᾱ = 0.99 · 0.96 · 0.91 = 0.8649
 * ddpmScaledLinear({ steps: 3, betaStart: 0.01, betaEnd: 0.09 }).level(2); // → { scale: 0.93, variance: 0.1351 }
 */
export function ddpmScaledLinear({
  steps = 1000,
  betaStart = 0.00085,
  betaEnd = 0.012,
}: LinearBetaOptions = {}): DiscreteSchedule {
  requireRise({ steps, betaStart, betaEnd });
  const root = (i: number) => between(Math.sqrt(betaStart), Math.sqrt(betaEnd), i / (steps - 1));
  return fromBetas("ddpm-scaled-linear", steps, (i) => root(i) ** 2);
}

/**
 * A schedule rescaled to a signal-to-noise ratio of zero at its end (Lin et al. 2305.08891): √ᾱ is shifted and stretched
 * so that it ends at 0 and begins where it began.
 * @example
 * // √ᾱ = 0.9487 and 0.8485 become 0.9487 and 0
 * zeroTerminalSnr(ddpmLinear({ steps: 2, betaStart: 0.1, betaEnd: 0.2 })).level(1); // → { scale: 0, variance: 1 }
 */
export function zeroTerminalSnr({ name, size, level }: DiscreteSchedule): DiscreteSchedule {
  const [first, last] = [level(0).scale, level(size - 1).scale];
  const rescaled = (i: number) => ((level(i).scale - last) * first) / (first - last);
  return fromLogSignals(
    `${name}-zero-snr`,
    Float64Array.from({ length: size }, (_, i) => 2 * Math.log(rescaled(i))),
  );
}

/**
 * The schedule of given β, the variances added at each step.
 * @throws RangeError unless there are 2 or more, above 0 and below 1 (the last may be 1)
 * @example
 * betaSchedule([0.1, 0.2]).level(1); // → { scale: 0.8485, variance: 0.28 }
 */
export function betaSchedule(betas: ArrayLike<number>): DiscreteSchedule {
  const { length } = betas;
  requireSteps(length);
  const bad = Array.from(betas).findIndex(
    (beta, i) => !(beta > 0 && (beta < 1 || (beta === 1 && i === length - 1))),
  );
  if (bad >= 0) throw expected("betas", "numbers above 0 and below 1", `${betas[bad]} at step ${bad}`);
  return fromBetas("betas", length, (i) => present(betas[i]));
}

/** Offset of the cosine, and the largest β. */
const COSINE_OFFSET = 0.008;
const MOST_BETA = 0.999;

/**
 * The cosine schedule (Nichol & Dhariwal 2102.09672): ᾱ follows cos², each β at most 0.999.
 * @throws RangeError unless steps ≥ 2
 * @example
 * // the first of two steps: 1 - cos² of a little more than 45°
 * ddpmCosine({ steps: 2 }).level(0).variance; // → 0.5062
 */
export function ddpmCosine({ steps = 1000 }: { readonly steps?: number } = {}): DiscreteSchedule {
  requireSteps(steps);
  const f = (i: number) => Math.cos((((i / steps + COSINE_OFFSET) / (1 + COSINE_OFFSET)) * Math.PI) / 2) ** 2;
  return fromBetas("ddpm-cosine", steps, (i) => Math.min(1 - f(i + 1) / f(i), MOST_BETA));
}

function fromBetas(name: string, size: number, beta: (index: number) => number): DiscreteSchedule {
  const logSignal = new Float64Array(size);
  for (let i = 0; i < size; i++) logSignal[i] = (i > 0 ? logSignal[i - 1] : 0) + Math.log1p(-beta(i));
  return fromLogSignals(name, logSignal);
}

/** From log ᾱ of each level, decreasing. */
function fromLogSignals(name: string, logSignal: Float64Array): DiscreteSchedule {
  const size = logSignal.length;
  const dataVariances = logSignal.map((log) => Math.expm1(-log));
  return {
    name,
    size,
    dataVariances,
    level: (index) => {
      const log = logSignal[index];
      if (log === undefined) throw expected("timestep", `an integer from 0 to ${size - 1}`, index);
      return { scale: Math.exp(0.5 * log), variance: -Math.expm1(log) };
    },
    nearest: (variance) => nearestByRatio(dataVariances, variance),
  };
}

function nearestByRatio(increasing: Float64Array, value: number): number {
  let [low, high] = [0, increasing.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (increasing[middle] <= value) low = middle;
    else high = middle;
  }
  return value / increasing[low] <= increasing[high] / value ? low : high;
}

function between(first: number, last: number, share: number): number {
  return first + (last - first) * share;
}

function requireRise({ steps, betaStart, betaEnd }: Required<LinearBetaOptions>): void {
  requireSteps(steps);
  if (!(betaStart > 0 && betaEnd >= betaStart && betaEnd < 1))
    throw expected("beta", "0 < first <= last < 1", `${betaStart} and ${betaEnd}`);
}

function requireSteps(steps: number): void {
  if (!(Number.isInteger(steps) && steps >= 2 && steps <= 1e6))
    throw expected("steps", "an integer from 2 to 1000000", steps);
}
