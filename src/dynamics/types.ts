/** What is asked of generated trajectories, and what is found: reach, align, slide (THEORY.md section 6). */
import type { Geometry } from "../density/geometry.ts";
import type { LevelError } from "./decomposition.ts";

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
  readonly errors: readonly LevelError[];
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
