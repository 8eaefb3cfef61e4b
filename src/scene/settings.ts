/** Settings of one scene in the plane: points, a model of their score, and how samples are made and judged. */

import { SOLVER_NAMES, type SolverName } from "../sample/solvers.ts";
import { GRID_NAMES, type GridName } from "../sample/time-grid.ts";
import { type ConfigOf, configOf } from "../settings/config.ts";
import { choice, constant, number, points, text, whole } from "../settings/setting.ts";
import {
  KNOWN_MODEL_ROWS,
  NETWORK,
  RANDOM_FEATURES,
  SCENE_MODEL_ENTRIES,
  SCENE_MODELS,
  type SceneModelKind,
} from "./model-entries.ts";

/** The rows. Settings of models that are not chosen have no effect. */
export const SCENE_SETTINGS = {
  experiment: constant("stage", "name of the preset"),
  seed: whole(0, "seed of all random numbers", {
    min: 0,
    box: { label: "Seed", min: 0, max: Number.MAX_SAFE_INTEGER },
  }),
  data: {
    set: text("thirteen-points", "name of a set in the plane, or custom"),
    points: points([], "the points where the set is custom", { width: 2 }),
  },
  model: choice<SceneModelKind>(
    { of: SCENE_MODELS, default: "random-features" },
    "the score that samples follow",
  ),
  ...KNOWN_MODEL_ROWS,
  features: RANDOM_FEATURES.settings.features,
  loss: RANDOM_FEATURES.settings.loss,
  tau: RANDOM_FEATURES.settings.tau,
  network: NETWORK.settings.network,
  time: {
    horizon: number(5, "where generation starts", {
      above: 0,
      unit: "OU time",
      box: { label: "Horizon T", min: 0.1, max: 100 },
    }),
    min: number(1e-3, "where generation ends", {
      above: 0,
      unit: "OU time",
      box: { label: "Last time t_min", min: 1e-6, max: 0.05 },
    }),
  },
  sampling: {
    count: whole(1000, "samples that are generated", {
      min: 1,
      slider: { label: "Particles", min: 50, max: 5000, log: true, link: { min: 1, max: 20_000 } },
    }),
    steps: whole(150, "steps from noise to data", {
      min: 1,
      slider: { label: "Steps", min: 20, max: 600, log: true, link: { min: 2, max: 2000 } },
    }),
    stochasticity: number(1, "η: 0 is the probability-flow ODE, 1 the reverse SDE", {
      min: 0,
      max: 1,
      slider: {
        label: "Stochasticity η",
        min: 0,
        max: 1,
        help: "0: the probability-flow ODE. 1: the reverse SDE.",
      },
    }),
    solver: choice<SolverName>({ of: SOLVER_NAMES, default: "euler" }, "how a step is taken", {
      menu: {
        label: "Solver",
        names: {
          euler: "Euler–Maruyama",
          heun: "Heun",
          exponential: "exponential (DDIM)",
          "dpm++2m": "DPM-Solver++(2M)",
        },
      },
    }),
    grid: choice<GridName>(
      { of: GRID_NAMES, default: "exponential" },
      "how the times of the steps are spaced",
      {
        menu: {
          label: "Time grid",
          names: { exponential: "exponential", linear: "linear", cosine: "cosine", karras: "Karras" },
        },
      },
    ),
  },
  ridge: {
    dim: whole(1, "ridge dimension k", { min: 0, max: 1 }),
    analysis_time: number("auto", "time t_a at which samples are judged", {
      above: 0,
      words: ["auto"],
      unit: "OU time",
    }),
  },
  analysis: {
    every: whole(5, "geometry is taken at every so many-th step", { min: 1 }),
  },
};

/** Complete settings of a scene. */
export type SceneConfig = ConfigOf<typeof SCENE_SETTINGS>;

/**
 * The scene that the lab opens with: a curve of thirteen points, random features trained for a while.
 * @example
 * sceneDefaults().model; // → random-features
 */
export function sceneDefaults(): SceneConfig {
  return configOf(SCENE_SETTINGS);
}

/**
 * The settings of the chosen model alone.
 * @example
 * modelSettings({ ...sceneDefaults(), model: "inflated" }); // → { inflated: { bandwidth: 0.2 } }
 */
export function modelSettings(config: SceneConfig): Partial<SceneConfig> {
  const chosen = SCENE_MODEL_ENTRIES.find(({ name }) => name === config.model);
  const names = new Set(Object.keys(chosen?.settings ?? {}));
  return Object.fromEntries(Object.entries(config).filter(([name]) => names.has(name)));
}
