/**
 * Reach, align, slide along generated trajectories, with all geometry taken from the data at each stored time
 * (THEORY.md section 6).
 */
import { lastOf, present } from "../arrays/present.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { DENSE_LIMIT, type Geometry, geometry } from "../density/geometry.ts";
import { tubeRadius } from "../ridge/tube.ts";
import { type SampleOptions, type SampleState, sample } from "../sample/sampler.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { ScoreModel } from "../score/score-model.ts";
import {
  type Alignment,
  advanceAlignment,
  expectedSquare,
  type NormalState,
  startAlignment,
} from "./alignment.ts";
import { type LevelError, levelError, splitSquares } from "./decomposition.ts";

/** All samples at one time, from a sampler or from a file, in OU coordinates. Times fall from state to state. */
export interface DynamicsState {
  readonly time: number;
  /** M × d. */
  readonly x: Float64Array;
  /** m_θ(x, t), M × d; absent: what needs the model's error is NaN. */
  readonly posteriorMean?: Float64Array;
  /** false: predictions are carried over it, and nothing is recorded. */
  readonly recorded?: boolean;
}

/** What to measure of states, and how they were made. */
export interface FollowOptions {
  /** Ridge dimension k. */
  dim: number;
  /** η of the sampler that made the states (default 1). */
  stochasticity?: number;
  /** Tube size c (radius `c sqrt(h (d-k))`). */
  tubeSize?: number;
  /** Keep the whole state at the first look at or below each of these times. */
  snapshotTimes?: readonly number[];
  /** (J - 1) / h of the model along v_1, M, for the slide exponent; absent: zeros. */
  stretch?(state: DynamicsState, found: Geometry): Promise<Float64Array>;
}

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

/** The samples at one time, with their residuals. */
export interface Snapshot {
  readonly time: number;
  /** M × d. */
  readonly x: Float64Array;
  /** |P_N s*|, |P_N s*| / |s*| and |δ|, M each. */
  readonly normalScoreNorm: Float64Array;
  readonly relativeResidual: Float64Array;
  readonly newtonDistance: Float64Array;
  /** |m_θ - m*|, M; NaN where the model is not known. */
  readonly meanError: Float64Array;
}

/** Curves over the S stored times, and values per sample (M). Lengths are in OU coordinates. */
export interface Dynamics {
  readonly times: Float64Array;
  /** Fraction of samples inside the tube, S. */
  readonly insideTube: Float64Array;
  /**
   * RMS of |δ|, measured and predicted, over samples that have reached the tube and for which the prediction's
   * assumption held since: h λ_{k+1} ≤ -0.1 at every look, and no divergence, S (NaN where there are none). A sample
   * that breaks it starts anew when it is next inside the tube.
   */
  readonly measuredDistance: Float64Array;
  readonly predictedDistance: Float64Array;
  /** Directional errors over the generated marginal, S. */
  readonly errors: LevelError[];
  /** First time inside the tube, M (NaN: never). */
  readonly reachTime: Float64Array;
  /**
   * |δ| at the last time, measured and predicted, M. NaN where there is no prediction that began at five times the
   * last time or before.
   */
  readonly finalDistance: Float64Array;
  readonly predictedFinal: Float64Array;
  /** Tangent displacement after reach by the exact drift and by the error, M × d each. */
  readonly slideExact: Float64Array;
  readonly slideError: Float64Array;
  /** Length of tangent motion driven by the error, M: after reach, and over the whole trajectory. */
  readonly slideLength: Float64Array;
  readonly slideLengthTotal: Float64Array;
  /** Time by which half of the whole tangent motion driven by the error is done, M. */
  readonly halfSlideTime: Float64Array;
  /** Slide exponent Λ, M (zeros unless asked for). */
  readonly exponent: Float64Array;
  /** Samples that are more than a hundred times as far out as the data at the end. */
  readonly diverged: number;
  /** The last state, M × d. */
  readonly x: Float64Array;
  readonly snapshots: readonly Snapshot[];
}

