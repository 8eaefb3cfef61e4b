/** What `ridgescope analyze` runs, as experiments, so that a `config.json` of theirs runs again. */
import { definePreset, type Preset } from "../preset.ts";
import { reportModel, reportTrajectories } from "./external-report.ts";
import { analyzeModel } from "./model.ts";
import { reportSamples } from "./report.ts";
import { analyzeSamples } from "./samples.ts";
import { ANALYSIS_SETTINGS, MODEL_ANALYSIS_SETTINGS, TRAJECTORY_ANALYSIS_SETTINGS } from "./settings.ts";
import { analyzeTrajectories } from "./trajectories.ts";

/** The analysis of samples. */
export const ANALYSIS: Preset = definePreset({
  name: "analyze",
  summary: "samples that the user brings, told apart: copies, on the ridge between data, or off it",
  settings: ANALYSIS_SETTINGS,
  run: analyzeSamples,
  report: reportSamples,
  close: ({ data }) => data.space.close(),
});

/** The analysis of a model. */
export const MODEL_ANALYSIS: Preset = definePreset({
  name: "analyze-model",
  summary: "a model that the user brings: sampled, followed along the way, its samples told apart",
  settings: MODEL_ANALYSIS_SETTINGS,
  config: { sampling: { solver: "exponential", grid: "karras" } },
  run: analyzeModel,
  report: reportModel,
  close: ({ judged }) => judged.data.space.close(),
});

/** The analysis of trajectories. */
export const TRAJECTORY_ANALYSIS: Preset = definePreset({
  name: "analyze-trajectories",
  summary: "trajectories that the user brings: followed along the way, their ends told apart",
  settings: TRAJECTORY_ANALYSIS_SETTINGS,
  run: analyzeTrajectories,
  report: reportTrajectories,
  close: ({ judged }) => judged.data.space.close(),
});
