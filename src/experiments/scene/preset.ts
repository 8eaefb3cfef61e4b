/** The preset of one scene in the plane, which the lab exports. */
import { SCENE_SETTINGS } from "../../scene/settings.ts";
import { definePreset, type Preset } from "../preset.ts";
import { reportScene } from "./report.ts";
import { runScene } from "./run.ts";

/** The preset `stage`. */
export function scenePreset(): Preset {
  return definePreset({
    name: "stage",
    summary: "one scene of the lab: any points in the plane, one model; the lab exports its settings",
    settings: SCENE_SETTINGS,
    run: runScene,
    report: reportScene,
  });
}
