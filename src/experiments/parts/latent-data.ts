/** Images and the latents in which a diffusion model of them lives: none, principal components, or an autoencoder. */

import { z } from "zod";
import type { Matrix } from "../../data/matrix.ts";
import { decode as decodePca, encode as encodePca, fitPca, type Pca } from "../../data/pca.ts";
import { readMatrix } from "../../data/read-matrix.ts";
import { createDensity, type EmpiricalDensity } from "../../density/empirical-density.ts";
import { InputError } from "../../errors/input-error.ts";
import { createVaeCoder, type Vae } from "../../networks/vae.ts";
import { trainVae } from "../../networks/vae-training.ts";
import { brief } from "../../text/numbers.ts";
import type { ExperimentContext } from "../result.ts";
import { cached } from "./cached.ts";

/** Which images, and their latents. */
export interface LatentDataConfig {
  set: "mnist" | "fashion";
  /** One class of the set, or all. */
  digit: number | "all";
  /** So many of its images make the training set of the score and of the ridge; the autoencoder sees all. */
  count: number | "all";
  /** "none", "pca:k" or "vae:k". */
  latent: string;
}

/** The autoencoder, where latents are "vae:k". */
export interface VaeConfig {
  hidden: number[];
  rate: number;
  batch: number;
  epochs: number;
  /** Images kept out of training, and epochs without a better loss of theirs after which training ends. */
  validation: { count: number; patience: number };
}

/** The autoencoder of the reference experiments (THEORY.md section 9), with early stopping. */
export const DEFAULT_VAE: VaeConfig = {
  hidden: [400, 200],
  rate: 1e-3,
  batch: 1024,
  epochs: 100,
  validation: { count: 500, patience: 20 },
};

const count = z.number().int().positive();

/** Checks {@link LatentDataConfig}. */
export const latentDataSchema: z.ZodType<LatentDataConfig> = z.strictObject({
  set: z.enum(["mnist", "fashion"]),
  digit: z.union([z.number().int().min(0).max(9), z.literal("all")], "expected a digit or all"),
  count: z.union([z.number().int().min(2), z.literal("all")], "expected at least 2 or all"),
  latent: z.string().regex(/^(none|(pca|vae):[1-9]\d{0,3})$/, "expected none, pca:k or vae:k"),
});

/** Checks {@link VaeConfig}. */
export const vaeSchema: z.ZodType<VaeConfig> = z.strictObject({
  hidden: z.array(count).min(1),
  rate: z.number().positive(),
  batch: count,
  epochs: count,
  validation: z.strictObject({ count, patience: count }),
});

/** A map between images and latents; close it when it is no longer needed. */
export interface LatentSpace {
  /** Dimension of the latents. */
  readonly d: number;
  /** "vae:32 latents (not pixels)". */
  readonly name: string;
  /** What latents were multiplied by, where there are any. */
  readonly scale?: number;
  /** A sentence on how the latents came about. */
  readonly note: string;
  /** How the autoencoder trained, where there is one. */
  readonly vae?: Vae;
  /** The principal components, where the latents are along them. */
  readonly pca?: Pca;
  encode(images: Float64Array): Promise<Float64Array>;
  decode(latents: Float64Array): Promise<Float64Array>;
  close(): Promise<void>;
}

/** Name of the images outside the training set, beside the checkpoints. */
export const HELD_OUT = "held-out images";

/** Training images with their density in latents, and images outside the training set. */
export interface LatentData {
  readonly space: LatentSpace;
  /** The density of the training latents, n × d. */
  readonly density: EmpiricalDensity;
  /** Latents of the set's test images, H × d. */
  readonly heldOut: Float64Array;
  /** Pixels on a side. */
  readonly side: number;
}

/**
 * Reads the images and makes their latents. An autoencoder is trained on all images of the class.
 * @throws {InputError} where the data package or `onnxruntime-node` is missing, or settings do not fit the data
 */
