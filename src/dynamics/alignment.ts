/**
 * The align prediction: from reach on, the displacement from the ridge is a vector u that follows the linear response of
 * the reverse flow, in reverse time `u' = [(1+η²) ∇²log p_t + I] u + (1+η²) ε + η√2 ξ`, on the concave directions
 * (h λ_j ≤ -0.1), tangent ones among them (THEORY.md section 6). Only when it is read does its normal part count.
 */
import { addScaled, dot } from "../arrays/vectors.ts";
import { ouLevel } from "../schedule/noise-level.ts";

/** The geometry along one trajectory at one time. */
export interface AlignState {
  /** OU time. */
  readonly time: number;
  /** Eigenvalues of the Hessian, d, descending. */
  readonly eigenvalues: Float64Array;
  /** Eigenvectors as rows, d × d. */
  readonly frame: Float64Array;
  /** The exact score at the trajectory's point, d. */
  readonly score: Float64Array;
  /** ε there, d. */
  readonly error: Float64Array;
}

/** Noise that entered one trajectory between two looks, d. */
export interface SampleKick {
  /** OU times at which the step began, and at which its noise had entered. */
  readonly from: number;
  readonly to: number;
  readonly noise: Float64Array;
}

/** Predicted displacement of one trajectory. */
export interface Alignment {
  /** The mean of u over the noise since the start, d. */
  readonly mean: Float64Array;
  /** u with the noise that the trajectory really had, d. */
  readonly given: Float64Array;
  /** Covariance of u, d × d in the frame of the last look; empty without noise (η = 0). */
  readonly covariance: Float64Array;
}

/** What a step from look to look goes by. */
export interface AdvanceOptions {
  readonly eta: number;
  /** In the order of time; empty where there is none or where it is not known. */
  readonly kicks?: readonly SampleKick[];
}

/** Directions bend down where h λ is at most this: elsewhere neither a linear response nor a Newton step says anything. */
const CONCAVE = -0.1;
/** A direction that lies less than this within those that were concave at the last look is new. */
const KNOWN = 0.5;

/**
 * The prediction at the moment of reach: u is the Newton step along every concave direction, with no variance.
 * @example
 * const state = { time: 0.5, eigenvalues: Float64Array.of(1, -2), frame: Float64Array.of(1, 0, 0, 1), score: Float64Array.of(3, 4), error: Float64Array.of(0, 0) };
 * startAlignment(state, 0).mean; // → [0, -2]
 */
export function startAlignment(state: AlignState, eta: number): Alignment {
  const d = state.score.length;
  const mean = new Float64Array(d);
  const flat = flatAt(state.time);
  for (let j = 0; j < d; j++) if (state.eigenvalues[j] <= flat) addStep(mean, state.score, { state, j });
  return { mean, given: Float64Array.from(mean), covariance: new Float64Array(eta > 0 ? d * d : 0) };
}

/**
 * Advances a prediction from one look to the next: along each direction by an exponential step, its rate and the error taken
 * from both ends by {@link endWeights}. Directions that become concave start at their measured Newton step,
 * those that cease to be are dropped.
 * @example
 * const score = Float64Array.of(0, -4), error = Float64Array.of(0, 0);
 * const state = (time: number) => ({ time, eigenvalues: Float64Array.of(-1, -1), frame: Float64Array.of(1, 0, 0, 1), score, error });
 * const still = startAlignment(state(0.5), 0);
 * advanceAlignment(still, { before: state(0.5), now: state(0.45) }, { eta: 0 }); // λ + 1 = 0: nothing pulls
 * still.mean[1]; // → 4
 */
