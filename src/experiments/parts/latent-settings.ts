/** Settings of images and of the latents in which a diffusion model of them lives. */
import type { ConfigOf } from "../../settings/config.ts";
import { choice, number, text, whole, wholes } from "../../settings/setting.ts";

/** Which images, and their latents. */
export const LATENT_DATA_SETTINGS = {
  set: choice({ of: ["mnist", "fashion"], default: "mnist", meaning: "images: MNIST or Fashion-MNIST" }),
  digit: whole({ default: 1, min: 0, max: 9, words: ["all"], meaning: "one class of the images, or all" }),
  count: whole({
    default: "all",
    min: 2,
    words: ["all"],
    meaning: "images in the training set of the score and of the ridge; the autoencoder sees all",
  }),
  latent: text({
    default: "vae:32",
    pattern: /^(none|(pca|vae):[1-9]\d{0,3})$/,
    expected: "none, pca:k or vae:k",
    meaning: "latents of the images",
  }),
};

/** The autoencoder, where latents are "vae:k": that of the reference experiments, with early stopping. */
export const VAE_SETTINGS = {
  hidden: wholes({ default: [400, 200], item: { min: 1 }, least: 1, meaning: "widths of the hidden layers" }),
  rate: number({ default: 1e-3, above: 0, meaning: "learning rate" }),
  batch: whole({ default: 1024, min: 1, meaning: "images in a batch" }),
  epochs: whole({ default: 100, min: 1, meaning: "epochs at most" }),
  validation: {
    count: whole({ default: 500, min: 1, meaning: "images kept out of training" }),
    patience: whole({
      default: 20,
      min: 1,
      meaning: "epochs without a better loss of theirs after which training ends",
    }),
  },
};

/** Which images, and their latents. */
export type LatentDataConfig = ConfigOf<typeof LATENT_DATA_SETTINGS>;
/** The autoencoder of the images. */
export type VaeConfig = ConfigOf<typeof VAE_SETTINGS>;
