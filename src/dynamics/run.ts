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
  readonly measured: number[];
  readonly predicted: number[];
  readonly errors: LevelError[];
  /** When a ridge first exists for a sample, and when it then first is inside the tube, M each. */
  readonly ridgeTime: Float64Array;
  readonly reachTime: Float64Array;
  readonly alignment: (Alignment | undefined)[];
  /** When each prediction began, M. */
  readonly since: Float64Array;
  /** Largest distance of a training point from the origin. */
  readonly radius: number;
  readonly slideExact: Float64Array;
  readonly slideError: Float64Array;
  readonly slideLength: Float64Array;
  /** 1 where a ridge has existed for a draw of p_t; empty before the first recorded look. */
  noiseRidge: Uint8Array;
  readonly exponent: Float64Array;
  readonly snapshots: Snapshot[];
  previous: Look | undefined;
}

/** All that is kept of one stored time until the next. */
export interface Look {
  time: number;
  x: Float64Array;
  geometry: Geometry;
  /** ε, M × d. */
  error: Float64Array;
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
    measured: [],
    predicted: [],
    errors: [],
    ridgeTime: new Float64Array(m).fill(NaN),
    reachTime: new Float64Array(m).fill(NaN),
    alignment: new Array<Alignment | undefined>(m).fill(undefined),
    since: new Float64Array(m).fill(NaN),
    radius: dataRadius(density),
    slideExact: new Float64Array(m * d),
    slideError: new Float64Array(m * d),
    slideLength: new Float64Array(m),
    noiseRidge: new Uint8Array(0),
    exponent: new Float64Array(m),
    snapshots: [],
    previous: undefined,
  };
}

function dataRadius({ data, n, d }: EmpiricalDensity): number {
  let most = 0;
  for (let i = 0; i < n; i++) most = Math.max(most, Math.hypot(...data.subarray(i * d, (i + 1) * d)));
  return most;
}
