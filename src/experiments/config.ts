/** Experiment settings: every value is in `config.json`, so that running that file again gives the same bytes. */

import { z } from "zod";
import type { SolverName } from "../sample/solvers.ts";
import type { GridName } from "../sample/time-grid.ts";

export { checkSchema as checkConfig } from "../settings/check.ts";

/** How samples are generated. */
export interface SamplingConfig {
  /** Samples M. */
  count: number;
  steps: number;
  /** η. */
  stochasticity: number;
  solver: SolverName;
  grid: GridName;
}

/** Ridge dimension k and analysis time t_a (OU), either left to the data with "auto". */
export interface RidgeConfig {
  dim: number | "auto";
  analysis_time: number | "auto";
}

interface CommonConfig {
  experiment: string;
  seed: number;
  sampling: SamplingConfig;
  ridge: RidgeConfig;
}

/** Generators whose truth is known, on real digits. */
export interface MnistReferenceConfig extends CommonConfig {
  data: { train: string; held_out: string; latent: string };
  generators: { inflated_bandwidth: number };
  time: { horizon: number; min: number };
  analysis: { every: number; times: number[]; calibration: number; snapshots: number[] };
}

const positive = z.number().positive();
const count = z.number().int().positive();

/** Checks {@link SamplingConfig}. */
export const samplingSchema: z.ZodType<SamplingConfig> = z.strictObject({
  count,
  steps: count,
  stochasticity: z.number().min(0).max(1),
  solver: z.enum(["euler", "heun", "exponential", "dpm++2m"]),
  grid: z.enum(["exponential", "linear", "cosine", "karras"]),
});

/** Checks {@link RidgeConfig}. */
export const ridgeSchema: z.ZodType<RidgeConfig> = z.strictObject({
  dim: z.union([z.number().int().nonnegative(), z.literal("auto")], "expected a whole number or auto"),
  analysis_time: z.union([positive, z.literal("auto")], "expected a positive number or auto"),
});

const common = {
  experiment: z.string(),
  seed: z.number().int().nonnegative(),
  sampling: samplingSchema,
  ridge: ridgeSchema,
};
/** Checks the settings of `mnist-reference`. */
export const mnistReferenceSchema: z.ZodType<MnistReferenceConfig> = z.strictObject({
  ...common,
  data: z.strictObject({
    train: z.string(),
    held_out: z.string(),
    latent: z.string().regex(/^pca:[1-9]\d*$/, "expected pca:k"),
  }),
  generators: z.strictObject({ inflated_bandwidth: positive }),
  time: z.strictObject({ horizon: positive, min: positive }),
  analysis: z.strictObject({
    every: count,
    times: z.array(positive).min(1),
    calibration: count,
    snapshots: z.array(positive).min(1),
  }),
});
