/** A small score network trained on a scene's points, on ONNX Runtime. Apart from the rest, as it is large to load. */
import { createNetworkScore, exportScoreNetwork, type NetworkScore } from "../networks/network-model.ts";
import { embeddingFrequencies, type ScoreNetworkSpec } from "../networks/score-network.ts";
import { type ScoreTraining, trainScore, untrained } from "../networks/score-training.ts";
import type { TrainedTo } from "../networks/train.ts";
import type { Scene } from "./scene.ts";

export { type OwnModel, type OwnModelFile, openOwnModel } from "./own-model.ts";

/** Time features: enough to tell noise levels apart in log t. */
const TIME_FEATURES = { kind: "gaussian", size: 32, scale: 0.5, of: "log-time" } as const;

/**
 * The network of a scene: predicts noise, SiLU between layers.
 * @example
 * const { hidden, prediction } = sceneNetwork(scene);
 * [hidden, prediction]; // → [[8], "noise"]
 */
export function sceneNetwork({ config, rng }: Scene): ScoreNetworkSpec {
  const { width, layers } = config.network;
  const frequencies = embeddingFrequencies(TIME_FEATURES, rng.split("network").split("frequencies"));
  return {
    d: 2,
    hidden: new Array<number>(layers).fill(width),
    activation: "silu",
    prediction: "noise",
    time: { of: TIME_FEATURES.of, frequencies },
  };
}

function sceneTraining(scene: Scene): ScoreTraining {
  const { config, density, rng } = scene;
  const { rate, batch } = config.network;
  return {
    data: density.data,
    n: density.n,
    spec: sceneNetwork(scene),
    batch,
    optimizer: { kind: "adam", ema: 0.99 },
    rate,
    decay: "none",
    weight: "h",
    time: { min: config.time.min, horizon: config.time.horizon, sampling: "log-uniform" },
    rng: rng.split("network"),
  };
}

/** Training of a scene's network that can be continued. */
export interface SceneTrainer {
  /** Trains on to step `until` and gives the parameters to sample with there. */
  trainTo(until: number): Promise<Float32Array>;
}

/**
 * A trainer at step 0; `onStep` is told after each step.
 * @example
 * const steps: number[] = [];
 * await createSceneTrainer(scene, (step) => steps.push(step)).trainTo(2);
 * steps; // → [1, 2]
 */
export function createSceneTrainer(
  scene: Scene,
  onStep: (step: number, loss: number) => void = () => {},
): SceneTrainer {
  const training = sceneTraining(scene);
  let at: TrainedTo = untrained(training);
  return {
    async trainTo(until) {
      if (until > at.step)
        at = await trainScore(training, at, { until, last: scene.config.network.steps, onStep });
      const { state } = at;
      return state.average ?? state.parameters;
    },
  };
}

/**
 * Trains for all of the scene's steps; the parameters to sample with.
 * @throws {InputError} where `onnxruntime-node` is not installed
 * @throws RangeError where the loss is no longer finite
 * @example
 * // (2 + 32) · 8 + 8, and 8 · 2 + 2
 * (await trainScene(scene)).length; // → 298
 */
export function trainScene(
  scene: Scene,
  { onStep }: { onStep?: (step: number, total: number) => void } = {},
): Promise<Float32Array> {
  const { steps } = scene.config.network;
  return createSceneTrainer(scene, (step) => onStep?.(step, steps)).trainTo(steps);
}

/**
 * The trained network as a score model; close it when it is no longer needed.
 * @throws {InputError} where `onnxruntime-node` is not installed
 * @example
 * // all parameters 0: no noise is predicted, and the posterior mean is x
 * const model = await createSceneNetwork(scene, new Float32Array(298));
 * await model.posteriorMean(Float64Array.of(1, 2), 0.5); // → [1, 2]
 * await model.close();
 */
export function createSceneNetwork(scene: Scene, parameters: Float32Array): Promise<NetworkScore> {
  return createNetworkScore("network", sceneNetwork(scene), parameters);
}

/**
 * The trained network as an ONNX file.
 * @example
 * const { InferenceSession } = await requireOnnxRuntime();
 * (await InferenceSession.create(exportSceneNetwork(scene, new Float32Array(298)))).inputNames; // → ["x", "t"]
 */
export function exportSceneNetwork(scene: Scene, parameters: Float32Array): Uint8Array {
  return exportScoreNetwork(sceneNetwork(scene), parameters);
}