/** Generates with `model` and follows every sample. */
export function followDynamics(
  model: ScoreModel,
  density: EmpiricalDensity,
  options: DynamicsOptions,
): Promise<Dynamics> {
  const stretch = options.exponent && { stretch: stretchOf(model) };
  return followStates(looks(model, options), density, { ...options, ...stretch });
}

/** The measurement that the slide exponent of a model needs: two more evaluations at each look. */
export function stretchOf(model: ScoreModel): NonNullable<FollowOptions["stretch"]> {
  return (state, found) => stretchAlong(model, found, state);
}

/** The states of a sampler at which to look: those to record, and those that predictions must be carried over. */
async function* looks(model: ScoreModel, options: DynamicsOptions): AsyncGenerator<DynamicsState, void> {
  const due = lookSteps(options.times, options);
  for await (const state of sample(model, options)) {
    options.onStep?.(state);
    const recorded = due.get(state.step);
    if (recorded !== undefined) yield { ...state, recorded };
  }
}

/** The steps of a sampler at which to look, in order, and whether each is recorded or only carries predictions. */
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
  if (run === undefined) throw new RangeError("states: expected at least one, got none");
  return finish(run);
}

interface Run {
  readonly density: EmpiricalDensity;
  readonly options: FollowOptions;
  readonly times: number[];
  readonly insideTube: number[];
  readonly measured: number[];
  readonly predicted: number[];
  readonly errors: LevelError[];
  readonly reachTime: Float64Array;
  readonly alignment: (Alignment | undefined)[];
  /** When each prediction began, M. */
  readonly since: Float64Array;
  /** Largest distance of a training point from the origin. */
  readonly radius: number;
  readonly slideExact: Float64Array;
  readonly slideError: Float64Array;
  readonly slideLength: Float64Array;
  /** Whole tangent motion by the error up to each stored time, one array of M a look. */
  readonly travelled: Float64Array[];
  readonly lookTimes: number[];
  readonly exponent: Float64Array;
  readonly snapshots: Snapshot[];
  previous: Look | undefined;
}

/** All that is kept of one stored time until the next. */
interface Look {
  time: number;
  x: Float64Array;
  geometry: Geometry;
  /** ε, M × d. */
  error: Float64Array;
  /** (J - 1) / h, M. */
  stretch: Float64Array;
}

function startRun(density: EmpiricalDensity, options: FollowOptions, m: number): Run {
  const { d } = density;
  if (d > DENSE_LIMIT)
    throw new RangeError(`dimension: expected at most ${DENSE_LIMIT} for dynamics, got ${d}`);
  return {
    density,
    options,
    times: [],
    insideTube: [],
    measured: [],
    predicted: [],
    errors: [],
    reachTime: new Float64Array(m).fill(NaN),
    alignment: new Array<Alignment | undefined>(m).fill(undefined),
    since: new Float64Array(m).fill(NaN),
    radius: dataRadius(density),
    slideExact: new Float64Array(m * d),
    slideError: new Float64Array(m * d),
    slideLength: new Float64Array(m),
    travelled: [],
    lookTimes: [],
    exponent: new Float64Array(m),
    snapshots: [],
    previous: undefined,
  };
}

async function look(run: Run, state: DynamicsState): Promise<void> {
  const { density, options } = run;
  const { time, x, posteriorMean, recorded = true } = state;
  const level = ouLevel(time);
  const found = await geometry(density, level, { x, dim: options.dim, frame: true });
  const gap = posteriorMean
    ? posteriorMean.map((value, i) => value - found.posteriorMean[i])
    : new Float64Array(x.length).fill(NaN);
  const error = gap.map((value) => value / level.variance);
  const now: Look = { time, x, geometry: found, error, stretch: await stretchAt(run, state, found) };
  advance(run, now);
  const inside = reach(run, now);
  run.previous = now;
  if (!recorded) return;
  run.times.push(time);
  run.errors.push(levelError(time, splitSquares(gap, found.tangent, { d: density.d, dim: options.dim })));
  run.insideTube.push(inside);
  record(run, now);
  keepSnapshot(run, now);
}

