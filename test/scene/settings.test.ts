import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { KNOWN_MODELS } from "../../src/scene/model.ts";
import { modelSettingPaths, SCENE_MODEL_ENTRIES, SCENE_MODELS } from "../../src/scene/model-entries.ts";
import { modelSettings, SCENE_SETTINGS, sceneDefaults } from "../../src/scene/settings.ts";
import { SCORE_MODELS } from "../../src/score/models.ts";
import { checkConfig } from "../../src/settings/check.ts";
import { describeSettings } from "../../src/settings/describe.ts";
import { tinyConfig, tinyScene } from "./scenes.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

describe("settings of a scene", () => {
  it("are by default those that links without a key and settings without a value mean", () => {
    expect(sceneDefaults()).toMatchObject({
      experiment: "stage",
      seed: 0,
      data: { set: "thirteen-points", points: [] },
      model: "random-features",
      inflated: { bandwidth: 0.2 },
      neighbours: { count: 2 },
      perturbed: { normal: 0, tangent: 0 },
      features: { p: 256, harmonics: 4 },
      loss: { weight: "1", parameterization: "posterior-mean" },
      tau: 100,
      network: { width: 128, layers: 3, steps: 2000, batch: 256, rate: 1e-3 },
      time: { horizon: 5, min: 1e-3 },
      sampling: { count: 1000, steps: 150, stochasticity: 1, solver: "euler", grid: "exponential" },
      ridge: { dim: 1, analysis_time: "auto" },
      analysis: { every: 5 },
    });
    expect(checkConfig(SCENE_SETTINGS, sceneDefaults(), "stage")).toEqual(sceneDefaults());
    expect(sceneDefaults().data).not.toBe(sceneDefaults().data);
  });

  it("hold those of every model, where no other model's or setting's are", () => {
    const paths = SCENE_MODEL_ENTRIES.flatMap(modelSettingPaths);
    expect(new Set(paths).size).toBe(paths.length);
    const all = new Map(describeSettings(SCENE_SETTINGS).map((row) => [row.path, row]));
    for (const { settings } of SCENE_MODEL_ENTRIES)
      for (const row of describeSettings(settings)) expect(all.get(row.path)).toEqual(row);
    for (const { name, settings } of SCORE_MODELS)
      expect(Object.keys(settings).every((key) => all.has(`${name}.${key}`))).toBe(true);
  });

  it("that a model depends on are its own", () => {
    const config = tinyConfig({ perturbed: { normal: 0.5 } });
    const of = (model: (typeof SCENE_MODELS)[number]) => modelSettings({ ...config, model });
    expect(of("exact")).toEqual({});
    expect(of("perturbed")).toEqual({ perturbed: { normal: 0.5, tangent: 0 } });
    expect(of("network")).toEqual({ network: config.network });
    const { features, loss, tau } = config;
    expect(of("random-features")).toEqual({ features, loss, tau });
  });
});

describe("models of a scene", () => {
  it("are named, in an order that does not change", () => {
    const names = ["exact", "inflated", "neighbours", "perturbed", "random-features", "network"];
    expect(SCENE_MODELS.filter((name) => names.includes(name))).toEqual(names);
  });

  it("follow the settings under their name", () => {
    const scene = tinyScene(kernels, {
      inflated: { bandwidth: 0.7 },
      neighbours: { count: 3 },
      perturbed: { normal: 0.1, tangent: 0.2 },
    });
    expect(KNOWN_MODELS.inflated(scene).name).toBe("inflated bandwidth 0.7");
    expect(KNOWN_MODELS.neighbours(scene).name).toBe("mean of 3 nearest");
    expect(KNOWN_MODELS.perturbed(scene).name).toBe("exact + normal 0.1 + tangent 0.2");
  });
});