export function advanceAlignment(
  alignment: Alignment,
  ends: { readonly before: AlignState; readonly now: AlignState },
  { eta, kicks = [] }: AdvanceOptions,
): void {
  const { before, now } = ends;
  const d = now.score.length;
  const { mean, given, covariance } = alignment;
  const turn = turnBetween(before, now);
  const steps = stepsOf(turn, ends, eta);
  const left = kicks.map(({ to }) => shareLeft(to, ends));
  const [nextMean, nextGiven] = [new Float64Array(d), new Float64Array(d)];
  steps.forEach((step, j) => {
    if (step === "dropped") return;
    if (step === "new") {
      for (const next of [nextMean, nextGiven]) addStep(next, now.score, { state: now, j });
      return;
    }
    const v = now.frame.subarray(j * d, (j + 1) * d);
    const pushed = step.reach * step.forcing;
    const noise = kicks.reduce((sum, { noise }, i) => sum + step.keep ** left[i] * dot(v, noise), 0);
    addScaled(nextMean, step.keep * dot(v, mean) + pushed, v);
    addScaled(nextGiven, step.keep * dot(v, given) + pushed + noise, v);
  });
  if (covariance.length > 0) advanceCovariance(covariance, { turn, steps, eta });
  mean.set(nextMean);
  given.set(nextGiven);
}

/**
 * E|P_N u|² = |P_N E u|² + tr P_N W, and |P_N u|² given the noise, at a look whose directions from `first` on are normal.
 * @example
 * const state = { time: 0.5, eigenvalues: Float64Array.of(1, -2), frame: Float64Array.of(1, 0, 0, 1), score: Float64Array.of(3, 4), error: Float64Array.of(0, 0) };
 * normalSquares(startAlignment(state, 1), state, 1); // → { expected: 4, given: 4 }
 */
export function normalSquares(
  { mean, given, covariance }: Alignment,
  { frame }: Pick<AlignState, "frame">,
  first: number,
): { expected: number; given: number } {
  const d = mean.length;
  const out = { expected: 0, given: 0 };
  for (let j = first; j < d; j++) {
    const v = frame.subarray(j * d, (j + 1) * d);
    out.expected += dot(v, mean) ** 2 + (covariance.length > 0 ? covariance[j * d + j] : 0);
    out.given += dot(v, given) ** 2;
  }
  return out;
}

/** How one direction of the frame goes from look to look. */
interface Step {
  /** exp of the integrated rate: what is left of a displacement. */
  readonly keep: number;
  /** Reverse time over which a constant force acts, less what of it is lost, and the same for a variance. */
  readonly reach: number;
  readonly varianceReach: number;
  /** (1 + η²) v_j · ε, the mean of both ends. */
  readonly forcing: number;
}

function stepsOf(
  turn: Float64Array,
  { before, now }: { readonly before: AlignState; readonly now: AlignState },
  eta: number,
): (Step | "new" | "dropped")[] {
  const d = now.score.length;
  const gain = 1 + eta * eta;
  const [w0, w1] = endWeights(before.time, now.time);
  const [flatBefore, flatNow] = [flatAt(before.time), flatAt(now.time)];
  return Array.from({ length: d }, (_, j) => {
    if (!(now.eigenvalues[j] <= flatNow)) return "dropped";
    let [share, curvature] = [0, 0];
    for (let i = 0; i < d; i++) {
      const square = turn[j * d + i] ** 2;
      if (before.eigenvalues[i] <= flatBefore) share += square;
      curvature += square * before.eigenvalues[i];
    }
    if (share < KNOWN) return "new";
    const rate = gain * (w0 * Math.min(curvature, 0) + w1 * now.eigenvalues[j]) + (before.time - now.time);
    const v = now.frame.subarray(j * d, (j + 1) * d);
    const time = w0 + w1;
    return {
      keep: Math.exp(rate),
      reach: time * meanExp(rate),
      varianceReach: time * meanExp(2 * rate),
      forcing: (gain * (w0 * dot(v, before.error) + w1 * dot(v, now.error))) / time,
    };
  });
}

/**
 * The linear response from look to look along every direction of the frame of now, bending up or down: what is left of a
 * displacement, and what a force along the direction at either end adds to it.
 */
