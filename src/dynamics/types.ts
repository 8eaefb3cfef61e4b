/** What is asked of generated trajectories, and what is found: reach, align, slide (THEORY.md section 6). */
import type { Geometry } from "../density/geometry.ts";
import type { Cause } from "./attribution.ts";
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
  /** What was random in the steps since the state before, in order; absent: it is inferred from both states. */
  readonly noise?: readonly PathNoise[];
}

/** Noise that had entered all samples by OU time `to`, in a step that began at `from`, M × d. */
export interface PathNoise {
  readonly from: number;
  readonly to: number;
  readonly noise: Float64Array;
}

/** What to measure of states, and how they were made. */
export interface FollowOptions {
  /** Ridge dimension k. */
  dim: number;
  /** η of the sampler that made the states (default 1). */
  stochasticity?: number;
  /** Size c of the tube in which predictions begin (radius `c sqrt(h (d-k))`). */
  tubeSize?: number;
  /** Keep the whole state at the first look at or below each of these times. */
  snapshotTimes?: readonly number[];
  /** Whether to predict where along the ridge samples end (default true): two exact posterior means a sample and step. */
  slideEnds?: boolean;
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

/**
 * Align over the S stored times: RMS of |δ| over samples that have been in the tube of `tubeSize` and for which the prediction's
 * assumption held since: h λ_{k+1} ≤ -0.1 at every look, and no divergence (NaN where there are none). A sample
 * that breaks it starts anew when it is next inside the tube.
 */
export interface AlignCurves {
  readonly measuredDistance: Float64Array;
  /** In expectation over the noise, S; NaN where the model's error is not known. */
  readonly predictedDistance: Float64Array;
  /** Given the noise that each sample had, S. */
  readonly predictedGivenNoise: Float64Array;
  /** Rank correlations of predicted with measured distances over those samples, S. */
  readonly rankExpected: Float64Array;
  readonly rankGivenNoise: Float64Array;
}

/**
 * What caused δ: the exact score carried along each trajectory without linearising, in five parts. Shares of a sample are
 * δ_part · δ / |δ|² and add up to 1 but for the remainder; those of a time are weighted by |δ|². NaN where they are not known.
 */
export interface Attribution {
  /** Over the stored times, S each. */
  readonly shares: Readonly<Record<Cause, Float64Array>>;
  /** RMS of Σ δ_part over that of δ, S. */
  readonly sum: Float64Array;
  /** RMS of δ - Σ δ_part over that of δ, S: how fine the looks were. */
  readonly remainder: Float64Array;
  /** At the last time, M × 5 in the order of `CAUSES`, and |δ - Σ δ_part| / |δ|, M. */
  readonly finalShares: Float64Array;
  readonly finalRemainder: Float64Array;
}

/** A predicted last state and what the model would make of it, M × d each; NaN where a sample never reached the ridge. */
export interface SlideEnd {
  readonly x: Float64Array;
  /** m_θ there. */
  readonly posteriorMean: Float64Array;
}

/** Where samples would end, with the noise that they had since they reached the ridge. */
export interface SlideEnds {
  /** Without an error. */
  readonly exact: SlideEnd;
  /** With its tangent part alone. */
  readonly driven: SlideEnd;
  /** By the linear response to that part. */
  readonly linear: SlideEnd;
  /** Log of how far the linear response ever enlarged a step along the ridge at reach, M: above about 1 nothing holds. */
  readonly growth: Float64Array;
}

/** Curves over the S stored times, and values per sample (M). Lengths are in OU coordinates. */
export interface Dynamics extends AlignCurves {
  readonly times: Float64Array;
  /**
   * Fractions of the samples for which a ridge has existed by then, and of those that moreover are inside the tube of
   * noise alone, in which 95 % of draws of p_t lie, S each.
   */
  readonly withRidge: Float64Array;
  readonly insideTube: Float64Array;
  readonly attribution: Attribution;
  /** Directional errors over the generated marginal, S. */
  readonly errors: readonly LevelError[];
  /** First recorded times at which a ridge exists for a sample, and at which it then is inside the tube, M (NaN: never). */
  readonly ridgeTime: Float64Array;
  readonly reachTime: Float64Array;
  /**
   * 1 where a sample enters the tube before half of its motion along the ridge is done, and stays while h falls by e² or
   * until then, else 0, M. NaN where the error does not move it, and for all where less than half of draws of p_t ever
   * have a ridge, or looks are too far apart to see a stay.
   */
  readonly reachesFirst: Float64Array;
  /** The share of ones where a ridge exists, for each of 199 shuffles of the samples at every time; empty if all are NaN. */
  readonly shuffledFirst: Float64Array;
  /**
   * |δ| at the last time, measured, predicted in expectation and given the noise, M. NaN where there is no prediction that
   * began at five times the last time or before.
   */
  readonly finalDistance: Float64Array;
  readonly predictedFinal: Float64Array;
  readonly predictedFinalGivenNoise: Float64Array;
  /** Where the exact field, and the tangent error with it, would have taken the samples since they reached the ridge. */
  readonly slideEnds: SlideEnds;
  /** Tangent displacement after reach by the exact drift and by the error, M × d each. */
  readonly slideExact: Float64Array;
  readonly slideError: Float64Array;
  /** Length of tangent motion driven by the error, M: after reach (NaN: never), and since a ridge exists for the sample. */
  readonly slideLength: Float64Array;
  readonly slideLengthTotal: Float64Array;
  /** Recorded time by which half of the tangent motion since a ridge exists is done, M (NaN: none ever exists). */
  readonly halfSlideTime: Float64Array;
  /** Slide exponent Λ from reach on, M (zeros unless asked for, NaN where a sample never reaches). */
  readonly exponent: Float64Array;
  /** Samples that are more than a hundred times as far out as the data at the end. */
  readonly diverged: number;
  /** The last state, M × d. */
  readonly x: Float64Array;
  readonly snapshots: readonly Snapshot[];
}
