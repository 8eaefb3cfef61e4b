/** What is kept while samples are followed: sums and predictions per sample, and the look before. */

import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { DENSE_LIMIT, type Geometry } from "../density/geometry.ts";
import { expected } from "../errors/argument-error.ts";
import type { Alignment } from "./alignment.ts";
import type { LevelError } from "./decomposition.ts";
import type { ReachLook } from "./reach-order.ts";
import type { FollowOptions, Snapshot } from "./types.ts";

/** All that is kept while samples are followed; M samples. */
export interface Run {
  readonly density: EmpiricalDensity;
  readonly options: FollowOptions;
  readonly times: number[];
  /** What reach is told by, a recorded look each. */
  readonly reachLooks: ReachLook[];
  /** Shares of the samples for which a ridge has existed, and of those that have one and are inside its tube. */
  readonly withRidge: number[];
  readonly insideTube: number[];
  readonly align: AlignLook[];
  readonly errors: LevelError[];
  /** When a ridge first exists for a sample, and when it then first is inside the tube, M each. */
  readonly ridgeTime: Float64Array;
  readonly reachTime: Float64Array;
  readonly alignment: (Alignment | undefined)[];
  /** Parts of the score of each sample, 5 × d, from the first look on; absent where the model's error is not known, or not asked for. */
  attribution: Float64Array[] | undefined;
  /** When each prediction began, M. */
  readonly since: Float64Array;
  /** Largest distance of a training point from the origin. */
  readonly radius: number;
  /** Where samples go from reach on, by the exact field and parts of the error. */
  readonly paths: SlidePaths;
  readonly slideExact: Float64Array;
  readonly slideError: Float64Array;
  readonly slideLength: Float64Array;
  /** 1 where a ridge has existed for a draw of p_t; empty before the first recorded look. */
  noiseRidge: Uint8Array;
  readonly exponent: Float64Array;
  readonly snapshots: Snapshot[];
  previous: Look | undefined;
}

/** Predicted paths so far, M × d each; NaN where a sample has not reached the ridge. */
export interface SlidePaths {
  readonly exact: Float64Array;
  readonly driven: Float64Array;
  /** How far the tangent error takes a sample from its exact path, by linear response. */
  readonly shift: Float64Array;
  /** What the linear response makes of a unit step along the ridge at reach, and the largest log of its length since, M. */
  readonly probe: Float64Array;
  readonly growth: Float64Array;
}

/** Align at one recorded look. */
export interface AlignLook {
  /** RMS over samples that have a prediction. */
  readonly measured: number;
  readonly expected: number;
  readonly given: number;
  /** Rank correlations of predicted with measured distances over the same samples. */
  readonly rankExpected: number;
  readonly rankGiven: number;
  /** Shares of the mean square by cause; the RMS of their sum, and of what is left, over that of δ. */
  readonly shares: Float64Array;
  readonly sum: number;
  readonly remainder: number;
}

/** All that is kept of one stored time until the next. */
export interface Look {
  time: number;
  x: Float64Array;
  /** m_θ, M × d, where it is known. */
  learned: Float64Array | undefined;
  geometry: Geometry;
  /** ε, M × d. */
  error: Float64Array;
  /** ∇tr H, M × d, where an attribution needs it. */
  third?: Float64Array | undefined;
  /** (J - 1) / h, M. */
  stretch: Float64Array;
}

/** A run before its first look. @throws {RangeError} where d is beyond what full spectra can be computed in */
export function startRun(density: EmpiricalDensity, options: FollowOptions, m: number): Run {
  const { d } = density;
  if (d > DENSE_LIMIT) throw expected("dimension", `at most ${DENSE_LIMIT} for dynamics`, d);
  return {
    density,
    options,
    times: [],
    reachLooks: [],
    withRidge: [],
    insideTube: [],
    align: [],
    errors: [],
    ridgeTime: new Float64Array(m).fill(NaN),
    reachTime: new Float64Array(m).fill(NaN),
    alignment: new Array<Alignment | undefined>(m).fill(undefined),
    attribution: undefined,
    since: new Float64Array(m).fill(NaN),
    radius: dataRadius(density),
    paths: emptyPaths(m, d),
    slideExact: new Float64Array(m * d),
    slideError: new Float64Array(m * d),
    slideLength: new Float64Array(m),
    noiseRidge: new Uint8Array(0),
    exponent: new Float64Array(m),
    snapshots: [],
    previous: undefined,
  };
}

/** Paths before any sample has reached a ridge. */
function emptyPaths(m: number, d: number): SlidePaths {
  const empty = (size: number) => new Float64Array(size).fill(NaN);
  const [exact, driven, shift, probe] = Array.from({ length: 4 }, () => empty(m * d));
  return { exact, driven, shift, probe, growth: empty(m) };
}

function dataRadius({ data, n, d }: EmpiricalDensity): number {
  let most = 0;
  for (let i = 0; i < n; i++) most = Math.max(most, Math.hypot(...data.subarray(i * d, (i + 1) * d)));
  return most;
}
