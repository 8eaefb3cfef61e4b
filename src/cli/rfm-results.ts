/** What `ridgescope rfm` writes and says of a trained family. */
import { excessLossAt, lossAt, nullSpaceError, timeScales } from "../random-features/solve.ts";
import { type Arrays, brief } from "./array-results.ts";
import type { MeasuredSplit } from "./feature-errors.ts";
import type { RfmResult, RfmSettings } from "./rfm-work.ts";

/** The arrays of CONTRACT.md, the figures for `--json` and the lines for a person. */
export function describeRfm(
  result: RfmResult,
  settings: RfmSettings,
): { arrays: Arrays; summary: object; notes: string[] } {
  const { moments, sampling, solution, splits, errorSamples } = result;
  const { features, weight, parameterization, tau, dim } = settings;
  const { p, d: columns, harmonics } = features;
  const entries = tau.map((value, at) => describeEntry(value, lossAt(solution, value), splits[at]));
  const spectrum = {
    null_directions: timeScales(solution).nullDirections,
    null_space_error: [...nullSpaceError(solution)],
  };
  const summary = {
    p,
    harmonics,
    columns,
    dim,
    weight,
    parameterization,
    moments: moments.error,
    sampling_error: sampling,
    ...spectrum,
    error_samples: errorSamples,
    entries,
  };
  const notes = [
    `${p} features, ${harmonics} harmonics, ${columns} dimensions, ${moments.error.timeNodes} time nodes`,
    ...qualityNotes(result),
    `${spectrum.null_directions} null directions, which keep an error of ${spectrum.null_space_error.slice(0, 8).map(brief).join(", ")}`,
    ...entries.map(entryNote),
  ];
  return { arrays: arraysOf(result, settings), summary, notes };
}

/** A figure with the standard error of its mean over draws. */
interface Measured {
  readonly value: number;
  readonly standard_error: number;
}

interface Entry {
  readonly tau: number | "inf";
  readonly loss: number;
  readonly normal_error: Measured;
  readonly tangent_error: Measured;
}

function describeEntry(tau: number, loss: number, { mean, standardError }: MeasuredSplit): Entry {
  const measured = (side: "normal" | "tangent"): Measured => ({
    value: mean[side].total,
    standard_error: standardError[side].total,
  });
  return {
    tau: tau === Infinity ? "inf" : tau,
    loss,
    normal_error: measured("normal"),
    tangent_error: measured("tangent"),
  };
}

function entryNote({ tau, loss, normal_error, tangent_error }: Entry): string {
  const text = ({ value, standard_error }: Measured) => `${brief(value)} ± ${brief(standard_error)}`;
  return `tau ${tau}: loss ${brief(loss)}, normal error ${text(normal_error)}, tangent error ${text(tangent_error)}`;
}

function qualityNotes({ moments, sampling }: RfmResult): string[] {
  const { method, terms, relative, largest } = moments.error;
  const made =
    method === "exact"
      ? "U by the exact formula"
      : `U by ${terms} terms of a series: relative error ${brief(relative)}, largest entry ${brief(largest)}`;
  if (sampling.replicates === 0) return [made];
  return [
    made,
    `choice of data rows: standard error ${brief(sampling.diagonal)} of U, ${brief(sampling.cross)} of V`,
  ];
}

function arraysOf({ moments, solution, outputs, splits }: RfmResult, { features, tau }: RfmSettings): Arrays {
  const { p, d } = features;
  const perTau = (value: (tau: number, at: number) => number) => ({
    data: Float64Array.from(tau, value),
    shape: [tau.length],
  });
  const stacked = new Float64Array(tau.length * d * p);
  for (const [at, output] of outputs.entries()) stacked.set(output, at * d * p);
  const arrays: Arrays = {
    U: { data: moments.second, shape: [p, p] },
    V: { data: moments.cross, shape: [d, p] },
    eigenvalues: { data: solution.eigen.values, shape: [p] },
    tau: perTau((value) => value),
    A: { data: stacked, shape: [tau.length, d, p] },
    loss: perTau((value) => lossAt(solution, value)),
    excess_loss: perTau((value) => excessLossAt(solution, value)),
  };
  for (const side of ["normal", "tangent"] as const) {
    arrays[`${side}_error`] = perTau((_, at) => splits[at].mean[side].total);
    for (const part of ["architecture", "optimization", "cross"] as const)
      arrays[`${side}_error_${part}`] = perTau((_, at) => splits[at].mean[side][part]);
  }
  return arrays;
}
