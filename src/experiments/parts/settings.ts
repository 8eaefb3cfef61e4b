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
export const EXPERIMENT = text({ default: "", meaning: "name of the preset" });

/** The name of the only experiment with these rows. */
export function experimentNamed<const Name extends string>(name: Name) {
  return constant(name, "name of the preset");
}

/** The seed. */
export const SEED = whole({ default: 0, min: 0, meaning: "seed of all random numbers" });

/** How samples are generated. */
export const SAMPLING = {
  count: whole({ default: 2000, min: 1, meaning: "samples that are generated" }),
  steps: whole({ default: 1000, min: 1, meaning: "steps from noise to data" }),
  stochasticity: number({
    default: 1,
    min: 0,
    max: 1,
    meaning: "η: 0 is the probability-flow ODE, 1 the reverse SDE",
  }),
  solver: choice({
    of: SOLVER_NAMES,
    default: "euler",
    meaning: "how a step is taken",
  }),
  grid: choice({
    of: GRID_NAMES,
    default: "exponential",
    meaning: "how the times of the steps are spaced",
  }),
};

/** How samples are generated, as a configuration holds it. */
export type SamplingConfig = ConfigOf<typeof SAMPLING>;

/** The ridge that samples are judged by. */
export const RIDGE = {
  dim: whole({ default: "auto", min: 0, words: ["auto"], meaning: "ridge dimension k" }),
  analysis_time: number({
    default: "auto",
    above: 0,
    words: ["auto"],
    unit: "OU time",
    meaning: "time t_a at which samples are judged",
  }),
};

/** The ridge as a configuration holds it. */
export type RidgeConfig = ConfigOf<typeof RIDGE>;

/** From which noise to which samples are generated. */
export const TIME = {
  horizon: number({ default: 10, above: 0, unit: "OU time", meaning: "where generation starts" }),
  min: number({ default: 1e-3, above: 0, unit: "OU time", meaning: "where generation ends" }),
};

/** Noise levels whose residuals are kept. */
export const SNAPSHOTS = numbers({
  default: [...SNAPSHOT_TIMES],
  item: { above: 0 },
  least: 1,
  unit: "OU time",
  meaning: "times at which the residuals of every sample are kept",
});

/** Geometry along generations. */
export const EVERY = whole({
  default: 10,
  min: 1,
  meaning: "geometry is taken at every so many-th sampling step",
});

/** The weight of a loss. */
export const LOSS_WEIGHT = choice({
  of: LOSS_WEIGHT_NAMES,
  default: "h2",
  meaning: "weight λ(t) of the loss on the score error",
});

/** What random features predict. */
export const PARAMETERIZATION = choice({
  of: PARAMETERIZATION_NAMES,
  default: "posterior-mean",
  meaning: "what the features predict",
});

/** Random features on a small data set: data, features, and the time integral of their loss. */
export const FEATURES = {
  data: { set: text({ default: "two-modes", meaning: "name of the data set" }) },
  features: {
    p: whole({ default: 1000, min: 1, meaning: "number of random features" }),
    harmonics: whole({ default: 128, min: 0, meaning: "harmonics K of the time features" }),
  },
  time: {
    ...TIME,
    rule: choice({
      of: TIME_RULE_NAMES,
      default: "graded",
      meaning: "nodes of the time integral of the loss",
    }),
  },
};
