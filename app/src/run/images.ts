/** From points in the space of the ridge to grey images: pixels as they are, principal components, or an autoencoder. */
import { InputError } from "ridgescope/data/browser";
import type { Arrays, Points } from "./run-files.ts";
import type { Grey } from "./types.ts";

/** Decodes one point at a time. */
export interface Decoder {
  /** Pixels on a side. */
  readonly side: number;
  decode(point: Float64Array): Grey;
}

/** Squares smaller than this are tables rather than images. */
const LEAST_SIDE = 8;

/** What there is to decode with; arrays of `pca.npz` and `autoencoder.npz`. */
export interface DecoderParts {
  readonly pca: Arrays | undefined;
  readonly autoencoder: Arrays | undefined;
  /** Hidden layers of the encoder, where the archive does not say. */
  readonly hidden: readonly number[];
  readonly training: Points | undefined;
}

/**
 * The decoder of a run, or undefined where its points are no images.
 * @throws {InputError} where the parts do not fit each other
 */
export function createDecoder({ pca, autoencoder, hidden, training }: DecoderParts): Decoder | undefined {
  if (autoencoder) return autoencoderDecoder(autoencoder, hidden);
  if (pca) return componentDecoder(pca);
  return training && pixelDecoder(training);
}

function sideOf(pixels: number): number {
  const side = Math.round(Math.sqrt(pixels));
  return side * side === pixels && side >= LEAST_SIDE ? side : 0;
}

function grey(value: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, value)));
}

function pixelDecoder({ data, d }: Points): Decoder | undefined {
  const side = sideOf(d);
  let [least, most] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (side === 0 || least < 0 || most > 255 || most <= 0) return undefined;
  const white = most > 1 ? 255 : 1;
  return { side, decode: (point) => Uint8Array.from(point, (value) => grey(value / white)) };
}

interface Archive {
  /** Its name without .npz. */
  readonly file: string;
  readonly arrays: Arrays;
}

function numbers({ file, arrays }: Archive, name: string, length?: number): Float64Array {
  const found = arrays.get(name)?.data;
  if (!found || (length !== undefined && found.length !== length))
    throw new InputError(
      `arrays/${file}.npz:${name}`,
      length ? `${length} numbers` : "an array",
      `${found?.length ?? "none"}`,
    );
  return found;
}

/** Pixels are mean + componentsᵀ · latent / scale; grey values from 0 to 1, or to 255. */
function componentDecoder(arrays: Arrays): Decoder | undefined {
  const pca = { file: "pca", arrays };
  const mean = numbers(pca, "mean");
  const side = sideOf(mean.length);
  if (side === 0) return undefined;
  const components = numbers(pca, "components");
  const scale = numbers(pca, "scale", 1)[0];
  const white = mean.some((value) => value > 1) ? 255 : 1;
  return {
    side,
    decode(point) {
      const out = Float64Array.from(mean);
      point.forEach((value, k) => {
        for (let j = 0; j < out.length; j++) out[j] += (value / scale) * components[k * out.length + j];
      });
      return Uint8Array.from(out, (value) => grey(value / white));
    },
  };
}

interface Layer {
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

function autoencoderDecoder(arrays: Arrays, fallback: readonly number[]): Decoder | undefined {
  const autoencoder = { file: "autoencoder", arrays };
  const [pixels = 0, latent = 0] = numbers(autoencoder, "sizes", 2);
  const scale = numbers(autoencoder, "scale", 1)[0];
  const hidden = [...(arrays.get("hidden")?.data ?? fallback)];
  const side = sideOf(pixels);
  if (side === 0) return undefined;
  const encoder = countOf([pixels, ...hidden, 2 * latent]);
  const sizes = [latent, ...hidden.toReversed(), pixels];
  const parameters = numbers(autoencoder, "parameters", encoder + countOf(sizes));
  const layers = layersOf(sizes, parameters.subarray(encoder));
  return {
    side,
    decode(point) {
      let values: Float64Array = point.map((value) => value / scale);
      for (const [i, layer] of layers.entries()) {
        values = dense(layer, values);
        if (i < layers.length - 1) values = values.map((value) => Math.max(0, value));
      }
      return Uint8Array.from(values, (value) => grey(1 / (1 + Math.exp(-value))));
    },
  };
}

function countOf(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, size, i) => sum + size * (sizes[i] + 1), 0);
}

/** Weights (output × input), then biases, layer by layer. */
function layersOf(sizes: readonly number[], parameters: Float64Array): Layer[] {
  let at = 0;
  const take = (length: number) => {
    at += length;
    return parameters.subarray(at - length, at);
  };
  return sizes.slice(1).map((size, i) => ({ weight: take(size * sizes[i]), bias: take(size) }));
}

function dense({ weight, bias }: Layer, input: Float64Array): Float64Array {
  return bias.map((start, row) => {
    let sum = start;
    for (let j = 0; j < input.length; j++) sum += weight[row * input.length + j] * input[j];
    return sum;
  });
}
