/**
 * Reach, align, slide along generated trajectories, with all geometry taken from the data at each stored time
 * (THEORY.md section 6).
 */

import type { EmpiricalDensity } from "../density/empirical-density.ts";
import type { Geometry } from "../density/geometry.ts";
import { expected } from "../errors/argument-error.ts";
import { type SampleOptions, type SampleState, sample } from "../sample/sampler.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { ScoreModel } from "../score/score-model.ts";
import { look, summarise } from "./look.ts";
import { kickNoise } from "./path-noise.ts";
import { type Run, startRun } from "./run.ts";
import type { Dynamics, DynamicsState, FollowOptions, PathNoise } from "./types.ts";

export type {
  AlignCurves,
  Attribution,
  Dynamics,
  DynamicsState,
  FollowOptions,
  PathNoise,
  SlideEnd,
  SlideEnds,
  Snapshot,
} from "./types.ts";

/** Options of {@link followDynamics}: how to sample, and what to measure on the way. */
export interface DynamicsOptions extends SampleOptions, Omit<FollowOptions, "stretch" | "stochasticity"> {
  /** Record at every so many-th step; the last step is always recorded. */
  every?: number;
  /**
   * Predictions are carried over no more than this stretch of time (or one step) at once, recorded or not: a score with
   * fast time features needs it. Default: only at recorded steps.
   */
  longestGap?: number;
  /** Whether to measure the slide exponent (two more evaluations of the model at each stored step). */
  exponent?: boolean;
  /** Called after each solver step. */
  onStep?: (state: SampleState) => void;
}

/**
 * Generates with `model` and follows every sample.
 * @throws RangeError if an option does not fit, or d is beyond what full spectra can be computed in
 * @example
 * const times = timeGrid("exponential", { horizon: 4, timeMin: 0.01, steps: 60 });
 * const found = await followDynamics(createExactScore(twoModes), twoModes, { rng, count: 4, times, dim: 1 });
 * // all of them have been where a ridge is, and in its tube
 * [found.withRidge.at(-1), found.reachTime.every((time) => time > 0.01)]; // → [1, true]
 * found.errors.at(-1)?.normal; // → 0
 */
export function followDynamics(
  model: ScoreModel,
  density: EmpiricalDensity,
  options: DynamicsOptions,
): Promise<Dynamics> {
  const stretch = options.exponent && { stretch: stretchOf(model) };
  return followStates(looks(model, options), density, { ...options, ...stretch });
}

/**
 * The measurement that the slide exponent of a model needs: two more evaluations at each look.
 * @example
 * const at = { x: Float64Array.of(0, 0), time: Math.LN2 / 2 };
 * const found = await geometry(twoModes, ouLevel(at.time), { x: at.x, dim: 1, frame: true });
 * // a Gaussian of variance 9 a² + h = 5 along the axis
 * await stretchOf(createGaussianScore(kernels, await fitGaussian(twoModes)))(at, found); // → [-0.2]
 */
export function stretchOf(model: ScoreModel): NonNullable<FollowOptions["stretch"]> {
  return (state, found) => stretchAlong(model, found, state);
}

/** The states of a sampler at which to look: those to record, and those that predictions must be carried over. */
async function* looks(model: ScoreModel, options: DynamicsOptions): AsyncGenerator<DynamicsState, void> {
  const due = lookSteps(options.times, options);
  let noise: PathNoise[] = [];
  let from = NaN;
  for await (const { kick, ...state } of sample(model, options)) {
    options.onStep?.(state);
    if (kick) noise.push(kickNoise(kick, { from, to: state.time }));
    from = state.time;
    const recorded = due.get(state.step);
    if (recorded === undefined) continue;
    yield { ...state, recorded, noise };
    noise = [];
  }
}

/**
 * The steps of a sampler at which to look, in order, and whether each is recorded or only carries predictions.
 * @example
 * [...lookSteps(Float64Array.of(4, 3, 2, 1), { every: 2 }).keys()]; // → [0, 2, 3]
 */
export function lookSteps(
  times: Float64Array,
  { every = 10, longestGap = Infinity }: Pick<DynamicsOptions, "every" | "longestGap">,
): Map<number, boolean> {
  const steps = new Map<number, boolean>();
  let last = Infinity;
  times.forEach((time, step) => {
    const recorded = step % every === 0 || step === times.length - 1;
    if (!recorded && !(last - times[step + 1] > longestGap)) return;
    last = time;
    steps.set(step, recorded);
  });
  return steps;
}

/**
 * Follows states that a sampler or a file gives, M the same in all of them.
 * @throws {RangeError} where there is none, or d is beyond what full spectra can be computed in
 * @example
 * // half-way between the points there is a ridge; 95 % of draws of p_t are within about 1.96 √h = 1.55 of it
 * const states = [{ time: 0.5, x: Float64Array.of(0, 1, 0, 2) }];
 * (await followStates(states, twoModes, { dim: 1 })).insideTube; // → [0.5]
 */
export async function followStates(
  states: AsyncIterable<DynamicsState> | Iterable<DynamicsState>,
  density: EmpiricalDensity,
  options: FollowOptions,
): Promise<Dynamics> {
  let run: Run | undefined;
  for await (const state of states) {
    run ??= startRun(density, options, state.x.length / density.d);
    await look(run, state);
  }
  if (run === undefined) throw expected("states", "at least one", "none");
  return summarise(run);
}

/** (J - 1) / h along v_1, J by a central difference of a hundredth of the noise width. */
async function stretchAlong(
  model: ScoreModel,
  { frame, d, m, width }: Geometry,
  { x, time }: Pick<DynamicsState, "x" | "time">,
): Promise<Float64Array> {
  const { variance } = ouLevel(time);
  const step = 0.01 * Math.sqrt(variance);
  const shifted = (sign: number) =>
    x.map((value, i) => value + sign * step * frame[Math.floor(i / d) * width * d + (i % d)]);
  const ahead = await model.posteriorMean(shifted(1), time);
  const behind = await model.posteriorMean(shifted(-1), time);
  return Float64Array.from({ length: m }, (_, q) => {
    let jacobian = 0;
    for (let j = 0; j < d; j++) jacobian += frame[q * width * d + j] * (ahead[q * d + j] - behind[q * d + j]);
    return (jacobian / (2 * step) - 1) / variance;
  });
}