export function linearResponse(
  { before, now }: { readonly before: AlignState; readonly now: AlignState },
  eta: number,
): { readonly keep: number; readonly ends: readonly [number, number] }[] {
  const d = now.score.length;
  const gain = 1 + eta * eta;
  const [w0, w1] = endWeights(before.time, now.time);
  const turn = turnBetween(before, now);
  return Array.from({ length: d }, (_, j) => {
    let curvature = 0;
    for (let i = 0; i < d; i++) curvature += turn[j * d + i] ** 2 * before.eigenvalues[i];
    const rate = gain * (w0 * curvature + w1 * now.eigenvalues[j]) + (before.time - now.time);
    const reach = gain * meanExp(rate);
    return { keep: Math.exp(rate), ends: [reach * w0, reach * w1] };
  });
}

/** W ← D R W Rᵀ D + 2η² ∫ D² over directions that were known; the others have no variance. */
function advanceCovariance(
  covariance: Float64Array,
  {
    turn,
    steps,
    eta,
  }: {
    readonly turn: Float64Array;
    readonly steps: readonly (Step | "new" | "dropped")[];
    readonly eta: number;
  },
): void {
  const d = steps.length;
  const known = steps.flatMap((step, j) => (typeof step === "string" ? [] : [{ step, j }]));
  const half = new Float64Array(d * d);
  const turned = new Float64Array(d);
  for (const { j, step } of known) {
    const row = half.subarray(j * d, (j + 1) * d);
    for (let i = 0; i < d; i++)
      addScaled(row, step.keep * turn[j * d + i], covariance.subarray(i * d, (i + 1) * d));
  }
  covariance.fill(0);
  for (const { j, step } of known) {
    turned.set(half.subarray(j * d, (j + 1) * d));
    for (const other of known) {
      if (other.j > j) break;
      const value = other.step.keep * dot(turned, turn.subarray(other.j * d, (other.j + 1) * d));
      covariance[j * d + other.j] = value;
      covariance[other.j * d + j] = value;
    }
    covariance[j * d + j] += 2 * eta * eta * step.varianceReach;
  }
}

/**
 * Weights of the two ends for ∫ f dt over reverse time, exact for constant f and for f in proportion to 1 / t.
 * @example
 * const [w0, w1] = endWeights(2, 1);
 * [w0 + w1, w0 / 2 + w1]; // → [1, 0.6931]
 */
export function endWeights(from: number, to: number): [number, number] {
  const dt = from - to;
  const late = (Math.log(from / to) - dt / from) / (1 / to - 1 / from);
  return [dt - late, late];
}

/** Which share of the way from look to look, in log t, is left at a time. */
function shareLeft(time: number, { before, now }: { before: AlignState; now: AlignState }): number {
  return Math.log(time / now.time) / Math.log(before.time / now.time);
}

/** The frame of now in that of before: entry (j, i) is v_j(now) · v_i(before), d × d. */
function turnBetween(before: AlignState, now: AlignState): Float64Array {
  const d = now.score.length;
  const out = new Float64Array(d * d);
  for (let j = 0; j < d; j++) {
    const v = now.frame.subarray(j * d, (j + 1) * d);
    for (let i = 0; i < d; i++) out[j * d + i] = dot(v, before.frame.subarray(i * d, (i + 1) * d));
  }
  return out;
}

/** The largest eigenvalue of a concave direction at an OU time. */
export function flatAt(time: number): number {
  return CONCAVE / ouLevel(time).variance;
}

/** Adds the Newton step along direction j that a score, or a part of it, asks for. */
export function addStep(
  out: Float64Array,
  score: Float64Array,
  { state: { eigenvalues, frame }, j }: { state: Pick<AlignState, "eigenvalues" | "frame">; j: number },
): void {
  const v = frame.subarray(j * score.length, (j + 1) * score.length);
  addScaled(out, dot(v, score) / eigenvalues[j], v);
}

/**
 * (e^x - 1) / x, also where x is small.
 * @example
 * meanExp(0); // → 1
 */
export function meanExp(x: number): number {
  return x === 0 ? 1 : Math.expm1(x) / x;
}
