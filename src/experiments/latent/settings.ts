/** Settings of latent diffusion on images (THEORY.md section 9). */
import type { ConfigOf } from "../../settings/config.ts";
import { choice, numbers, whole, wholes } from "../../settings/setting.ts";
import { LATENT_DATA_SETTINGS, VAE_SETTINGS } from "../parts/latent-settings.ts";
import { CHECKPOINT_SETTINGS } from "../parts/network-settings.ts";
import { EXPERIMENT, SEED } from "../parts/settings.ts";

/** The rows. */
export const LATENT_DIFFUSION_SETTINGS = {
  experiment: EXPERIMENT,
  scale: choice(
    { of: ["paper", "quick", "long"], default: "paper" },
    "the set of defaults that the settings start from; it changes nothing by itself",
  ),
  seed: SEED,
  data: LATENT_DATA_SETTINGS,
  vae: VAE_SETTINGS,
  ...CHECKPOINT_SETTINGS,
  analysis: {
    dims: wholes([3, 4, 20, 25, "auto"], "further ridge dimensions at which the last checkpoint is judged", {
      item: { min: 0, words: ["auto"] },
    }),
    factors: numbers([0.25, 0.5, 2], "further analysis times, as multiples of t_a", { item: { above: 0 } }),
    calibration: whole(1000, "at most so many real points calibrate each of them", { min: 1 }),
  },
};

/** Settings of a latent diffusion experiment. */
export type LatentDiffusionConfig = ConfigOf<typeof LATENT_DIFFUSION_SETTINGS>;
