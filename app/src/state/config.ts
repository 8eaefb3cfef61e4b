/** The state as settings of the experiment `stage`, and those settings as YAML for `ridgescope run`. */
import { type SceneConfig, sceneDefaults } from "ridgescope/scene";
import { setSetting } from "./setting-fields.ts";
import { defaultState, type LabState, SETTING_NAMES, TABLE } from "./table.ts";

/** Settings of what the plane shows; of a user's own model all but the model. */
export function toConfig(state: LabState): SceneConfig {
  const config = sceneDefaults();
  for (const name of SETTING_NAMES) setSetting(config, TABLE[name].path, state[name]);
  const points = Array.from({ length: state.points.length / 2 }, (_, i) => [
    state.points[2 * i],
    state.points[2 * i + 1],
  ]);
  return {
    ...config,
    data: { set: state.set, points: state.set === "custom" ? points : [] },
    model: state.model === "own" ? "network" : state.model,
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
