/** The presets of score networks on small sets of modes. */
import type { Changes } from "../../settings/config.ts";
import { definePreset, type Preset } from "../preset.ts";
import { reportNetworkModes } from "./report.ts";
import { runNetworkModes } from "./run.ts";
import { NETWORK_MODES_SETTINGS, type NetworkModesConfig } from "./settings.ts";

/** A score network on the data set of the preset's name and a ridge of dimension 1, unless the settings say otherwise. */
export function networkPreset(
  name: string,
  summary: string,
  config: Changes<NetworkModesConfig> = {},
): Preset {
  return definePreset({
    name,
    summary,
    settings: NETWORK_MODES_SETTINGS,
    config: { data: { set: name }, ridge: { dim: 1 }, ...config },
    run: runNetworkModes,
    report: reportNetworkModes,
  });
}
