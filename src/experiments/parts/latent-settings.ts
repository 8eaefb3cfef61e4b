/** Settings of images and of the latents in which a diffusion model of them lives. */
import type { ConfigOf } from "../../settings/config.ts";
import { choice, number, text, whole, wholes } from "../../settings/setting.ts";

/** Which images, and their latents. */
export const LATENT_DATA_SETTINGS = {
  set: choice({ of: ["mnist", "fashion"], default: "mnist" }, "images: MNIST or Fashion-MNIST"),
  digit: whole(1, "one class of the images, or all", { min: 0, max: 9, words: ["all"] }),
  count: whole("all", "images in the training set of the score and of the ridge; the autoencoder sees all", {
    min: 2,
    words: ["all"],
  }),
  latent: text("vae:32", "latents of the images", {
    pattern: /^(none|(pca|vae):[1-9]\d{0,3})$/,
    expected: "none, pca:k or vae:k",
  }),
};

/** The autoencoder, where latents are "vae:k": that of the reference experiments, with early stopping. */
export const VAE_SETTINGS = {
  hidden: wholes([400, 200], "widths of the hidden layers", { item: { min: 1 }, least: 1 }),
  rate: number(1e-3, "learning rate", { above: 0 }),
  batch: whole(1024, "images in a batch", { min: 1 }),
  epochs: whole(100, "epochs at most", { min: 1 }),
  validation: {
    count: whole(500, "images kept out of training", { min: 1 }),
    patience: whole(20, "epochs without a better loss of theirs after which training ends", { min: 1 }),
  },
};

/** Which images, and their latents. */
export type LatentDataConfig = ConfigOf<typeof LATENT_DATA_SETTINGS>;
/** The autoencoder of the images. */
export type VaeConfig = ConfigOf<typeof VAE_SETTINGS>;
