/**
 * The variational autoencoder of the latent experiments (Kingma & Welling): Gaussian posterior, Bernoulli pixels; the
 * loss of an image is its binary cross-entropy plus the Kullback–Leibler divergence (THEORY.md section 9).
 */
import { encodeGraph } from "./graph/encode.ts";
import type { Graph } from "./graph/graph.ts";
import { add, mul, reduceMean, reduceSum, scaled, split, square, sub, unary } from "./graph/operations.ts";
import type { Value } from "./graph/value.ts";
import { type Activation, type MlpSpec, mlp, mlpParameters } from "./layers.ts";
import { compileRows, rowGraph } from "./network-model.ts";
import type { ParameterSpec, Parameters } from "./parameters.ts";
import type { Objective } from "./training-step.ts";

/** Sizes of a variational autoencoder: the decoder mirrors the encoder. */
export interface VaeSpec {
  readonly pixels: number;
  readonly hidden: readonly number[];
  /** Latent dimension. */
  readonly latent: number;
  readonly activation: Activation;
}

/** A trained autoencoder. */
export interface Vae {
  readonly spec: VaeSpec;
  /** Encoder and decoder, as `vaeParameters` lists them. */
  readonly parameters: Float32Array;
  /** What encoded means are multiplied by so that their overall standard deviation is 1. */
  readonly scale: number;
  /** After every epoch: loss of the images (nats an image) that were trained on and that were kept out. */
  readonly history: readonly {
    readonly epoch: number;
    readonly train: number;
    readonly validation: number;
  }[];
}

/** Parameters of encoder and decoder. */
export function vaeParameters(spec: VaeSpec): ParameterSpec[] {
  return [...mlpParameters("encoder", encoderSizes(spec)), ...mlpParameters("decoder", decoderSizes(spec))];
}

function encoderSizes({ pixels, hidden, latent, activation }: VaeSpec): MlpSpec {
  return { input: pixels, hidden, output: 2 * latent, activation };
}

function decoderSizes({ pixels, hidden, latent, activation }: VaeSpec): MlpSpec {
  return { input: latent, hidden: [...hidden].reverse(), output: pixels, activation };
}

/** Mean over the batch of an image's loss, in nats. */
export function vaeObjective(spec: VaeSpec, batch: number): Objective {
  return {
    parameters: vaeParameters(spec),
    inputs: { image: [batch, spec.pixels], noise: [batch, spec.latent] },
    loss: (g, parameters, { image, noise }) => {
      const { mean, logVariance } = encoded(g, image, { parameters, spec });
      const deviation = unary(g, "Exp", scaled(g, 0.5, logVariance));
      const latent = add(g, mean, mul(g, deviation, noise));
      const logits = mlp(g, latent, { parameters, name: "decoder", spec: decoderSizes(spec) });
      return { loss: add(g, crossEntropy(g, logits, image), divergence(g, mean, logVariance)) };
    },
  };
}

/** A specification with its parameters in a graph. */
interface Coder {
  readonly parameters: Parameters;
  readonly spec: VaeSpec;
}

function encoded(g: Graph, image: Value, { parameters, spec }: Coder): { mean: Value; logVariance: Value } {
  const out = mlp(g, image, { parameters, name: "encoder", spec: encoderSizes(spec) });
  const lengths = [spec.latent, spec.latent];
  const [mean, logVariance] = split(g, out, { lengths, axis: 1 }) as [Value, Value];
  return { mean, logVariance };
}

/** Sum over pixels of softplus(l) - x l, mean over the batch. */
function crossEntropy(g: Graph, logits: Value, image: Value): Value {
  const each = sub(g, unary(g, "Softplus", logits), mul(g, image, logits));
  return reduceMean(g, reduceSum(g, each, { axes: [1] }));
}

/** Sum over latents of ½ (μ² + σ² - 1 - log σ²), mean over the batch. */
function divergence(g: Graph, mean: Value, logVariance: Value): Value {
  const variance = unary(g, "Exp", logVariance);
  const each = sub(g, add(g, square(g, mean), variance), add(g, logVariance, g.scalar(1, mean.type)));
  return scaled(g, 0.5, reduceMean(g, reduceSum(g, each, { axes: [1] })));
}

/** A pair of functions of rows; close it when it is no longer needed. */
export interface VaeCoder {
  /** Images (M × pixels) to posterior means times `scale`, M × latent. */
  encode(images: ArrayLike<number>): Promise<Float64Array>;
  /** Scaled latents (M × latent) to images in [0, 1], M × pixels. */
  decode(latents: ArrayLike<number>): Promise<Float64Array>;
  close(): Promise<void>;
}

/**
 * Encoder and decoder of a trained autoencoder, ready to run.
 * @throws {InputError} where `onnxruntime-node` is not installed
 * @example
 * const coder = await createVaeCoder(await trainVae(vaeTraining));
 * const latents = await coder.encode(vaeTraining.data);
 * // scaled to an overall standard deviation of 1
 * rootMeanSquare(latents.map((value) => value - mean(latents))); // → 1
 */
export async function createVaeCoder({ spec, parameters, scale }: Omit<Vae, "history">): Promise<VaeCoder> {
  const trained = { specs: vaeParameters(spec), flat: parameters };
  const { encode, decode } = builders({ spec, scale });
  const encoder = await compileRows({ image: spec.pixels }, trained, encode);
  const decoder = await compileRows({ latent: spec.latent }, trained, decode);
  return {
    encode: (data) => encoder.run({ image: { data, width: spec.pixels } }),
    decode: (data) => decoder.run({ latent: { data, width: spec.latent } }),
    async close() {
      await Promise.all([encoder.close(), decoder.close()]);
    },
  };
}

type Build = (g: Graph, parameters: Parameters, inputs: Readonly<Record<string, Value>>) => Value;

/** `image` to scaled means, and scaled `latent` to pixels. */
function builders({ spec, scale }: Pick<Vae, "spec" | "scale">): { encode: Build; decode: Build } {
  return {
    encode: (g, parameters, { image }) => scaled(g, scale, encoded(g, image, { parameters, spec }).mean),
    decode: (g, parameters, { latent }) => {
      const network = { parameters, name: "decoder", spec: decoderSizes(spec) };
      return unary(g, "Sigmoid", mlp(g, scaled(g, 1 / scale, latent), network));
    },
  };
}

/**
 * Encoder (`image` to `output`, scaled means) and decoder (`latent` to `output`) as ONNX files.
 * @example
 * const { encoder } = exportVae(await trainVae(vaeTraining));
 * const { InferenceSession } = await requireOnnxRuntime();
 * (await InferenceSession.create(encoder)).inputNames; // → ["image"]
 */
export function exportVae({ spec, parameters, scale }: Omit<Vae, "history">): {
  encoder: Uint8Array;
  decoder: Uint8Array;
} {
  const trained = { specs: vaeParameters(spec), flat: parameters };
  const { encode, decode } = builders({ spec, scale });
  const of = (widths: Record<string, number>, build: Build) =>
    rowGraph({ widths, parameters: trained, build }, "batch");
  const [encoder, decoder] = [of({ image: spec.pixels }, encode), of({ latent: spec.latent }, decode)];
  return { encoder: encodeGraph(encoder.g), decoder: encodeGraph(decoder.g) };
}
