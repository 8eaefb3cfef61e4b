/** Trains a score network by denoising score matching on given data. */

import type { Rng } from "../random/rng.ts";
import type { LossWeight } from "../random-features/moment-problem.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { PREDICTIONS, predictionLevel } from "../score/prediction.ts";
import type { OptimizerSpec } from "./optimizer.ts";
import { initialParameters } from "./parameters.ts";
import { type DirectionalWeights, denoisingObjective, type ScoreNetworkSpec } from "./score-network.ts";
import { epochRows, type TrainedTo, trainSteps } from "./train.ts";

/** How a score network is trained. Data are n × d in OU units. */
export interface ScoreTraining {
  readonly data: Float64Array;
  readonly n: number;
  readonly spec: ScoreNetworkSpec;
  readonly batch: number;
  readonly optimizer: OptimizerSpec;
  readonly rate: number;
  /** Constant, or falling to 0 along half a cosine by the last step. */
  readonly decay: "none" | "cosine";
  /** λ(t) on the squared error of the score (THEORY.md section 7). */
  readonly weight: LossWeight;
  readonly time: {
    readonly min: number;
    readonly horizon: number;
    /** Of which distribution the times of a batch are: uniform in t, or in log t. */
    readonly sampling: "uniform" | "log-uniform";
  };
  readonly directional?: DirectionalTraining;
  readonly rng: Rng;
}

/** Weights by direction, and where tangent frames come from: V [batch, k, d] at the points x of the times. */
interface DirectionalTraining extends DirectionalWeights {
  frames(x: Float64Array, times: Float64Array): Promise<Float32Array>;
  /** Different times in a batch; fewer make frames cheaper. */
  readonly timesPerBatch: number;
}

/**
 * Untrained, as training starts.
 * @example
 * const { step, state } = untrained({ spec: networkSpec, rng });
 * [step, state.parameters.length]; // → [0, 74]
 */
export function untrained({ spec, rng }: Pick<ScoreTraining, "spec" | "rng">): TrainedTo {
  const { parameters } = denoisingObjective(spec, 1);
  return {
    step: 0,
    state: { parameters: initialParameters(parameters, rng.split("parameters")) },
    losses: [],
  };
}

/** How far training goes on. */
export interface TrainUntil {
  /** The step to train to. */
  readonly until: number;
  /** The step at which a decaying rate reaches 0; default `until`. */
  readonly last?: number;
  readonly onStep?: (step: number, loss: number) => void;
}

/**
 * Trains on from a checkpoint.
 * @throws {InputError} where `onnxruntime-node` is not installed
 * @throws RangeError where the loss is no longer finite
 * @example
 * const training = { data: twoModes.data, n: 2, spec: networkSpec, batch: 4, optimizer: { kind: "adam" }, rate: 1e-3, decay: "none", weight: "h", time: { min: 0.01, horizon: 5, sampling: "log-uniform" }, rng } as const;
 * (await trainScore(training, untrained(training), { until: 2 })).step; // → 2
 */
export function trainScore(
  training: ScoreTraining,
  from: TrainedTo,
  { until, last = until, onStep }: TrainUntil,
): Promise<TrainedTo> {
  return trainSteps(from, until, {
    objective: denoisingObjective(training.spec, training.batch, training.directional),
    optimizer: training.optimizer,
    batchAt: (step) => drawBatch(training, step),
    rateAt: (step) => rateAt(training, step, last),
    ...(onStep && { onStep }),
  });
}

function rateAt({ rate, decay }: ScoreTraining, step: number, last: number): number {
  return decay === "none" ? rate : 0.5 * rate * (1 + Math.cos((Math.PI * step) / last));
}

/** Rows, times and noise of one step, and what the network should answer. */
async function drawBatch(training: ScoreTraining, step: number): Promise<Record<string, Float32Array>> {
  const { data, n, spec, batch, rng, directional, weight } = training;
  const { d } = spec;
  const predicted = PREDICTIONS[spec.prediction];
  const times = drawTimes(training, step);
  const rows = epochRows(rng, step, { n, batch });
  const noise = rng.split("noise", step).normals(batch * d);
  const x = new Float64Array(batch * d);
  const target = new Float32Array(batch * d);
  const weights = new Float32Array(batch);
  for (let i = 0; i < batch; i++) {
    const level = predictionLevel(ouLevel(times[i]));
    const { ofData, ofNoise } = predicted.target(level);
    weights[i] = lossWeight(weight, level.variance) * predicted.toScore(level) ** 2;
    for (let j = 0; j < d; j++) {
      const clean = data[rows[i] * d + j];
      const z = noise[i * d + j];
      x[i * d + j] = level.scale * clean + level.sigma * z;
      target[i * d + j] = ofData * clean + ofNoise * z;
    }
  }
  const inputs = { x: Float32Array.from(x), time: Float32Array.from(times), target, weight: weights };
  if (directional === undefined || directional.dim === 0) return inputs;
  return { ...inputs, frame: await directional.frames(x, times) };
}

function drawTimes({ time, batch, rng, directional }: ScoreTraining, step: number): Float64Array {
  const distinct = directional?.timesPerBatch ?? batch;
  const drawn = rng.split("time", step).uniforms(distinct);
  return Float64Array.from({ length: batch }, (_, i) => {
    const u = drawn[Math.floor((i * distinct) / batch)];
    if (time.sampling === "uniform") return time.min + u * (time.horizon - time.min);
    return time.min * (time.horizon / time.min) ** u;
  });
}

function lossWeight(weight: LossWeight, variance: number): number {
  return weight === "1" ? 1 : weight === "h" ? variance : variance * variance;
}
