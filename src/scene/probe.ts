/** Exact and learned score at chosen places, and the error between them by direction. */
import { geometry, normalPart } from "../density/geometry.ts";
import { posterior } from "../density/posterior.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import type { ScoreModel } from "../score/score-model.ts";
import type { Scene } from "./scene.ts";

/** Arrows of the exact and of the model's score at one time. */
export interface VectorField {
  readonly time: number;
  /** Places, count × 2. */
  readonly at: Float64Array;
  /** h s*, the way to the exact posterior mean, and h s_θ, the way to the model's; count × 2 each. */
  readonly exact: Float64Array;
  readonly learned: Float64Array;
}

/** Everything at one place and time. */
export interface Probe {
  readonly time: number;
  /** The place, 2. */
  readonly at: Float64Array;
  readonly logDensity: number;
  /** h s* and h s_θ, 2 each. */
  readonly exact: Float64Array;
  readonly learned: Float64Array;
  /** h P_N ε and h P_T ε, 2 each. */
  readonly normalError: Float64Array;
  readonly tangentError: Float64Array;
  /** |δ| (NaN where undefined) and λ_{k+1}. */
  readonly newtonDistance: number;
  readonly curvature: number;
  /** Index of the nearest training point and its distance in data units. */
  readonly nearest: number;
  readonly nearestDistance: number;
}

/** Where scores are asked for: an OU time, and places in the coordinates of that time, count × 2. */
export interface Places {
  readonly time: number;
  readonly at: Float64Array;
}

/**
 * Both scores at all places.
 * @example
 * // halfway between two modes both scores point nowhere along the axis
 * const at = Float64Array.of(0, 0);
 * (await fieldAt(scene, createExactScore(scene.density), { time: 0.5, at })).learned; // → [0, 0]
 */
export async function fieldAt(
  { density }: Scene,
  model: ScoreModel,
  { time, at }: Places,
): Promise<VectorField> {
  const { posteriorMean } = await posterior(density, ouLevel(time), { x: at });
  const mean = await model.posteriorMean(at, time);
  const fromPlace = (values: Float64Array) => Float64Array.from(values, (value, i) => value - at[i]);
  return { time, at, exact: fromPlace(posteriorMean), learned: fromPlace(mean) };
}

/**
 * Score, error and ridge at one place (count is 1).
 * @example
 * const at = Float64Array.of(0.5, 0.1);
 * (await probeAt(scene, createExactScore(scene.density), { time: 0.5, at })).newtonDistance; // → 0.1
 */
export async function probeAt(
  { density, config }: Scene,
  model: ScoreModel,
  { time, at }: Places,
): Promise<Probe> {
  const level = ouLevel(time);
  const { dim } = config.ridge;
  const found = await geometry(density, level, { x: at, dim });
  const mean = await model.posteriorMean(at, time);
  const error = Float64Array.from(mean, (value, j) => value - found.posteriorMean[j]);
  const normalError = Float64Array.from(normalPart(error, found.tangent, dim));
  return {
    time,
    at,
    logDensity: found.logDensity[0],
    exact: Float64Array.from(found.posteriorMean, (value, j) => value - at[j]),
    learned: Float64Array.from(mean, (value, j) => value - at[j]),
    normalError,
    tangentError: error.map((value, j) => value - normalError[j]),
    newtonDistance: found.newtonDistance[0],
    curvature: found.curvature[0],
    nearest: found.nearest[0],
    nearestDistance: found.nearestDistance[0] / level.scale,
  };
}
