/** A small score network trained on a scene's points, on ONNX Runtime. Apart from the rest, as it is large to load. */
import { createNetworkScore, exportScoreNetwork, type NetworkScore } from "../networks/network-model.ts";
import { embeddingFrequencies, type ScoreNetworkSpec } from "../networks/score-network.ts";
import { type ScoreTraining, trainScore, untrained } from "../networks/score-training.ts";
import type { TrainedTo } from "../networks/train.ts";
import type { Scene } from "./scene.ts";

export { type OwnModel, type OwnModelFile, openOwnModel } from "./own-model.ts";

/** Time features: enough to tell noise levels apart in log t. */
const TIME_FEATURES = { kind: "gaussian", size: 32, scale: 0.5, of: "log-time" } as const;

/** The network of a scene: predicts noise, SiLU between layers. */
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

/** A trainer at step 0; `onStep` is told after each step. */
export function createSceneTrainer(
  scene: Scene,
  onStep: (step: number, loss: number) => void = () => {},
): SceneTrainer {
  const training = sceneTraining(scene);
  let at: TrainedTo = untrained(training);
  return {
    async trainTo(until) {
      if (until > at.step)
        at = await trainScore(training, at, until, { last: scene.config.network.steps, onStep });
      const { state } = at;
      return state.average ?? state.parameters;
    },
  };
}

/** Trains for all of the scene's steps; the parameters to sample with. */
export function trainScene(
  scene: Scene,
  { onStep }: { onStep?: (step: number, total: number) => void } = {},
): Promise<Float32Array> {
  const { steps } = scene.config.network;
  return createSceneTrainer(scene, (step) => onStep?.(step, steps)).trainTo(steps);
}

/** The trained network as a score model; close it when it is no longer needed. */
export function createSceneNetwork(scene: Scene, parameters: Float32Array): Promise<NetworkScore> {
  return createNetworkScore("network", sceneNetwork(scene), parameters);
}

/** The trained network as an ONNX file. */
export function exportSceneNetwork(scene: Scene, parameters: Float32Array): Uint8Array {
  return exportScoreNetwork(sceneNetwork(scene), parameters);
}
