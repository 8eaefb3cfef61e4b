/** Multilayer perceptrons that predict noise, score, posterior mean or velocity from (x, t). */
import type { Rng } from "../random/rng.ts";
import type { PredictionKind } from "../score/prediction.ts";
import type { Graph } from "./graph/graph.ts";
import {
  add,
  concat,
  matmul,
  mul,
  reduceMean,
  reduceSum,
  reshape,
  scaled,
  square,
  sub,
  unary,
} from "./graph/operations.ts";
import type { Value } from "./graph/value.ts";
import { type Activation, type MlpSpec, mlp, mlpBeside, mlpParameters, timeFeatures } from "./layers.ts";
import type { ParameterSpec, Parameters } from "./parameters.ts";
import type { Objective } from "./training-step.ts";

/** How the time enters: sines and cosines of frequencies times t, or times log t. */
export interface TimeEmbedding {
  /** Gaussian: frequencies 2π scale z, z standard normal; sinusoidal: from `scale` down to scale / 10^4. */
  readonly kind: "gaussian" | "sinusoidal";
  /** Number of features: half are sines, half cosines. */
  readonly size: number;
  readonly scale: number;
  readonly of: "time" | "log-time";
}

/** A score network, resolved: two with equal fields are the same function of their parameters. */
export interface ScoreNetworkSpec {
  /** Dimension of x. */
  readonly d: number;
  readonly hidden: readonly number[];
  readonly activation: Activation;
  readonly prediction: PredictionKind;
  readonly time: { readonly of: TimeEmbedding["of"]; readonly frequencies: readonly number[] };
}

/**
 * Frequencies of an embedding, half as many as its features; Gaussian ones are drawn.
 * @example
 * embeddingFrequencies({ kind: "sinusoidal", size: 4, scale: 100, of: "time" }, rng); // → [100, 0.01]
 */
export function embeddingFrequencies({ kind, size, scale }: TimeEmbedding, rng: Rng): number[] {
  const half = size / 2;
  if (kind === "gaussian") return Array.from(rng.normals(half), (z) => 2 * Math.PI * scale * z);
  return Array.from({ length: half }, (_, i) => scale * 1e-4 ** (i / Math.max(1, half - 1)));
}

/**
 * Parameters of a score network.
 * @example
 * // (2 + 2 · 2) · 8 + 8, and 8 · 2 + 2
 * parameterCount(scoreParameters(networkSpec)); // → 74
 */
export function scoreParameters(spec: ScoreNetworkSpec): ParameterSpec[] {
  return mlpParameters("score", sizes(spec));
}

/** The prediction for x [batch, d] at times [batch, 1], or at one time [1, 1], whose share of the first layer is then made once. */
export function predict(
  g: Graph,
  { x, time }: { readonly x: Value; readonly time: Value },
  { parameters, spec }: { readonly parameters: Parameters; readonly spec: ScoreNetworkSpec },
): Value {
  const moment = spec.time.of === "log-time" ? unary(g, "Log", time) : time;
  const features = timeFeatures(g, spec.time.frequencies, moment);
  const network = { parameters, name: "score", spec: sizes(spec) };
  return time.shape[0] === 1 && x.shape[0] !== 1
    ? mlpBeside(g, { x, shared: features }, network)
    : mlp(g, concat(g, [x, features], 1), network);
}

function sizes({ d, hidden, activation, time }: ScoreNetworkSpec): MlpSpec {
  return { input: d + 2 * time.frequencies.length, hidden, output: d, activation };
}

/** Directional training (added): residuals normal and tangent to the ridge are weighed differently. */
export interface DirectionalWeights {
  readonly normal: number;
  readonly tangent: number;
  /** Ridge dimension k. */
  readonly dim: number;
}

/**
 * Denoising score matching: mean over the batch of weight |prediction - target|² / d. With directional weights (ω_N,
 * ω_T) the square is `ω_N |P_N r|² + ω_T |P_T r|²`, P_T from the frames V [batch, k, d] (THEORY.md section 8).
 * @example
 * denoisingObjective(networkSpec, 5).inputs; // → { x: [5, 2], time: [5, 1], target: [5, 2], weight: [5, 1] }
 */
export function denoisingObjective(
  spec: ScoreNetworkSpec,
  batch: number,
  directional?: DirectionalWeights,
): Objective {
  const { d } = spec;
  const frames: Record<string, number[]> =
    directional && directional.dim > 0 ? { frame: [batch, directional.dim, d] } : {};
  return {
    parameters: scoreParameters(spec),
    inputs: { x: [batch, d], time: [batch, 1], target: [batch, d], weight: [batch, 1], ...frames },
    loss(g, parameters, inputs) {
      const prediction = predict(g, { x: inputs["x"], time: inputs["time"] }, { parameters, spec });
      const residual = sub(g, prediction, inputs["target"]);
      const squares = directional
        ? directionalSquares(g, { residual, frame: inputs["frame"] }, directional)
        : reduceSum(g, square(g, residual), { axes: [1], keep: true });
      return { loss: scaled(g, 1 / d, reduceMean(g, mul(g, squares, inputs["weight"]))) };
    },
  };
}

/** ω_N |r|² + (ω_T - ω_N) |V r|², one number a row. */
function directionalSquares(
  g: Graph,
  { residual, frame }: { readonly residual: Value; readonly frame: Value | undefined },
  { normal, tangent }: DirectionalWeights,
): Value {
  const all = scaled(g, normal, reduceSum(g, square(g, residual), { axes: [1], keep: true }));
  if (frame === undefined) return all;
  const [batch, d] = residual.shape as [number, number];
  const along = matmul(g, frame, reshape(g, residual, [batch, d, 1]));
  const tangentSquares = reshape(g, reduceSum(g, square(g, along), { axes: [1, 2] }), [batch, 1]);
  return add(g, all, scaled(g, tangent - normal, tangentSquares));
}
