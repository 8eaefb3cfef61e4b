/** What is shown, as arrays and tables: for npz and CSV. */
import type { ArrayOutput } from "ridgescope/data/browser";
import type { Measures, Paths, Training } from "../compute/protocol.ts";
import { CLASS_NAMES } from "../text.ts";
import { type CsvColumn, columnsCsv } from "./csv.ts";

/** Everything that an export may hold. */
export interface Shown {
  /** Training points in data units, n × 2. */
  readonly training: Float64Array;
  readonly paths: Paths | null;
  readonly measures: Measures | null;
  readonly curves: Training | null;
}

/** Finished particles as CSV: place in data units and, where measured, class and distances. */
export function particlesCsv({ paths, measures }: Shown): string {
  if (paths === null)
    return columnsCsv([
      { name: "x", values: [] },
      { name: "y", values: [] },
    ]);
  const { count, times, x } = paths;
  const last = times.length - 1;
  const factor = Math.exp(times[last]);
  const place = (j: 0 | 1) =>
    Float64Array.from({ length: count }, (_, i) => factor * x[2 * (last * count + i) + j]);
  const places = [
    { name: "x", values: place(0) },
    { name: "y", values: place(1) },
  ];
  return columnsCsv(measures ? [...places, ...measureColumns(measures)] : places);
}

function measureColumns(measures: Measures): CsvColumn[] {
  return [
    { name: "class", values: Array.from(measures.classes, (label) => CLASS_NAMES[label]) },
    { name: "ridge_distance", values: measures.ridgeDistance },
    { name: "nearest", values: measures.nearest },
    { name: "nearest_distance", values: measures.nearestDistance },
    { name: "nearest_ratio", values: measures.nearestRatio },
    { name: "reach_time", values: measures.reachTime },
    { name: "slide_exponent", values: measures.exponent },
  ];
}

/** All arrays of what is shown; names are those of the command's run directories where it has them. */
export function shownArrays({ training, paths, measures, curves }: Shown): Record<string, ArrayOutput> {
  const column = (data: ArrayOutput["data"]): ArrayOutput => ({ data, shape: [data.length] });
  return {
    data: { data: training, shape: [training.length / 2, 2] },
    ...(paths && {
      path_times: column(paths.times),
      paths: { data: paths.x, shape: [paths.times.length, paths.count, 2] },
    }),
    ...(measures && measureArrays(measures, column)),
    ...(curves && {
      tau: column(curves.taus),
      eigenvalues: column(curves.eigenvalues),
      integrated_normal_error: column(curves.normal),
      integrated_tangent_error: column(curves.tangent),
      loss: column(curves.loss),
    }),
  };
}

function measureArrays(
  found: Measures,
  column: (data: ArrayOutput["data"]) => ArrayOutput,
): Record<string, ArrayOutput> {
  const looks: [number, number] = [found.times.length, found.classes.length];
  return {
    times: column(found.times),
    inside_tube: column(found.insideTube),
    measured_distance: column(found.measuredDistance),
    predicted_distance: column(found.predictedDistance),
    normal_error: column(found.normalError),
    tangent_error: column(found.tangentError),
    distance_over_time: { data: found.distance, shape: looks },
    error_over_time: { data: found.error, shape: looks },
    class: column(found.classes),
    reach_time: column(found.reachTime),
    slide_exponent: column(found.exponent),
    nearest: column(found.nearest),
    nearest_ratio: column(found.nearestRatio),
    nearest_distance: column(found.nearestDistance),
    ridge_distance: column(found.ridgeDistance),
  };
}
