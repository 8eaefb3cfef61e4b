/** Figures over the values of a control: what their panels, names and axes share. */
import type { Axis, LinesFigure, Series } from "../../figure/figure.ts";
import { mean } from "../../metrics/statistics.ts";
import type { ControlModel } from "./models.ts";
import { AT_REST, CONTROL_SYMBOLS, type ControlName } from "./settings.ts";
import type { ControlSweep } from "./sweeps.ts";

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
export function sweepPanel(
  { control, values, rest }: ControlSweep,
  y: Axis,
  series: readonly Series[],
): Panel {
  const log = control.endsWith("weight") && values.every((value) => value > 0);
  return {
    x: { label: LABELS[control], scale: log ? "log" : "linear" },
    y,
    series,
    rules: [{ value: rest, label: AT_REST, axis: "x" }],
  };
}

/** "ω_N = 4": a control at a value. */
export function valueName(control: ControlName, value: number): string {
  return `${CONTROL_SYMBOLS[control]} = ${value}`;
}

/** A number of the models at each value of a sweep, the mean over trainings. */
export function meansAlong({ models }: ControlSweep, pick: (model: ControlModel) => number): Float64Array {
  return Float64Array.from(models, (one) => mean(one.map(pick)));
}
