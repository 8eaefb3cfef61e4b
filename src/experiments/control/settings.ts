/** Settings of `control`: four controls, each turned by itself (THEORY.md section 8). */
import type { ConfigOf } from "../../settings/config.ts";
import { choice, constant, numbers, text, whole } from "../../settings/setting.ts";
import { LATENT_DATA_SETTINGS, VAE_SETTINGS } from "../parts/latent-settings.ts";
import { GUIDANCE_SETTINGS, NETWORK_SETTINGS, TRAINING_SETTINGS } from "../parts/network-settings.ts";
import { EVERY, experimentNamed, RIDGE, SAMPLING, SEED, TIME } from "../parts/settings.ts";

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

/** The values that a weight takes, and those that a strength of guidance takes. */
function weights(name: string, values: number[]) {
  return numbers(values, `values of ${name}, besides the one at rest`, { item: { min: 0 } });
}
function strengths(name: string, values: number[]) {
  return numbers(values, `values of ${name}, besides the one at rest`);
}

const COMMON = {
  experiment: experimentNamed("control"),
  scale: choice(
    { of: ["quick", "paper"], default: "quick" },
    "the set of defaults that the settings start from; it changes nothing by itself",
  ),
  seed: SEED,
  network: NETWORK_SETTINGS,
  /**
   * Models are looked at at all `checkpoints`; the last is what controls are judged by. `directional` is where ω_N and ω_T
   * rest, and `guidance` where γ_N and γ_T do, while another control is turned.
   */
  training: TRAINING_SETTINGS,
  guidance: GUIDANCE_SETTINGS,
  knobs: {
    normal_weight: weights("ω_N", [0.25, 1, 4, 16]),
    tangent_weight: weights("ω_T", [0.25, 1, 4, 16]),
    normal_guidance: strengths("γ_N", [0, 0.25, 0.5, 0.75, 1]),
    tangent_guidance: strengths("γ_T", [-0.5, 0, 0.25, 0.5, 1]),
  },
  replicates: whole(1, "trainings of every setting, each from its own start", { min: 1 }),
  time: TIME,
  sampling: SAMPLING,
  ridge: RIDGE,
  measure: {
    every: EVERY,
    resamples: whole(1000, "resamples that intervals of ridge distances and of changes come from", {
      min: 20,
    }),
  },
};

/** Rows on a small set of points by name. */
export const POINT_CONTROL_SETTINGS = {
  dataset: constant("points", "kind of the data"),
  data: { set: text("thirteen-points", "name of the data set") },
  ...COMMON,
};

/** Rows on images in latents. */
export const LATENT_CONTROL_SETTINGS = {
  dataset: constant("mnist-latent", "kind of the data"),
  data: LATENT_DATA_SETTINGS,
  vae: VAE_SETTINGS,
  ...COMMON,
};

/** Settings on a small set of points by name. */
export type PointControlConfig = ConfigOf<typeof POINT_CONTROL_SETTINGS>;
/** Settings on images in latents. */
export type LatentControlConfig = ConfigOf<typeof LATENT_CONTROL_SETTINGS>;
/** Settings of the experiment; `dataset` says which. */
export type ControlConfig = PointControlConfig | LatentControlConfig;

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

/** {@link controlsName} of a model, with its training where there are several: "at rest, training 2". */
export function modelName(
  { controls, replicate }: { readonly controls: Controls; readonly replicate: number },
  config: ControlConfig,
): string {
  const name = controlsName(controls, controlsAtRest(config));
  return config.replicates > 1 ? `${name}, training ${replicate + 1}` : name;
}
