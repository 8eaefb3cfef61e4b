import { describe, expect, it } from "vitest";
import { ANALYSIS, MODEL_ANALYSIS, TRAJECTORY_ANALYSIS } from "../../../src/experiments/analysis/preset.ts";
import type { Preset } from "../../../src/experiments/preset.ts";
import { declareModel } from "../../../src/networks/external/index.ts";

const model = declareModel("net.onnx", { prediction: "v", schedule: "edm" });
const trajectories = {
  file: "t.npz",
  schedule: { name: "edm" },
  data: { scale: 1, shift: 0 },
  stochasticity: 0.5,
};

describe("settings of analyses", () => {
  it.each<[string, Preset, Record<string, unknown>]>([
    ["samples", ANALYSIS, {}],
    ["a model", MODEL_ANALYSIS, { model }],
    ["trajectories", TRAJECTORY_ANALYSIS, { trajectories }],
  ])("are complete for %s once the subject is named", (_what, { name, config, check }, subject) => {
    const complete = { ...config, ...subject };
    expect(check(complete, "config.json")).toEqual(complete);
    expect(complete["experiment"]).toBe(name);
  });

  it("assume nothing of a model or a schedule that is not declared", () => {
    expect(() => MODEL_ANALYSIS.check(MODEL_ANALYSIS.config, "c.json")).toThrow(
      "c.json: model.source: expected string, got nothing",
    );
    const undeclared = { ...TRAJECTORY_ANALYSIS.config, trajectories: { ...trajectories, schedule: {} } };
    expect(() => TRAJECTORY_ANALYSIS.check(undeclared, "c.json")).toThrow(
      "c.json: trajectories.schedule.name: expected one of ou, ddpm-linear, ddpm-cosine, edm, flow",
    );
    const unnamed = { ...TRAJECTORY_ANALYSIS.config, trajectories: { ...trajectories, file: "" } };
    expect(() => TRAJECTORY_ANALYSIS.check(unnamed, "c.json")).toThrow(
      'c.json: trajectories.file: expected an .npz file, got ""',
    );
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      "latents that there are not",
      {
        data: {
          train: "d",
          held_out: "none",
          scale: [1, 0],
          held_out_scale: [],
          samples: "s",
          latent: "ica:3",
        },
      },
      /^c\.json: data\.latent: expected none, pca:k or vae:k, got "ica:3"$/,
    ],
    [
      "an analysis time beyond all noise",
      { ridge: { dim: 1, analysis_time: 101 } },
      /^c\.json: ridge\.analysis_time: expected .*100.*, got 101$/,
    ],
    [
      "a setting of another analysis",
      { sampling: {} },
      /^c\.json: expected only known settings, got sampling$/,
    ],
  ])("refuse %s", (_what, change, message) => {
    expect(() => ANALYSIS.check({ ...ANALYSIS.config, ...change }, "c.json")).toThrow(message);
  });
});
