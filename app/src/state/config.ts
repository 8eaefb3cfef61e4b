/** The state as settings of the experiment `stage`, and those settings as YAML for `ridgescope run`. */
import type { SceneConfig, SceneModelKind } from "ridgescope/scene";
import { sceneDefaults } from "ridgescope/scene";
import { defaultState, type LabState } from "./table.ts";

/** Settings of what the plane shows; of a user's own model all but the model. */
export function toConfig(state: LabState): SceneConfig {
  const start = sceneDefaults();
  const rows = Array.from({ length: state.points.length / 2 }, (_, i) => [
    state.points[2 * i],
    state.points[2 * i + 1],
  ]);
  return {
    experiment: "stage",
    seed: state.seed,
    data: { set: state.set, points: state.set === "custom" ? rows : [] },
    model: state.model === "own" ? "network" : (state.model satisfies SceneModelKind),
    inflated: { bandwidth: state.bandwidth },
    neighbours: { count: state.neighbours },
    perturbed: { normal: state.normal, tangent: state.tangent },
    features: { p: state.p, harmonics: state.harmonics },
    loss: { weight: state.weight, parameterization: state.parameterization },
    tau: state.tau === Infinity ? "inf" : state.tau,
    network: {
      ...start.network,
      width: state.width,
      layers: state.depth,
      steps: state.trainSteps,
      rate: state.rate,
    },
    time: { horizon: state.horizon, min: state.timeMin },
    sampling: {
      count: state.count,
      steps: state.steps,
      stochasticity: state.eta,
      solver: state.solver,
      grid: state.grid,
    },
    ridge: { dim: state.dim, analysis_time: start.ridge.analysis_time },
    analysis: start.analysis,
  };
}

/** Plain settings as YAML: maps of maps, numbers, words, and lists and empty maps on one line. */
export function toYaml(value: unknown, indent = ""): string {
  return Object.entries(value as Record<string, unknown>)
    .map(([key, item]) => {
      const name = /^[a-z_]\w*$/i.test(key) ? key : JSON.stringify(key);
      const isMap = typeof item === "object" && item !== null && !Array.isArray(item);
      if (isMap && Object.keys(item).length > 0) return `${indent}${name}:\n${toYaml(item, `${indent}  `)}`;
      return `${indent}${name}: ${JSON.stringify(item)}\n`;
    })
    .join("");
}

/** Whether the settings are those of a bare address. */
export function isDefault(state: LabState): boolean {
  return JSON.stringify(toConfig(state)) === JSON.stringify(toConfig(defaultState()));
}
