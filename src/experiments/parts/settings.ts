/** Rows of settings that several experiments share. */
import { LOSS_WEIGHT_NAMES, PARAMETERIZATION_NAMES } from "../../random-features/moment-problem.ts";
import { TIME_RULE_NAMES } from "../../random-features/time-rule.ts";
import { SOLVER_NAMES } from "../../sample/solvers.ts";
import { GRID_NAMES } from "../../sample/time-grid.ts";
import type { ConfigOf } from "../../settings/config.ts";
import { choice, constant, number, numbers, text, whole } from "../../settings/setting.ts";

/** Noise levels at which residuals of every sample are kept. */
export const SNAPSHOT_TIMES: readonly number[] = [
  10, 3.98, 1.58, 0.63, 0.25, 0.1, 0.04, 0.016, 0.0063, 0.0025, 0.001,
];

/** The name of the experiment, where several share their rows. */
export const EXPERIMENT = text("", "name of the preset");

/** The name of the only experiment with these rows. */
export function experimentNamed<const Name extends string>(name: Name) {
  return constant(name, "name of the preset");
}

/** The seed. */
export const SEED = whole(0, "seed of all random numbers", { min: 0 });

/** How samples are generated. */
export const SAMPLING = {
  count: whole(2000, "samples that are generated", { min: 1 }),
  steps: whole(1000, "steps from noise to data", { min: 1 }),
  stochasticity: number(1, "η: 0 is the probability-flow ODE, 1 the reverse SDE", { min: 0, max: 1 }),
  solver: choice({ of: SOLVER_NAMES, default: "euler" }, "how a step is taken"),
  grid: choice({ of: GRID_NAMES, default: "exponential" }, "how the times of the steps are spaced"),
};

/** How samples are generated, as a configuration holds it. */
export type SamplingConfig = ConfigOf<typeof SAMPLING>;

/** The ridge that samples are judged by. */
export const RIDGE = {
  dim: whole("auto", "ridge dimension k", { min: 0, words: ["auto"] }),
  analysis_time: number("auto", "time t_a at which samples are judged", {
    above: 0,
    words: ["auto"],
    unit: "OU time",
  }),
};

/** The ridge as a configuration holds it. */
export type RidgeConfig = ConfigOf<typeof RIDGE>;

/** From which noise to which samples are generated. */
export const TIME = {
  horizon: number(10, "where generation starts", { above: 0, unit: "OU time" }),
  min: number(1e-3, "where generation ends", { above: 0, unit: "OU time" }),
};

/** Noise levels whose residuals are kept. */
export const SNAPSHOTS = numbers(
  [...SNAPSHOT_TIMES],
  "times at which the residuals of every sample are kept",
  { item: { above: 0 }, least: 1, unit: "OU time" },
);

/** Geometry along generations. */
export const EVERY = whole(10, "geometry is taken at every so many-th sampling step", { min: 1 });

/** The weight of a loss. */
export const LOSS_WEIGHT = choice(
  { of: LOSS_WEIGHT_NAMES, default: "h2" },
  "weight λ(t) of the loss on the score error",
);

/** What random features predict. */
export const PARAMETERIZATION = choice(
  { of: PARAMETERIZATION_NAMES, default: "posterior-mean" },
  "what the features predict",
);

/** Random features on a small data set: data, features, and the time integral of their loss. */
export const FEATURES = {
  data: { set: text("two-modes", "name of the data set") },
  features: {
    p: whole(1000, "number of random features", { min: 1 }),
    harmonics: whole(128, "harmonics K of the time features", { min: 0 }),
  },
  time: {
    ...TIME,
    rule: choice({ of: TIME_RULE_NAMES, default: "graded" }, "nodes of the time integral of the loss"),
  },
};
