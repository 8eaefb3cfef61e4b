/** The ridge dimension and the criterion of "on the ridge", as the settings say or the data suggest. */
import type { EmpiricalDensity } from "../../density/empirical-density.ts";
import {
  CALIBRATION_POINTS,
  defaultAnalysisTime,
  type RidgeCriterion,
  ridgeCriterion,
} from "../../diagnosis/classes.ts";
import { autoDim } from "../../ridge/auto-dim.ts";
import { timeGrid } from "../../sample/time-grid.ts";
import { ouLevel } from "../../schedule/noise-level.ts";
import type { ConfigOf } from "../../settings/config.ts";
import type { ExperimentContext } from "../result.ts";
import type { RIDGE, SAMPLING, TIME } from "./settings.ts";

/** Settings of the ridge and of the ends of time. */
export interface CriterionConfig {
  readonly ridge: ConfigOf<typeof RIDGE>;
  readonly time: { readonly min: number };
}

/** k of a small data set: as set, or by the largest gap of the median spectrum. */
export async function smallSetDim(
  density: EmpiricalDensity,
  { ridge, time }: CriterionConfig,
  { rng }: ExperimentContext,
): Promise<number> {
  if (ridge.dim !== "auto") return ridge.dim;
  return (await autoDim(density, ouLevel(Math.sqrt(time.min)), { rng: rng.split("dim") })).dim;
}

/** What counts as on the ridge, with k = `dim`. */
export function criterionOf(
  density: EmpiricalDensity,
  { ridge, time }: CriterionConfig,
  dim: number,
): Promise<RidgeCriterion> {
  const fixed = ridge.analysis_time === "auto" ? {} : { time: ridge.analysis_time };
  return ridgeCriterion(density, { dim, timeMin: time.min, ...fixed });
}

/** t_a: as set, or by the data; too few cannot calibrate a threshold at a larger time (THEORY.md section 6). */
export async function analysisTimeOf(
  density: EmpiricalDensity,
  { ridge, time }: CriterionConfig,
): Promise<number> {
  if (ridge.analysis_time !== "auto") return ridge.analysis_time;
  return density.n < CALIBRATION_POINTS ? time.min : defaultAnalysisTime(density);
}

/** Settings of the times of generation. */
export interface GridConfig {
  readonly sampling: Pick<ConfigOf<typeof SAMPLING>, "grid" | "steps">;
  readonly time: ConfigOf<typeof TIME>;
}

/** The decreasing times of generation. */
export function gridOf({ sampling, time }: GridConfig): Float64Array {
  return timeGrid(sampling.grid, { horizon: time.horizon, timeMin: time.min, steps: sampling.steps });
}
