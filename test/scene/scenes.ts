/** Small scenes for tests. */
import type { Kernels } from "../../src/kernels/kernels.ts";
import { featureWeights, trainFeatures } from "../../src/scene/feature-training.ts";
import { createFeatureModels, KNOWN_MODELS } from "../../src/scene/model.ts";
import { createSceneNetwork, trainScene } from "../../src/scene/network.ts";
import { createScene, type Scene } from "../../src/scene/scene.ts";
import { type SceneConfig, sceneDefaults } from "../../src/scene/settings.ts";
import type { ScoreModel } from "../../src/score/score-model.ts";

/** Settings of which some are given; groups are completed. */
export type Patch = { readonly [Key in keyof SceneConfig]?: Partial<SceneConfig[Key]> | SceneConfig[Key] };

/** The defaults with twenty particles, twenty steps and little to train, changed by a patch. */
export function tinyConfig(patch: Patch = {}): SceneConfig {
  const start = sceneDefaults();
  const tiny: Record<string, unknown> = {
    ...start,
    features: { p: 24, harmonics: 2 },
    network: { width: 8, layers: 1, steps: 5, batch: 16, rate: 1e-2 },
    sampling: { ...start.sampling, count: 20, steps: 20 },
  };
  for (const [key, value] of Object.entries(patch)) {
    const isGroup = typeof value === "object" && !Array.isArray(value);
    tiny[key] = isGroup ? { ...(tiny[key] as object), ...value } : value;
  }
  return tiny as unknown as SceneConfig;
}

/** A scene of {@link tinyConfig}. */
export function tinyScene(kernels: Kernels, patch: Patch = {}): Scene {
  return createScene(kernels, tinyConfig(patch));
}

/** The model that a scene's settings ask for, trained where it must be; `close` it. */
export async function modelOf(scene: Scene): Promise<ScoreModel & { close?(): Promise<void> }> {
  const { model } = scene.config;
  if (model === "network") return createSceneNetwork(scene, await trainScene(scene));
  if (model !== "random-features") return KNOWN_MODELS[model](scene);
  return createFeatureModels(scene)(await featureWeights(scene, await trainFeatures(scene)));
}
