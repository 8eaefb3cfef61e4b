/** Settings of `control`: four controls, each turned by itself (THEORY.md section 8). */
import { z } from "zod";
import {
  checkConfig,
  type RidgeConfig,
  ridgeSchema,
  type SamplingConfig,
  samplingSchema,
} from "../config.ts";
import { type LatentDataConfig, latentDataSchema, type VaeConfig, vaeSchema } from "../parts/latent-data.ts";
import {
  type GuidanceConfig,
  guidanceSchema,
  type NetworkConfig,
  type NetworkTrainingConfig,
  networkSchema,
  networkTrainingSchema,
} from "../parts/network-settings.ts";

/** ω_N and ω_T weigh errors in training; γ_N and γ_T correct the score while sampling. */
export const CONTROL_NAMES = [
  "normal_weight",
  "tangent_weight",
  "normal_guidance",
  "tangent_guidance",
] as const;

/** One of the four controls. */
export type ControlName = (typeof CONTROL_NAMES)[number];

/** Where all four controls stand. */
export type Controls = Readonly<Record<ControlName, number>>;

/** Letters of the controls in figures and sentences. */
export const CONTROL_SYMBOLS: Readonly<Record<ControlName, string>> = {
  normal_weight: "ω_N",
  tangent_weight: "ω_T",
  normal_guidance: "γ_N",
  tangent_guidance: "γ_T",
};

/** Settings on any data. */
interface CommonControlConfig {
  experiment: string;
  /** Which defaults the settings started from; it changes nothing by itself. */
  scale: "quick" | "paper";
  seed: number;
  network: NetworkConfig;
  /**
   * Models are looked at at all `checkpoints`; the last is what controls are judged by. `directional` is where ω_N and ω_T
   * rest, and `guidance` where γ_N and γ_T do, while another control is turned.
   */
  training: NetworkTrainingConfig;
  guidance: GuidanceConfig;
  /** Values of each control; the one at rest is always among them, and alone where a list is empty. */
  knobs: Record<ControlName, number[]>;
  /** Trainings of every setting, each from its own start. */
  replicates: number;
  time: { horizon: number; min: number };
  sampling: SamplingConfig;
  ridge: RidgeConfig;
  /** Geometry is taken at every so many-th sampling step; intervals come from so many resamples. */
  measure: { every: number; resamples: number };
}

/** On a small set of points by name. */
export interface PointControlConfig extends CommonControlConfig {
  dataset: "points";
  data: { set: string };
}

/** On images in latents. */
export interface LatentControlConfig extends CommonControlConfig {
  dataset: "mnist-latent";
  data: LatentDataConfig;
  vae: VaeConfig;
}

/** Settings of the experiment; `dataset` says which. */
export type ControlConfig = PointControlConfig | LatentControlConfig;

const count = z.number().int().positive();
const positive = z.number().positive();
const weights = z.array(z.number().nonnegative());
const strengths = z.array(z.number());

const shared = {
  experiment: z.string(),
  scale: z.enum(["quick", "paper"]),
  seed: z.number().int().nonnegative(),
  network: networkSchema,
  training: networkTrainingSchema,
  guidance: guidanceSchema,
  knobs: z.strictObject({
    normal_weight: weights,
    tangent_weight: weights,
    normal_guidance: strengths,
    tangent_guidance: strengths,
  }),
  replicates: count,
  time: z.strictObject({ horizon: positive, min: positive }),
  sampling: samplingSchema,
  ridge: ridgeSchema,
  measure: z.strictObject({ every: count, resamples: count.min(20) }),
};

/** Checks {@link PointControlConfig}. */
export const pointControlSchema: z.ZodType<PointControlConfig> = z.strictObject({
  ...shared,
  dataset: z.literal("points"),
  data: z.strictObject({ set: z.string() }),
});

/** Checks {@link LatentControlConfig}. */
export const latentControlSchema: z.ZodType<LatentControlConfig> = z.strictObject({
  ...shared,
  dataset: z.literal("mnist-latent"),
  data: latentDataSchema,
  vae: vaeSchema,
});

/** Checks settings. @throws InputError naming the one at fault */
export function checkControl(given: unknown, source: string): ControlConfig {
  const latent = (given as { dataset?: unknown } | null)?.dataset === "mnist-latent";
  return latent
    ? checkConfig(latentControlSchema, given, source)
    : checkConfig(pointControlSchema, given, source);
}

/** Where the controls are while another is turned. */
export function controlsAtRest({
  training: { directional },
  guidance,
}: Pick<ControlConfig, "training" | "guidance">): Controls {
  return {
    normal_weight: directional.normal,
    tangent_weight: directional.tangent,
    normal_guidance: guidance.normal,
    tangent_guidance: guidance.tangent,
  };
}

/** Values of a control in ascending order, the one at rest among them. */
export function controlValues(config: ControlConfig, control: ControlName): number[] {
  return [...new Set([...config.knobs[control], controlsAtRest(config)[control]])].sort((a, b) => a - b);
}

/** Name of the model of which no control is turned. */
export const AT_REST = "at rest";

/** "ω_N = 4, γ_T = 0.5": the controls that are not at rest, or "at rest". */
export function controlsName(controls: Controls, rest: Controls): string {
  const turned = CONTROL_NAMES.filter((control) => controls[control] !== rest[control]);
  if (turned.length === 0) return AT_REST;
  return turned.map((control) => `${CONTROL_SYMBOLS[control]} = ${controls[control]}`).join(", ");
}