/** (J - 1) / h, measured at recorded looks and held between them; zeros unless asked for. */
async function stretchAt(
  { options, previous }: Run,
  state: DynamicsState,
  found: Geometry,
): Promise<Float64Array> {
  if (!options.stretch) return new Float64Array(found.m);
  const { recorded = true } = state;
  return recorded || previous === undefined ? options.stretch(state, found) : previous.stretch;
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

/** Carries prediction and slide of every sample from the previous look to this one. */
function advance(run: Run, now: Look): void {
  const { previous, options, density } = run;
  const { dim, stochasticity: eta = 1 } = options;
  const { d } = density;
  const m = now.geometry.m;
  const travelled = new Float64Array(m);
  run.travelled.push(travelled);
  run.lookTimes.push(now.time);
  if (previous === undefined) return;
  const dt = previous.time - now.time;
  const gain = 1 + eta * eta;
  travelled.set(present(run.travelled.at(-2)));
  const { tangent, score } = previous.geometry;
  for (let q = 0; q < m; q++) {
    const alignment = run.alignment[q];
    if (alignment) {
      const states = { before: stateOf(previous, q, d), now: stateOf(now, q, d) };
      advanceAlignment(alignment, states, { dt, eta, dim });
    }
    const row = (array: Float64Array) => array.subarray(q * d, (q + 1) * d);
    const frame = tangent.subarray(q * dim * d, (q + 1) * dim * d);
    const byError = tangentPart(row(previous.error), frame, dim);
    const length = gain * dt * Math.hypot(...byError);
    travelled[q] += length;
    if (Number.isNaN(run.reachTime[q])) continue;
    const drift = row(previous.x).map((value, j) => value + gain * row(score)[j]);
    addScaled(row(run.slideExact), dt, tangentPart(drift, frame, dim));
    addScaled(row(run.slideError), gain * dt, byError);
    run.slideLength[q] += length;
    run.exponent[q] += 0.5 * gain * dt * (previous.stretch[q] + now.stretch[q]);
  }
}

function stateOf({ geometry: { eigenvalues, frame }, error }: Look, q: number, d: number): NormalState {
  return {
    eigenvalues: eigenvalues.subarray(q * d, (q + 1) * d),
    frame: frame.subarray(q * d * d, (q + 1) * d * d),
    error: error.subarray(q * d, (q + 1) * d),
  };
}

/**
 * Samples inside the tube start their prediction from where they are; those that break its assumption lose it. Returns
 * the fraction inside.
 */
function reach(run: Run, now: Look): number {
  const { time, geometry } = now;
  const { newtonDistance, newtonStep, d, dim, m } = geometry;
  const radius = tubeRadius(ouLevel(time), { d, dim, size: run.options.tubeSize });
  let inside = 0;
  for (let q = 0; q < m; q++) {
    const usable = isUsable(run, now, q);
    if (!usable) run.alignment[q] = undefined;
    if (!(newtonDistance[q] <= radius)) continue;
    inside++;
    if (Number.isNaN(run.reachTime[q])) run.reachTime[q] = time;
    if (!usable || run.alignment[q] !== undefined) continue;
    run.since[q] = time;
    run.alignment[q] = startAlignment(newtonStep.subarray(q * d, (q + 1) * d), d, dim);
  }
  return inside / m;
}

/**
 * The prediction linearises about a ridge that bends down on both sides: where the normal curvature h λ_{k+1} nearly
 * vanishes neither it nor the first-order distance says anything.
 */
const LEAST_CURVATURE = 0.1;
/** Samples this many times as far out as the data have diverged. */
const DIVERGED = 100;
/** Predictions that began later than this many times the last time say nothing about the end. */
const EARLIEST = 5;

function isUsable(run: Run, now: Look, q: number): boolean {
  const flat = -LEAST_CURVATURE / ouLevel(now.time).variance;
  return now.geometry.curvature[q] <= flat && !hasDiverged(run, now, q);
}

function hasDiverged({ radius }: Run, { time, x, geometry: { d } }: Look, q: number): boolean {
  const { scale, variance } = ouLevel(time);
  return (
    Math.hypot(...x.subarray(q * d, (q + 1) * d)) > DIVERGED * (scale * radius + Math.sqrt(variance * d))
  );
}

function dataRadius({ data, n, d }: EmpiricalDensity): number {
  let most = 0;
  for (let i = 0; i < n; i++) most = Math.max(most, Math.hypot(...data.subarray(i * d, (i + 1) * d)));
  return most;
}

/** RMS of measured and predicted distance over samples that have a prediction. */
function record(run: Run, { geometry: { newtonDistance, m }, error }: Look): void {
  let [measured, predicted, count] = [0, 0, 0];
  for (let q = 0; q < m; q++) {
    const alignment = run.alignment[q];
    if (alignment === undefined) continue;
    measured += newtonDistance[q] ** 2;
    predicted += expectedSquare(alignment);
    count++;
  }
  run.measured.push(Math.sqrt(measured / count));
  run.predicted.push(Number.isNaN(error[0]) ? NaN : Math.sqrt(predicted / count));
}

function keepSnapshot(run: Run, { time, x, geometry, error }: Look): void {
  const due = (run.options.snapshotTimes ?? []).filter((wanted) => time <= wanted * (1 + 1e-12));
  if (due.length <= run.snapshots.length) return;
  const { normalScoreNorm, relativeResidual, newtonDistance } = geometry;
  const { d, m } = geometry;
  const { variance } = ouLevel(time);
  const meanError = Float64Array.from(
    { length: m },
    (_, q) => variance * Math.hypot(...error.subarray(q * d, (q + 1) * d)),
  );
  run.snapshots.push({ time, x, normalScoreNorm, relativeResidual, newtonDistance, meanError });
}

function finish(run: Run): Dynamics {
  const last = present(run.previous);
  const total = lastOf(run.travelled);
  return {
    times: Float64Array.from(run.times),
    insideTube: Float64Array.from(run.insideTube),
    measuredDistance: Float64Array.from(run.measured),
    predictedDistance: Float64Array.from(run.predicted),
    errors: run.errors,
    reachTime: run.reachTime,
    finalDistance: last.geometry.newtonDistance,
    predictedFinal: Float64Array.from(run.alignment, (alignment, q) =>
      alignment && run.since[q] >= EARLIEST * last.time ? Math.sqrt(expectedSquare(alignment)) : NaN,
    ),
    slideExact: run.slideExact,
    slideError: run.slideError,
    slideLength: run.slideLength,
    slideLengthTotal: total,
    halfSlideTime: total.map((length, q) => {
      const at = run.travelled.findIndex((travelled) => travelled[q] >= 0.5 * length);
      return run.lookTimes[at] ?? NaN;
    }),
    exponent: run.exponent,
    diverged: [...last.geometry.curvature.keys()].filter((q) => hasDiverged(run, last, q)).length,
    x: last.x,
    snapshots: run.snapshots,
  };
}

function tangentPart(v: Float64Array, frame: Float64Array, dim: number): Float64Array {
  const d = v.length;
  const out = new Float64Array(d);
  for (let j = 0; j < dim; j++) {
    let along = 0;
    for (let i = 0; i < d; i++) along += frame[j * d + i] * v[i];
    for (let i = 0; i < d; i++) out[i] += along * frame[j * d + i];
  }
  return out;
}

function addScaled(out: Float64Array, factor: number, v: Float64Array): void {
  for (let j = 0; j < out.length; j++) out[j] += factor * v[j];
}
