/** When one training point takes over: collapse (docs/theory.md section 11). */

import { squareSpread } from "../arrays/rows.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { distinctPlaces } from "../density/places.ts";
import { posterior } from "../density/posterior.ts";
import { expected } from "../errors/argument-error.ts";
import { type Estimate, mean, NORMAL_975 } from "../metrics/statistics.ts";
import type { Rng } from "../random/rng.ts";
import { ouTime, veLevel } from "../schedule/noise-level.ts";

/** Collapse times, OU, each with the 95 % interval of its draws (NaN where there is one place, or squares of distances underflow); copies of a point count once. */
export interface CollapseTimes {
  /** Where the excess entropy is zero. */
  readonly excess: Estimate;
  /** Where exp of the mean entropy of the posterior's weights is 1.5 training points. */
  readonly posterior: Estimate;
}

/** Options of {@link collapseTimes}. */
export interface CollapseOptions {
  rng: Rng;
  /** Draws of p_t, in pairs x_i ± noise; about 200, or 100 of more than 500,000 coordinates. */
  draws?: number;
}

/** So many points share the weight when collapse has come, by the posterior. */
export const COLLAPSED_SIZE = 1.5;

const NOT_DEFINED: Estimate = { value: NaN, low: NaN, high: NaN };

/**
 * Two times at which p_t has fallen apart into the n training points, for generation that follows the exact score.
 *
 * *Excess entropy* (Biroli, Bonnaire, de Bortoli and Mézard, "Dynamical regimes of diffusion models", arXiv 2402.18491): log n +
 * (d/2) log(2πe h) is the entropy of n separated Gaussians; the collapse is where it equals that of the generic p_t. The
 * latter is taken by leaving one out: -E log p_t^(-i)(a x_i + √h z), i uniform, p_t^(-i) made of the other points. What
 * vanishes then is log n - mean_i KL(N(a x_i, h) ‖ p_t^(-i)), which grows with t, so that there is one such time. It is
 * where the other points together weigh as much at the draw as its own.
 *
 * *Posterior*: the mean entropy of the weights w = softmax(-|x - a x_i|² / 2h) over draws of p_t, log n less what x says of the
 * index; it grows with t too.
 *
 * Both are found on the same draws at all times, and an interval is 1.96 standard errors over pairs of draws, to first order in t.
 * @throws RangeError unless there are at least 4 draws
 * @example
 * // (±3, 0): KL = 18 a²/h, so that a² 18 = h ln 2 at the first
 * const { excess, posterior: taken } = await collapseTimes(twoModes, { rng });
 * excess.value; // → 1.647
 * taken.value < excess.value; // → true
 */
export async function collapseTimes(
  density: EmpiricalDensity,
  { rng, draws = density.n * density.d > 5e5 ? 100 : 200 }: CollapseOptions,
): Promise<CollapseTimes> {
  if (!(draws >= 4)) throw expected("draws", "at least 4", draws);
  const { distinct } = distinctPlaces(density);
  if (distinct.n < 2) return { excess: NOT_DEFINED, posterior: NOT_DEFINED };
  const seen = new Map<number, Promise<Share>>();
  const look = drawShares(distinct, Math.ceil(draws / 2), rng);
  const at = (log: number) => {
    const known = seen.get(log) ?? look(log);
    seen.set(log, known);
    return known;
  };
  const excess = await crossing(async (log) => (await at(log)).excess, gaussianGuess(distinct));
  const start = Number.isFinite(excess.at) ? excess.at : gaussianGuess(distinct);
  const taken = await crossing(async (log) => (await at(log)).entropy, start);
  return { excess: timesOf(excess), posterior: timesOf(taken) };
}

/** Means over pairs of draws at one noise level, with standard errors. */
interface Measured {
  readonly value: number;
  readonly error: number;
}

interface Share {
  /** Excess entropy in nats: of n separated Gaussians less that of the density of the others. */
  readonly excess: Measured;
  /** Entropy of the weights less that of 1.5 points. */
  readonly entropy: Measured;
}

