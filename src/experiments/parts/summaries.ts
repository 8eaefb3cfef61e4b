/** Small pieces that all experiments' summaries are put together from. */
import type { Classes, ClassFractions, RidgeCriterion } from "../../diagnosis/classes.ts";
import { INTER_MODE, MEMORISED } from "../../diagnosis/classes.ts";
import type { Dynamics, Snapshot } from "../../dynamics/dynamics.ts";
import type { ClassesFigure, SampleClass } from "../../figure/figure.ts";
import type { ResultArray, SummaryClasses, SummaryRidge } from "../result.ts";
import { brief } from "./ridges.ts";

/** The coordinates of an analysis in words. */
export function spaceOf(latent: string): string {
  return latent === "none" ? "data space" : `${latent} latents (not data space)`;
}

/** Class fractions under the names of `summary.json`. */
export function summaryClasses({ memorised, interMode, offRidge }: ClassFractions): SummaryClasses {
  return { memorised, inter_mode: interMode, off_ridge: offRidge };
}

/** What `summary.json` says of the ridge; `space` names its coordinates. */
export function summaryRidge(criterion: RidgeCriterion, space: string, latentScale?: number): SummaryRidge {
  return {
    dim: criterion.dim,
    time: criterion.time,
    space,
    threshold: criterion.threshold,
    threshold_source: criterion.source,
    ...(latentScale === undefined ? {} : { latent_scale: latentScale }),
  };
}

/** Names of the classes of samples, M. */
export function classNames(labels: Uint8Array): SampleClass[] {
  return Array.from(labels, (label) =>
    label === MEMORISED ? "memorised" : label === INTER_MODE ? "inter-mode" : "off-ridge",
  );
}

/** The stacked bars of class fractions. */
export function classesFigure(rows: readonly { label: string; fractions: ClassFractions }[]): ClassesFigure {
  return {
    kind: "classes",
    id: "classes",
    title: "Where samples end",
    caption:
      "Share of samples that copy a training point, lie on the ridge between training points, or leave the ridge, with 95 % intervals.",
    rows: rows.map(({ label, fractions: { memorised, interMode, offRidge } }) => ({
      label,
      parts: [
        { name: "memorised", ...memorised },
        { name: "inter-mode", ...interMode },
        { name: "off-ridge", ...offRidge },
      ],
    })),
  };
}

/** Curves and per-sample values of a run as arrays for an .npz. */
export function dynamicsArrays(dynamics: Dynamics, d: number): Record<string, ResultArray> {
  const curve = (data: Float64Array): ResultArray => ({ data, shape: [data.length] });
  const rows = (data: Float64Array): ResultArray => ({ data, shape: [data.length / d, d] });
  const error = (pick: "normal" | "tangent") => curve(Float64Array.from(dynamics.errors, (e) => e[pick]));
  return {
    times: curve(dynamics.times),
    inside_tube: curve(dynamics.insideTube),
    measured_distance: curve(dynamics.measuredDistance),
    predicted_distance: curve(dynamics.predictedDistance),
    normal_error: error("normal"),
    tangent_error: error("tangent"),
    reach_time: curve(dynamics.reachTime),
    final_distance: curve(dynamics.finalDistance),
    predicted_final_distance: curve(dynamics.predictedFinal),
    slide_exact: rows(dynamics.slideExact),
    slide_error: rows(dynamics.slideError),
    slide_length: curve(dynamics.slideLength),
    slide_exponent: curve(dynamics.exponent),
    x: rows(dynamics.x),
    ...snapshotArrays(dynamics),
  };
}

/** Residuals of every sample at the snapshots, times × samples; none where there are no snapshots. */
function snapshotArrays({ snapshots }: Dynamics): Record<string, ResultArray> {
  if (snapshots.length === 0) return {};
  const count = snapshots[0].newtonDistance.length;
  const stacked = (pick: (snapshot: Snapshot) => Float64Array): ResultArray => {
    const data = new Float64Array(snapshots.length * count);
    for (const [i, snapshot] of snapshots.entries()) data.set(pick(snapshot), i * count);
    return { data, shape: [snapshots.length, count] };
  };
  return {
    snapshot_times: { data: Float64Array.from(snapshots, ({ time }) => time), shape: [snapshots.length] },
    snapshot_normal_score_norm: stacked((snapshot) => snapshot.normalScoreNorm),
    snapshot_relative_residual: stacked((snapshot) => snapshot.relativeResidual),
    snapshot_ridge_distance: stacked((snapshot) => snapshot.newtonDistance),
  };
}

/** A share in words: "12.3 %". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** The ridge distance of sample q in words. */
export function distanceText({ ridgeDistance }: Classes, q: number): string {
  const value = ridgeDistance[q];
  return Number.isNaN(value) ? "undefined" : brief(value);
}
