/** Settings that analyses of brought models and trajectories share, and their defaults. */
import { z } from "zod";
import { DEFAULT_VAE, vaeSchema } from "../parts/latent-data.ts";
import type { SharedConfig } from "./external-space.ts";
import { analysisLatentSchema, analysisRidgeSchema } from "./samples.ts";

type Schemas = { readonly [Key in keyof SharedConfig]: z.ZodType<SharedConfig[Key]> };

/** Schemas by setting, to be spread into an object's. */
export const sharedSchemas: Schemas = {
  seed: z.number().int().nonnegative(),
  data: z.strictObject({
    train: z.string(),
    held_out: z.string(),
    latent: analysisLatentSchema,
  }),
  vae: vaeSchema,
  ridge: analysisRidgeSchema,
  analysis: z.strictObject({
    factors: z.array(z.number().positive()),
    calibration: z.number().int().positive(),
    looks: z.number().int().positive(),
    snapshots: z.array(z.number().positive()),
  }),
};

/** Their values where nothing else is said. */
export const sharedDefaults: SharedConfig = {
  seed: 0,
  data: { train: "", held_out: "none", latent: "none" },
  vae: DEFAULT_VAE,
  ridge: { dim: "auto", analysis_time: "auto" },
  analysis: {
    factors: [0.125, 0.25, 0.5, 2, 4],
    calibration: 2000,
    looks: 100,
    snapshots: [1.58, 0.63, 0.25, 0.1, 0.04, 0.016, 0.0063, 0.0025],
  },
};
