/** The score network 160–512–512–32 that benches of networks run on, untrained, and a batch for it. */
import { initialParameters } from "../src/networks/parameters.ts";
import {
  denoisingObjective,
  embeddingFrequencies,
  type ScoreNetworkSpec,
} from "../src/networks/score-network.ts";
import { createTrainingStep } from "../src/networks/training-step.ts";
import { createRng, type Rng } from "../src/random/rng.ts";

/** Rows of a training step. */
export const BATCH = 1024;
const DIMENSION = 32;

/** Layers, activation and time embedding. */
export function networkSpec(rng: Rng): ScoreNetworkSpec {
  const embedding = { kind: "gaussian", size: 128, scale: 30, of: "time" } as const;
  return {
    d: DIMENSION,
    hidden: [512, 512],
    activation: "relu",
    prediction: "noise",
    time: { of: "time", frequencies: embeddingFrequencies(embedding, rng.split("frequencies")) },
  };
}

/** Normal points and targets at uniform times. */
function batchOf(rng: Rng): Record<"x" | "time" | "target" | "weight", Float32Array> {
  const normals = (count: number) => Float32Array.from(rng.split("x").normals(count));
  return {
    x: normals(BATCH * DIMENSION),
    time: Float32Array.from(rng.split("t").uniforms(BATCH)),
    target: normals(BATCH * DIMENSION),
    weight: new Float32Array(BATCH).fill(1),
  };
}

/** Training steps as one piece of work: the loss after `steps` of them. */
export async function trainingSteps(steps: number): Promise<() => Promise<number[]>> {
  const rng = createRng(0);
  const objective = denoisingObjective(networkSpec(rng), BATCH);
  const parameters = initialParameters(objective.parameters, rng.split("start"));
  const step = await createTrainingStep(objective, { kind: "adam" }, { state: { parameters } });
  const batch = batchOf(rng);
  return async () => {
    let loss = 0;
    for (let i = 0; i < steps; i++) ({ loss = 0 } = await step.run(batch, 1e-3));
    return [loss];
  };
}
