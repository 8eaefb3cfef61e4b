/** Generation as an async generator: noise to data, one state at a time. The caller keeps what it wants. */
import { expected } from "../errors/argument-error.ts";
import { float64 } from "../kernels/shared.ts";
import type { Rng } from "../random/rng.ts";
import { type SampleNoiseRange, sampleNoiseInto } from "../random/sample-noise.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { ScoreModel } from "../score/score-model.ts";
import { SOLVER_NAMES, SOLVERS, type SolverName } from "./solvers.ts";

/** How to generate: number of samples, times, stochasticity and solver. */
export interface SampleOptions {
  rng: Rng;
  /** Number of samples M. */
  count: number;
  /** Decreasing OU times (see `timeGrid`). */
  times: Float64Array;
  /** η: 0 is the probability-flow ODE, 1 the reverse SDE. */
  stochasticity?: number;
  solver?: SolverName;
  /** Index of the first sample: sample i is the same whichever batch it is made in. */
  first?: number;
  /** Start at the first time, M × d, instead of N(0, I). */
  start?: Float64Array;
  /** Where the noise comes from; default {@link sampleNoise}. Kept noise saves drawing it again. */
  noise?: NoiseSource;
}

/** Standard normals of the start and of each step, M × d; they are not written to. */
export interface NoiseSource {
  start(): Float64Array;
  path(step: number): Float64Array;
}

/**
 * The noise of these samples, count × d, drawn when asked for: keyed by (rng, sample, step).
 * @example
 * sampleNoise({ rng, first: 1, count: 1 }, 2).path(4)[0] === sampleNoise({ rng, count: 2 }, 2).path(4)[2]; // → true
 */
export function sampleNoise(
  { rng, first = 0, count }: Pick<SampleOptions, "rng" | "first" | "count">,
  d: number,
): NoiseSource {
  const [start, path] = [rng.split("start"), rng.split("path")];
  return {
    start: () => noise(start, { first, count, step: 0, d }),
    path: (step) => noise(path, { first, count, step, d }),
  };
}

/**
 * The same noise, each part drawn once and kept.
 * @example
 * const kept = keptNoise(sampleNoise({ rng, count: 3 }, 2));
 * kept.path(4) === kept.path(4); // → true
 */
export function keptNoise(source: NoiseSource): NoiseSource {
  const parts = new Map<number, Float64Array>();
  const kept = (key: number, draw: () => Float64Array) => {
    const found = parts.get(key) ?? draw();
    parts.set(key, found);
    return found;
  };
  return { start: () => kept(-1, source.start), path: (step) => kept(step, () => source.path(step)) };
}

/** All samples at one time of the generation. */
export interface SampleState {
  /** 0 at the first time. */
  readonly step: number;
  readonly time: number;
  /** Samples at that time, M × d. Not written to afterwards. */
  readonly x: Float64Array;
  /** m_θ(x, t), M × d. */
  readonly posteriorMean: Float64Array;
  /** What was random in the step that led here; absent at the first time and without noise (η = 0). */
  readonly kick?: Kick;
}

/** The noise of one step of a solver: `size` times standard normals, M × d. */
export interface Kick {
  readonly normals: Float64Array;
  readonly size: number;
}

/**
 * Yields the state at every time of the grid. The noise of step i is keyed by (rng, sample, i).
 * @throws RangeError if an option does not fit
 * @example
 * const times = timeGrid("exponential", { horizon: 4, timeMin: 1, steps: 2 });
 * const seen = [];
 * for await (const { time } of sample(createExactScore(twoModes), { rng, count: 5, times })) seen.push(time);
 * seen; // → [4, 2, 1]
 */
export async function* sample(model: ScoreModel, options: SampleOptions): AsyncGenerator<SampleState, void> {
  const { count, times, stochasticity: eta = 1, solver = "euler", start } = options;
  const { d } = model;
  requireOptions(options);
  const { step, spread } = SOLVERS[solver];
  const { noise: source = sampleNoise(options, d) } = options;
  let x = start ? Float64Array.from(start) : source.start();
  const still = float64(count * d);
  const evaluate = (at: Float64Array, time: number) => model.posteriorMean(at, time);
  let previous: { t: number; mean: Float64Array } | undefined;
  let kick: Kick | undefined;
  for (let i = 0; i < times.length; i++) {
    const t = times[i];
    const mean = await evaluate(x, t);
    yield { step: i, time: t, x, posteriorMean: mean, ...(kick && { kick }) };
    if (i + 1 === times.length) return;
    const next = float64(count * d);
    const xi = eta > 0 ? source.path(i) : still;
    await step(next, {
      t,
      s: times[i + 1],
      eta,
      x,
      mean,
      noise: xi,
      evaluate,
      ...(previous ? { previous } : {}),
    });
    previous = { t, mean };
    if (eta > 0) kick = { normals: xi, size: spread(t, times[i + 1], eta) };
    x = next;
  }
}

/**
 * Runs the sampler to its end and returns the last state.
 * @throws RangeError if an option does not fit
 * @example
 * const times = timeGrid("exponential", { horizon: 4, timeMin: 1e-4, steps: 100 });
 * const { x } = await finalSamples(createExactScore(twoModes), { rng, count: 2, times });
 * x.map((value) => Math.abs(Math.round(value))); // → [3, 0, 3, 0]
 */
export async function finalSamples(
  model: ScoreModel,
  options: SampleOptions,
  onStep?: (state: SampleState) => void,
): Promise<SampleState> {
  let last: SampleState | undefined;
  for await (const state of sample(model, options)) {
    onStep?.(state);
    last = state;
  }
  if (last === undefined) throw expected("times", "at least one time", "none");
  return last;
}

/**
 * Samples at their last OU time, in the data's units, M × d.
 * @example
 * // a = e^-t
 * finishedSamples(Float64Array.of(1, 2), Math.LN2); // → [2, 4]
 */
export function finishedSamples(x: Float64Array, time: number): Float64Array {
  const { scale } = ouLevel(time);
  return x.map((value) => value / scale);
}

function noise(rng: Rng, range: SampleNoiseRange): Float64Array {
  const out = float64(range.count * range.d);
  sampleNoiseInto(out, rng, range);
  return out;
}

function requireOptions({ count, stochasticity = 1, solver = "euler" }: SampleOptions): void {
  if (!(Number.isInteger(count) && count >= 0)) throw expected("count", "an integer >= 0", count);
  if (!(stochasticity >= 0 && stochasticity <= 1)) {
    throw expected("stochasticity", "a number from 0 to 1", stochasticity);
  }
  if (!Object.hasOwn(SOLVERS, solver)) throw expected("solver", `one of ${SOLVER_NAMES.join(", ")}`, solver);
}
