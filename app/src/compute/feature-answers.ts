/** Answers about random features trained in closed form: solved once on all threads, then every τ is quick. */
import { createKernels, type Kernels } from "ridgescope/kernels";
import {
  createScene,
  type FeatureTraining,
  featureWeights,
  type Scene,
  type SceneConfig,
  trainFeatures,
  trainingCurves,
} from "ridgescope/scene";
import type { Answers } from "./answers.ts";
import { featureKey } from "./keys.ts";

/** More threads than this do not pay for matrices of this size. */
const MOST_THREADS = 8;

/** Answers of the worker that trains features. */
export function createFeatureAnswers(): Answers {
  let kernels: Promise<Kernels> | undefined;
  /** So small a product is done before another thread has heard of it. */
  let single: Promise<Kernels> | undefined;
  let solved: { key: string; training: FeatureTraining } | undefined;
  const sceneOf = async (config: SceneConfig): Promise<Scene> => {
    kernels ??= createKernels({ threads: threadCount(), onnxRuntime: false });
    return createScene(await kernels, config);
  };
  const trained = async (config: SceneConfig, progress: Parameters<typeof trainFeatures>[1]) => {
    const scene = await sceneOf(config);
    const key = featureKey(config);
    if (solved?.key !== key) solved = { key, training: await trainFeatures(scene, progress) };
    return { scene, training: solved.training };
  };
  return {
    async solve({ config }, progress) {
      const { training } = await trained(config, progress);
      const { eigen, cut } = training.solution;
      return { eigenvalues: eigen.values.slice(), cut, momentError: training.momentError.relative };
    },
    async weights({ config, taus }, progress) {
      const { scene, training } = await trained(config, progress);
      single ??= createKernels({ threads: 1, onnxRuntime: false });
      const alone = { ...scene, density: { ...scene.density, kernels: await single } };
      const outputs: Float64Array[] = [];
      for (const tau of taus) outputs.push(await featureWeights(alone, training, tau));
      return outputs;
    },
    async curves({ config, taus }, progress) {
      const { scene, training } = await trained(config, progress);
      return trainingCurves(scene, training, taus);
    },
  };
}

function threadCount(): number {
  return globalThis.crossOriginIsolated ? Math.min(MOST_THREADS, navigator.hardwareConcurrency) : 1;
}
