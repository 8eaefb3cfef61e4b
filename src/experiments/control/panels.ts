/** Panels over the values of a control, and what else its figures share. */
import { present } from "../../arrays/present.ts";
import type { Axis, LinesFigure, Series } from "../../figure/figure.ts";
import type { ControlSweep } from "./effects.ts";
import type { ControlRun } from "./run.ts";
import { AT_REST, type ControlConfig, type ControlName, controlsAtRest } from "./settings.ts";

/** One panel of lines. */
export type Panel = LinesFigure["panels"][number];

/** The share of samples that some thing holds of. */
export const SHARE_DOMAIN: readonly [number, number] = [-0.02, 1.02];

const LABELS: Readonly<Record<ControlName, string>> = {
  normal_weight: "ω_N, weight of normal errors in training",
  tangent_weight: "ω_T, weight of tangent errors in training",
  normal_guidance: "γ_N, guidance of the normal part",
  tangent_guidance: "γ_T, guidance of the tangent part",
};

/** Lines over the values of a control, with a rule where it rests; weights are on a log axis. */
export function controlPanel(
  config: ControlConfig,
  {
    control,
    values,
    y,
    series,
  }: {
    readonly control: ControlName;
    readonly values: Float64Array;
    readonly y: Axis;
    readonly series: readonly Series[];
  },
): Panel {
  const log = control.endsWith("weight") && values.every((value) => value > 0);
  return {
    x: { label: LABELS[control], scale: log ? "log" : "linear" },
    y,
    series,
    rules: [{ value: controlsAtRest(config)[control], label: AT_REST, axis: "x" }],
  };
}

/** The models along a control. */
export function sweepOf({ sweeps }: ControlRun, control: ControlName): ControlSweep {
  return present(sweeps.find((sweep) => sweep.control === control));
}
