/** Chosen samples as text: one line each, all that is known of it. */

import { csvLine } from "../export/csv.ts";
import { CLASS_NAMES } from "../text.ts";
import type { Points } from "./run-files.ts";
import type { Measure } from "./types.ts";

/** What the columns are made of. */
export interface CsvInput {
  readonly samples: Points;
  readonly classes: Uint8Array;
  readonly measures: readonly Measure[];
}

/** A header and a line for each of `rows`; undefined values are empty, coordinates come last as x_1 … x_d. */
export function csvText({ samples, classes, measures }: CsvInput, rows: Int32Array): string {
  const { data, d } = samples;
  const coordinates = Array.from({ length: d }, (_, j) => `x_${j + 1}`);
  const header = [
    "sample",
    ...(classes.length > 0 ? ["class"] : []),
    ...measures.map(({ id }) => id),
    ...coordinates,
  ];
  const lines = Array.from(rows, (row) => {
    const known = measures.map(({ values }) => cell(values[row]));
    const place = Array.from(data.subarray(row * d, (row + 1) * d), cell);
    return csvLine([row, ...(classes.length > 0 ? [CLASS_NAMES[classes[row]]] : []), ...known, ...place]);
  });
  return csvLine(header) + lines.join("");
}

const cell = (value: number): number | string => (Number.isFinite(value) ? value : "");