export async function loadLatentData(
  config: LatentDataConfig,
  vae: VaeConfig,
  context: ExperimentContext,
): Promise<LatentData> {
  const { kernels, rng, progress } = context;
  progress("reading images", 0, 1);
  const part = config.digit === "all" ? "" : `/${config.digit}`;
  const images = await readMatrix(`${config.set}:train${part}`);
  const test = await readMatrix(`${config.set}:test${part}`);
  const space = await createLatentSpace(images, config.latent, vae, context);
  const rows = config.count === "all" ? images.rows : config.count;
  if (rows > images.rows)
    throw new InputError("data.count", `at most ${images.rows}, as ${images.source} has no more`, `${rows}`);
  const latents = await space.encode(images.data);
  const chosen =
    rows === images.rows
      ? latents
      : takeRows(latents, space.d, rng.split("subset").permutation(images.rows).subarray(0, rows).sort());
  return {
    space,
    density: createDensity(kernels, { data: chosen, n: rows, d: space.d }),
    heldOut: await space.encode(test.data),
    side: Math.round(Math.sqrt(images.columns)),
  };
}

function takeRows(data: Float64Array, d: number, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length * d);
  rows.forEach((row, i) => {
    out.set(data.subarray(row * d, (row + 1) * d), i * d);
  });
  return out;
}

/**
 * Latents fitted to images (n × pixels, in [0, 1]).
 * @throws {InputError} where the latents do not fit the images, or `onnxruntime-node` is missing
 */
export async function createLatentSpace(
  images: Matrix,
  latent: string,
  vae: VaeConfig,
  context: ExperimentContext,
): Promise<LatentSpace> {
  const [kind, size] = latent.split(":");
  if (kind === "none") return pixelSpace(images.columns);
  const k = Number(size);
  if (kind === "pca") return pcaSpace(images, k, context);
  const trained = await cached(context, `vae-${k}`, () => train(images, k, vae, context));
  const coder = await createVaeCoder(trained);
  const { history } = trained;
  const best = history.reduce((a, b) => (b.validation < a.validation ? b : a));
  return {
    d: k,
    name: `${latent} latents (not pixels)`,
    scale: trained.scale,
    vae: trained,
    note: `The ridge is in the latents of a variational autoencoder (${images.columns}–${vae.hidden.join("–")}–${k}), not in pixels: posterior means, multiplied by ${brief(trained.scale)} so that their overall standard deviation is 1. It was trained on ${images.rows} images for ${history.length} epochs; the one kept, ${best.epoch}, has a loss of ${best.validation.toFixed(1)} nats an image on ${Math.min(vae.validation.count, images.rows - 1)} images kept out.`,
    encode: (data) => coder.encode(data),
    decode: (latents) => coder.decode(latents),
    close: () => coder.close(),
  };
}

function train(
  images: Matrix,
  latent: number,
  { hidden, ...settings }: VaeConfig,
  { rng, progress }: ExperimentContext,
): Promise<Vae> {
  const spec = { pixels: images.columns, hidden, latent, activation: "relu" } as const;
  progress("training autoencoder (epochs)", 0, settings.epochs);
  return trainVae(
    {
      data: images.data,
      n: images.rows,
      spec,
      ...settings,
      optimizer: { kind: "adam" },
      rng: rng.split("vae"),
    },
    (epoch) => progress("training autoencoder (epochs)", epoch, settings.epochs),
  );
}

function pixelSpace(d: number): LatentSpace {
  return {
    d,
    name: "pixels",
    note: "The ridge is in pixels, at the data's own scale.",
    encode: async (data) => data,
    decode: async (data) => data,
    close: async () => {},
  };
}

async function pcaSpace(images: Matrix, k: number, { kernels }: ExperimentContext): Promise<LatentSpace> {
  const most = Math.min(images.rows, images.columns);
  if (k > most) throw new InputError("data.latent", `pca:1 to pca:${most}`, `pca:${k}`);
  const pca = await fitPca(kernels, { data: images.data, n: images.rows, d: images.columns }, k);
  const explained = pca.explainedRatio.reduce((sum, value) => sum + value, 0);
  return {
    d: k,
    name: `pca:${k} latents (not pixels)`,
    scale: pca.scale,
    pca,
    note: `The ridge is in the ${k} leading principal components, not in pixels; they keep ${(100 * explained).toFixed(1)} % of the variance and are multiplied by ${brief(pca.scale)} so that their overall standard deviation is 1.`,
    encode: (data) => encodePca(kernels, pca, data),
    decode: (latents) => decodePca(kernels, pca, latents),
    close: async () => {},
  };
}
