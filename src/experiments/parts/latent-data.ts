/** Images and the latents in which a diffusion model of them lives: none, principal components, or an autoencoder. */
import { takeRows } from "../../arrays/rows.ts";
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
import { decodedPictures, type Pictures } from "./images.ts";
import type { LatentDataConfig, VaeConfig } from "./latent-settings.ts";

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
  /** How latents are drawn. */
  readonly pictures: Pictures;
}

/**
 * What `measure` makes of the images of these settings in their latents; an autoencoder is trained on all images of the
 * class. The latent space stays open for what is made of it, and is closed where measuring fails.
 * @throws {InputError} where the data package or `onnxruntime-node` is missing, or settings do not fit the data
 */
export async function measureLatents<T>(
  { data, vae }: { readonly data: LatentDataConfig; readonly vae: VaeConfig },
  context: ExperimentContext,
  measure: (data: LatentData) => Promise<T>,
): Promise<T> {
  const loaded = await loadLatentData(data, vae, context);
  try {
    return await measure(loaded);
  } catch (cause) {
    await loaded.space.close();
    throw cause;
  }
}

async function loadLatentData(
  config: LatentDataConfig,
  vae: VaeConfig,
  context: ExperimentContext,
): Promise<LatentData> {
  const { kernels, rng, progress } = context;
  progress("reading images", 0, 1);
  const part = config.digit === "all" ? "" : `/${config.digit}`;
  const images = await readMatrix(`${config.set}:train${part}`);
  const test = await readMatrix(`${config.set}:test${part}`);
  const rows = config.count === "all" ? images.rows : config.count;
  if (rows > images.rows)
    throw new InputError("data.count", `at most ${images.rows}, as ${images.source} has no more`, `${rows}`);
  const space = await createLatentSpace(images, { latent: config.latent, vae }, context);
  const latents = await space.encode(images.data);
  const subset = () => rng.split("subset").permutation(images.rows).subarray(0, rows).sort();
  const chosen = rows === images.rows ? latents : takeRows(latents, subset(), space.d);
  return {
    space,
    density: createDensity(kernels, { data: chosen, n: rows, d: space.d }),
    heldOut: await space.encode(test.data),
    pictures: decodedPictures(Math.round(Math.sqrt(images.columns)), space.d, (point) => space.decode(point)),
  };
}

/**
 * Latents fitted to images (n × pixels, in [0, 1]).
 * @throws {InputError} where the latents do not fit the images, or `onnxruntime-node` is missing
 */
export async function createLatentSpace(
  images: Matrix,
  { latent, vae }: { readonly latent: string; readonly vae: VaeConfig },
  context: ExperimentContext,
): Promise<LatentSpace> {
  const [kind, size] = latent.split(":");
  if (kind === "none") return pixelSpace(images.columns);
  const k = Number(size);
  if (kind === "pca") return pcaSpace(images, k, context);
  const trained = await cached(context, `vae-${k}`, () => train({ images, latent: k, vae }, context));
  const { history, scale } = trained;
  const best = history.reduce((a, b) => (b.validation < a.validation ? b : a));
  return {
    ...(await createVaeCoder(trained)),
    d: k,
    name: `${latent} latents (not pixels)`,
    scale,
    vae: trained,
    note: `The ridge is in the latents of a variational autoencoder (${images.columns}–${vae.hidden.join("–")}–${k}), not in pixels: posterior means, multiplied by ${brief(scale)} so that their overall standard deviation is 1. It was trained on ${images.rows} images for ${history.length} epochs; the one kept, ${best.epoch}, has a loss of ${best.validation.toFixed(1)} nats an image on ${Math.min(vae.validation.count, images.rows - 1)} images kept out.`,
  };
}

function train(
  { images, latent, vae }: { images: Matrix; latent: number; vae: VaeConfig },
  { rng, progress }: ExperimentContext,
): Promise<Vae> {
  const { hidden, ...settings } = vae;
  const { data, rows: n, columns: pixels } = images;
  const spec = { pixels, hidden, latent, activation: "relu" } as const;
  const onEpoch = (epoch: number) => progress("training autoencoder (epochs)", epoch, settings.epochs);
  onEpoch(0);
  const optimizer = { kind: "adam" } as const;
  return trainVae({ data, n, spec, ...settings, optimizer, rng: rng.split("vae") }, onEpoch);
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

/** Latents along principal components. */
export type PcaSpace = LatentSpace & Required<Pick<LatentSpace, "pca" | "scale">>;

/**
 * The k leading principal components of images (n × pixels).
 * @throws {InputError} where there are not so many
 */
export async function pcaSpace(
  images: Matrix,
  k: number,
  { kernels }: Pick<ExperimentContext, "kernels">,
): Promise<PcaSpace> {
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
