/** What is shown, as arrays and tables: for npz and CSV. */
import type { ArrayOutput } from "ridgescope/data/browser";
import type { Measures, Paths, Training } from "../compute/protocol.ts";
import { CLASS_NAMES } from "../text.ts";

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
  if (paths === null) return "x,y\n";
  const { count, times } = paths;
  const last = times.length - 1;
  const factor = Math.exp(times[last]);
  const head = [
    "x",
    "y",
    ...(measures
      ? [
          "class",
          "ridge_distance",
          "nearest",
          "nearest_distance",
          "nearest_ratio",
          "reach_time",
          "slide_exponent",
        ]
      : []),
  ];
  const rows = Array.from({ length: count }, (_, i) => {
    const at = 2 * (last * count + i);
    const place = [factor * paths.x[at], factor * paths.x[at + 1]];
    if (measures === null) return place;
    return [
      ...place,
      CLASS_NAMES[measures.classes[i]],
      measures.ridgeDistance[i],
      measures.nearest[i],
      measures.nearestDistance[i],
      measures.nearestRatio[i],
      measures.reachTime[i],
      measures.exponent[i],
    ];
  });
  return csv([head, ...rows]);
}

function csv(rows: readonly (readonly (number | string)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** A cell; words with commas, quotes or line ends are quoted. */
function cell(value: number | string): string {
  if (typeof value === "number" || !/[",\n\r]/.test(value)) return String(value);
  return `"${value.replaceAll('"', '""')}"`;
}

/** A table of columns as CSV. */
export function columnsCsv(
  columns: readonly { readonly name: string; readonly values: ArrayLike<number | string> }[],
): string {
  const rows = Math.max(0, ...columns.map(({ values }) => values.length));
  const lines = Array.from({ length: rows }, (_, i) => columns.map(({ values }) => values[i] ?? ""));
  return csv([columns.map(({ name }) => name), ...lines]);
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
