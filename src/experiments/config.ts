/** Experiment settings: every value is in `config.json`, so that running that file again gives the same bytes. */

import { z } from "zod";
import { present } from "../arrays/present.ts";
import { InputError } from "../errors/input-error.ts";
import type { LossWeight, Parameterization } from "../random-features/moment-problem.ts";
import type { SolverName } from "../sample/solvers.ts";
import type { GridName } from "../sample/time-grid.ts";

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

interface FeatureConfig extends CommonConfig {
  data: { set: string };
  features: { p: number; harmonics: number };
  time: { horizon: number; min: number; rule: "graded" | "simpson" };
}

/** Closed-form random features over losses and training times. */
export interface RandomFeatureConfig extends FeatureConfig {
  model: "rfm";
  loss: { weights: LossWeight[]; parameterization: Parameterization };
  /** Training times; ∞ is "inf". */
  tau: (number | "inf")[];
  analysis: { every: number; error_draws: number; snapshots: number[] };
}

/** Gradient descent beside the closed form. */
export interface TrainingCheckConfig extends FeatureConfig {
  loss: { weight: LossWeight; parameterization: Parameterization };
  tau: number[];
  /** Learning rate as a share of d / λ_1, the largest stable one. */
  descent: { learning_rate_share: number };
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
const weight: z.ZodType<LossWeight> = z.enum(["1", "h", "h2"]);
const parameterization: z.ZodType<Parameterization> = z.enum(["posterior-mean", "score"]);
const featureParts = {
  ...common,
  data: z.strictObject({ set: z.string() }),
  features: z.strictObject({ p: count, harmonics: z.number().int().nonnegative() }),
  time: z.strictObject({ horizon: positive, min: positive, rule: z.enum(["graded", "simpson"]) }),
};

/** Checks the settings of the random feature experiments. */
export const randomFeatureSchema: z.ZodType<RandomFeatureConfig> = z.strictObject({
  ...featureParts,
  model: z.literal("rfm"),
  loss: z.strictObject({ weights: z.array(weight).min(1), parameterization }),
  tau: z.array(z.union([z.number().nonnegative(), z.literal("inf")], "expected a number or inf")).min(1),
  analysis: z.strictObject({ every: count, error_draws: count, snapshots: z.array(positive).min(1) }),
});

/** Checks the settings of `training-check`. */
export const trainingCheckSchema: z.ZodType<TrainingCheckConfig> = z.strictObject({
  ...featureParts,
  loss: z.strictObject({ weight, parameterization }),
  tau: z.array(positive).min(1),
  descent: z.strictObject({ learning_rate_share: z.number().positive().max(1) }),
});

/**
 * Checks a configuration against its schema.
 * @throws InputError naming the setting and what it should be
 */
export function checkConfig<T>(schema: z.ZodType<T>, config: unknown, source: string): T {
  const checked = schema.safeParse(config);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  if (issue.code === "unrecognized_keys") {
    const where = issue.path.length > 0 ? ` in ${issue.path.join(".")}` : "";
    throw new InputError(source, `only known settings${where}`, issue.keys.join(", "));
  }
  const found = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    config,
  );
  const wanted = issue.message
    .replace(/^(Invalid input: |Invalid option: )?expected /, "")
    .replace(/, received.*$/, "")
    .replace(/^Too (small|big): expected \w+ to be /, "");
  throw new InputError(`${source}: ${issue.path.join(".")}`, wanted, JSON.stringify(found) ?? "nothing");
}

/**
 * A configuration with `path=value` settings applied; values are read as YAML scalars or lists by `parse`.
 * @throws InputError if the path does not exist
 */
export function withSettings(
  config: Record<string, unknown>,
  settings: readonly string[],
  parse: (text: string) => unknown,
): Record<string, unknown> {
  const out = structuredClone(config);
  for (const setting of settings) {
    const split = setting.indexOf("=");
    if (split < 1) throw new InputError("--set", "path=value", setting);
    const path = setting.slice(0, split).split(".");
    const last = present(path.pop());
    const parent = path.reduce<unknown>((at, key) => ownValue(at, key), out);
    if (ownValue(parent, last) === undefined) {
      throw new InputError(
        "--set",
        `one of the settings ${settingPaths(config).join(", ")}`,
        setting.slice(0, split),
      );
    }
    (parent as Record<string, unknown>)[last] = parse(setting.slice(split + 1));
  }
  return out;
}

function ownValue(at: unknown, key: string): unknown {
  return typeof at === "object" && at !== null && Object.hasOwn(at, key)
    ? (at as Record<string, unknown>)[key]
    : undefined;
}

/** All settable paths of a configuration. */
export function settingPaths(config: Record<string, unknown>, prefix = ""): string[] {
  return Object.entries(config).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? settingPaths(value as Record<string, unknown>, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}