/** Looks at log σ² with the same sources and the same noise each time. */
function drawShares(density: EmpiricalDensity, least: number, rng: Rng): (log: number) => Promise<Share> {
  const { data, n, d } = density;
  const order = rng.split("collapse", "source").permutation(n);
  // Few points are all drawn equally often.
  const pairs = n < least ? n * Math.ceil(least / n) : least;
  const noise = rng.split("collapse", "noise").normals(pairs * d);
  const exclude = Int32Array.from({ length: 2 * pairs }, (_, q) => order[(q % pairs) % n]);
  const halfSquares = new Float64Array(2 * pairs);
  for (let i = 0; i < 2 * pairs * d; i++) halfSquares[Math.floor(i / d)] += 0.5 * noise[i % (pairs * d)] ** 2;
  return async (log) => {
    const sigma = Math.exp(0.5 * log);
    const x = new Float64Array(2 * pairs * d);
    for (let i = 0; i < x.length; i++) {
      const sign = i < pairs * d ? 1 : -1;
      const row = exclude[Math.floor(i / d)];
      x[i] = data[row * d + (i % d)] + sign * sigma * noise[i % (pairs * d)];
    }
    const { logDensity, entropySize } = await posterior(density, veLevel(sigma), { x, exclude });
    const offset = 0.5 * d * (Math.log(2 * Math.PI) + log);
    const others = logDensity.map((value, q) => value + offset + halfSquares[q] + Math.log(n - 1));
    return {
      excess: overPairs(others.map((value) => value + Math.log(n / (n - 1)))),
      entropy: overPairs(
        others.map((value, q) => weightEntropy(value, Math.log(entropySize[q])) - Math.log(COLLAPSED_SIZE)),
      ),
    };
  };
}

/** Entropy of one weight and others e^`ratio` times as large together, whose own entropy is `within`. */
function weightEntropy(ratio: number, within: number): number {
  const size = Math.log1p(Math.exp(-Math.abs(ratio)));
  // -log of the share of the one and of the others.
  const one = ratio > 0 ? ratio + size : size;
  const others = one - ratio;
  const share = Math.exp(-others);
  return share === 0 ? Math.exp(-one) * one : Math.exp(-one) * one + share * (others + within);
}

/** Rows q and q + pairs are a pair. */
function overPairs(values: Float64Array): Measured {
  const pairs = values.length / 2;
  const means = values.subarray(0, pairs).map((value, q) => 0.5 * (value + values[q + pairs]));
  const value = mean(means);
  const square = means.reduce((sum, one) => sum + (one - value) ** 2, 0) / Math.max(1, pairs - 1);
  return { value, error: Math.sqrt(square / pairs) };
}

/** log σ² at which a Gaussian with the data's mean variance has as much entropy as n separated ones. */
function gaussianGuess({ data, n, d }: EmpiricalDensity): number {
  const variance = squareSpread(data, d) / d;
  return Math.log(variance) - Math.log(Math.expm1((2 * Math.log(n)) / d));
}

interface Crossing {
  readonly at: number;
  /** Half the width of the interval. */
  readonly half: number;
}

const LOOKS = 60;

/** The zero of a function that grows, by false position (Illinois) on its logarithmic size, and what its error makes of it. */
async function crossing(measure: (log: number) => Promise<Measured>, guess: number): Promise<Crossing> {
  const found = Number.isFinite(guess) ? await bracket(measure, guess) : undefined;
  if (!found) return { at: NaN, half: NaN };
  let [low, high] = found;
  let below = Math.asinh((await measure(low)).value);
  let above = Math.asinh((await measure(high)).value);
  let moved = 0;
  for (let look = 0; look < LOOKS && high - low > 1e-9; look++) {
    const at = low + ((high - low) * below) / (below - above);
    const { value, error } = await measure(at);
    if (Math.abs(value) <= Math.max(0.01 * error, 1e-9)) return { at, half: await halfWidth(measure, at) };
    // An end that stays twice would stay for ever: it counts half.
    if (value < 0) {
      if (moved < 0) above /= 2;
      [low, below, moved] = [at, Math.asinh(value), -1];
    } else {
      if (moved > 0) below /= 2;
      [high, above, moved] = [at, Math.asinh(value), 1];
    }
  }
  const at = 0.5 * (low + high);
  return { at, half: await halfWidth(measure, at) };
}

/** Noise variances beyond e^this times the guess would over- or underflow. */
const FARTHEST = 300;

/** Steps away from the guess, ever wider, until the sign changes. */
async function bracket(
  measure: (log: number) => Promise<Measured>,
  guess: number,
): Promise<[low: number, high: number] | undefined> {
  const up = (await measure(guess)).value < 0;
  let last = guess;
  for (let step = 0.7; ; step *= 2) {
    const next = up ? last + step : last - step;
    const { value } = await measure(next);
    if (up ? value >= 0 : value < 0) return up ? [last, next] : [next, last];
    if (!(Math.abs(next - guess) < FARTHEST)) return undefined;
    last = next;
  }
}

/** 1.96 standard errors over the slope. */
async function halfWidth(measure: (log: number) => Promise<Measured>, at: number): Promise<number> {
  const step = 0.05;
  const [here, there] = [await measure(at), await measure(at + step)];
  return (NORMAL_975 * here.error * step) / (there.value - here.value);
}

function timesOf({ at, half }: Crossing): Estimate {
  const time = (log: number) => (Number.isFinite(log) ? ouTime(veLevel(Math.exp(0.5 * log))) : NaN);
  if (!Number.isFinite(at)) return NOT_DEFINED;
  return { value: time(at), low: time(at - half), high: time(at + half) };
}
