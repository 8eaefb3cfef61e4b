/** The ridge dimension and the criterion of "on the ridge", as the settings say or the data suggest. */
import { syntheticSet } from "../../data/synthetic.ts";
import { createDensity, type EmpiricalDensity } from "../../density/empirical-density.ts";
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
import type { RidgeConfig, SamplingConfig, TIME } from "./settings.ts";

/** Settings of the ridge and of the ends of time. */
export interface CriterionConfig {
  readonly ridge: RidgeConfig;
  readonly time: { readonly min: number };
}

/**
 * A small data set and its criterion; where k is not set it is `auto`, or has the largest gap of the median spectrum.
 * @throws {InputError} where there is no such set
 */
export async function smallSet(
  config: CriterionConfig & { readonly data: { readonly set: string } },
  { kernels, rng }: ExperimentContext,
  auto?: number,
): Promise<{ readonly density: EmpiricalDensity; readonly criterion: RidgeCriterion }> {
  const density = createDensity(kernels, syntheticSet(config.data.set));
  const level = ouLevel(Math.sqrt(config.time.min));
  const chosen = async () => auto ?? (await autoDim(density, level, { rng: rng.split("dim") })).dim;
  const dim = config.ridge.dim === "auto" ? await chosen() : config.ridge.dim;
  return {
    density,
    criterion: await criterionOf(density, config, { dim, tube: density.n < CALIBRATION_POINTS }),
  };
}

/** What counts as on the ridge, with k = `dim`; a handful of modes has a tube about it. */
export function criterionOf(
  density: EmpiricalDensity,
  config: CriterionConfig,
  options: { dim: number; tube?: boolean },
): Promise<RidgeCriterion> {
  return ridgeCriterion(density, { ...options, timeMin: config.time.min, time: setTime(config) });
}

/** t_a where it is set. */
export function setTime({ ridge }: CriterionConfig): number | undefined {
  return ridge.analysis_time === "auto" ? undefined : ridge.analysis_time;
}

/** A time at which the spectrum can be looked at: t_a as set, or where the noise is as wide as neighbours are apart. */
export async function analysisTimeOf(density: EmpiricalDensity, config: CriterionConfig): Promise<number> {
  return setTime(config) ?? defaultAnalysisTime(density);
}

/** Settings of the times of generation. */
export interface GridConfig {
  readonly sampling: Pick<SamplingConfig, "grid" | "steps">;
  readonly time: ConfigOf<typeof TIME>;
}

/** The decreasing times of generation. */
export function gridOf({ sampling, time }: GridConfig): Float64Array {
  return timeGrid(sampling.grid, { horizon: time.horizon, timeMin: time.min, steps: sampling.steps });
}
