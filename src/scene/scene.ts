/** A scene set up from its settings: the data's density and all that needs no model. */

import { syntheticSet } from "../data/synthetic.ts";
import { createDensity, type EmpiricalDensity } from "../density/empirical-density.ts";
import { CALIBRATION_POINTS, type RidgeCriterion, ridgeCriterion } from "../diagnosis/classes.ts";
import { InputError } from "../errors/input-error.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { createRng, type Rng } from "../random/rng.ts";
import { timeGrid } from "../sample/time-grid.ts";
import type { SceneConfig } from "./settings.ts";

/** Name of a set of the user's own points. */
export const CUSTOM_SET = "custom";

/** What a scene starts from. */
export interface Scene {
  readonly config: SceneConfig;
  readonly density: EmpiricalDensity;
  /** Decreasing OU times of the generation, S + 1. */
  readonly times: Float64Array;
  readonly rng: Rng;
}

/**
 * The points of a scene, n × 2, in data units.
 * @throws {InputError} where there are none, or they are not in the plane, or not finite
 * @example
 * scenePoints({ set: "two-modes", points: [] }); // → [-3, 0, 3, 0]
 * scenePoints({ set: "custom", points: [[1, 2]] }); // → [1, 2]
 */
export function scenePoints({ set, points }: SceneConfig["data"]): Float64Array {
  if (set !== CUSTOM_SET) {
    const { data, d } = syntheticSet(set);
    if (d !== 2) throw new InputError("data.set", "a set in the plane", `${set} with ${d} columns`);
    return data;
  }
  if (points.length === 0) throw new InputError("data.points", "at least one point", "none");
  points.forEach((row, i) => {
    if (row.length !== 2 || !row.every(Number.isFinite))
      throw new InputError(`data.points[${i}]`, "two finite numbers", JSON.stringify(row));
  });
  return Float64Array.from(points.flat());
}

/**
 * Sets a scene up.
 * @throws {InputError} where the points cannot be used
 * @throws {RangeError} where times or steps do not fit
 * @example
 * const { density, times } = createScene(kernels, sceneDefaults());
 * [density.n, times[0]]; // → [13, 5]
 */
export function createScene(kernels: Kernels, config: SceneConfig): Scene {
  const points = scenePoints(config.data);
  const { horizon, min } = config.time;
  return {
    config,
    density: createDensity(kernels, { data: points, n: points.length / 2, d: 2 }),
    times: timeGrid(config.sampling.grid, { horizon, timeMin: min, steps: config.sampling.steps }),
    rng: createRng(config.seed),
  };
}

/**
 * How "on the ridge" is judged in a scene.
 * @example
 * // two points are a handful of modes: 3 √(1 - e^-0.002)
 * await sceneCriterion(scene); // → { dim: 1, time: 0.001, threshold: 0.1341, source: "tube" }
 */
export function sceneCriterion({ config, density }: Scene): Promise<RidgeCriterion> {
  const { ridge, time } = config;
  return ridgeCriterion(density, {
    dim: ridge.dim,
    timeMin: time.min,
    time: ridge.analysis_time === "auto" ? undefined : ridge.analysis_time,
    tube: density.n < CALIBRATION_POINTS,
  });
}
