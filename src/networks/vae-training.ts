/** Trains the variational autoencoder, with images kept out of training to stop early on. */

import { lastOf } from "../arrays/present.ts";
import type { Rng } from "../random/rng.ts";
import { encodeGraph } from "./graph/encode.ts";
import { Graph } from "./graph/graph.ts";
import type { Value } from "./graph/value.ts";
import type { OptimizerSpec } from "./optimizer.ts";
import { initialParameters, parameterCount, parameterValues } from "./parameters.ts";
import { NETWORK_SESSION, requireOnnxRuntime } from "./require-onnx-runtime.ts";
import { createTrainer, epochRows, type TrainingLoop } from "./train.ts";
import { createVaeCoder, type Vae, type VaeSpec, vaeObjective, vaeParameters } from "./vae.ts";

/** How an autoencoder is trained. Data are n × pixels in [0, 1]. */
export interface VaeTraining {
  readonly data: Float64Array;
  readonly n: number;
  readonly spec: VaeSpec;
  readonly optimizer: OptimizerSpec;
  readonly rate: number;
  readonly batch: number;
  readonly epochs: number;
  /** Images kept out of training to stop early on: training ends after `patience` epochs without a better loss. */
  readonly validation: { readonly count: number; readonly patience: number };
  readonly rng: Rng;
}

/**
 * Trains an autoencoder; keeps the parameters of the epoch with the least validation loss.
 * @throws {InputError} where `onnxruntime-node` is not installed
 * @throws RangeError where the loss is no longer finite
 * @example
 * const { history } = await trainVae(vaeTraining);
 * history.map(({ epoch }) => epoch); // → [1, 2]
 */
export async function trainVae(
  training: VaeTraining,
  onEpoch?: (epoch: number, validation: number) => void,
): Promise<Vae> {
  const { n, spec, rng, epochs, validation } = training;
  const order = rng.split("validation").permutation(n);
  const count = Math.min(validation.count, n - 1);
  const rows = order.subarray(count);
  const parameters = initialParameters(vaeParameters(spec), rng.split("parameters"));
  const judge = await createJudge(training, order.subarray(0, count));
  const loop = trainingLoop(training, rows);
  const trainer = await createTrainer({ step: 0, state: { parameters }, losses: [] }, loop);
  const perEpoch = Math.max(1, Math.floor(rows.length / loop.batch));
  const history: { epoch: number; train: number; validation: number }[] = [];
  let best = { loss: Infinity, epoch: 0, parameters: parameters as Float32Array };
  for (let epoch = 1; epoch <= epochs && epoch - best.epoch <= validation.patience; epoch++) {
    const { state, losses } = await trainer.advance(epoch * perEpoch);
    const loss = await judge.loss(state.parameters);
    history.push({ epoch, train: lastOf(losses).loss, validation: loss });
    if (loss < best.loss) best = { loss, epoch, parameters: state.parameters };
    onEpoch?.(epoch, loss);
  }
  await Promise.all([trainer.close(), judge.close()]);
  return { spec, parameters: best.parameters, scale: await unitScale(training, best.parameters), history };
}

function trainingLoop(training: VaeTraining, rows: Int32Array): TrainingLoop & { batch: number } {
  const { spec, optimizer, rate, rng } = training;
  const batch = Math.min(training.batch, rows.length);
  return {
    objective: vaeObjective(spec, batch),
    optimizer,
    batch,
    batchAt: async (step) => ({
      image: images(
        training,
        epochRows(rng, step, { n: rows.length, batch }).map((at) => rows[at]),
      ),
      noise: Float32Array.from(rng.split("noise", step).normals(batch * spec.latent)),
    }),
    rateAt: () => rate,
  };
}

function images({ data, spec: { pixels } }: VaeTraining, rows: Int32Array): Float32Array {
  const out = new Float32Array(rows.length * pixels);
  rows.forEach((row, i) => {
    out.set(data.subarray(row * pixels, (row + 1) * pixels), i * pixels);
  });
  return out;
}

/** The loss of images kept out of training, always with the same noise. */
async function createJudge(
  training: VaeTraining,
  rows: Int32Array,
): Promise<{ loss(parameters: Float32Array): Promise<number>; close(): Promise<void> }> {
  const { spec, rng } = training;
  const runtime = await requireOnnxRuntime();
  const objective = vaeObjective(spec, rows.length);
  const count = parameterCount(objective.parameters);
  const g = new Graph();
  const flat = g.input("parameters", "float32", [count]);
  const inputs: Record<string, Value> = Object.fromEntries(
    Object.entries(objective.inputs).map(([name, shape]) => [name, g.input(name, "float32", shape)]),
  );
  g.output("loss", objective.loss(g, parameterValues(g, flat, objective.parameters), inputs).loss);
  const session = await runtime.InferenceSession.create(encodeGraph(g), NETWORK_SESSION);
  const noise = Float32Array.from(rng.split("validation-noise").normals(rows.length * spec.latent));
  const fixed = {
    image: new runtime.Tensor("float32", images(training, rows), objective.inputs["image"]),
    noise: new runtime.Tensor("float32", noise, objective.inputs["noise"]),
  };
  return {
    async loss(parameters) {
      const { loss } = await session.run({
        ...fixed,
        parameters: new runtime.Tensor("float32", parameters, [count]),
      });
      return Number(loss.data[0]);
    },
    close: () => session.release(),
  };
}

/** One over the overall standard deviation of the encoded means. */
async function unitScale({ data, spec }: VaeTraining, parameters: Float32Array): Promise<number> {
  const coder = await createVaeCoder({ spec, parameters, scale: 1 });
  const latents = await coder.encode(data);
  await coder.close();
  const mean = latents.reduce((sum, value) => sum + value, 0) / latents.length;
  const variance = latents.reduce((sum, value) => sum + (value - mean) ** 2, 0) / latents.length;
  return 1 / Math.sqrt(variance);
}
