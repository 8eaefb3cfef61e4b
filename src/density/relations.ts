/** The relations of a span in words that people can check: each dependent column by others. */
import { norm } from "../arrays/vectors.ts";
import type { Span } from "./span.ts";

/** A column that is a sum of multiples of others, and a constant. */
export interface DependentColumn {
  readonly column: number;
  /** The others with their factors, in the data's units; none where the column is constant. */
  readonly terms: readonly { readonly column: number; readonly factor: number }[];
  readonly constant: number;
}

/** Entries of a row of length about 1 below this are rounding. */
const NEGLIGIBLE = 1e-5;
/** A column is solved for where what its relation has of it is no less. */
const SOLVABLE = 1e-2;

/** As many columns as relations, the last ones that can be, each by columns that are none of them; in ascending order. */
export function dependentColumns({ d, mean, units, relations }: Span): DependentColumn[] {
  const rows = Array.from({ length: relations.length / d }, (_, r) => relations.slice(r * d, (r + 1) * d));
  const solved = new Map<number, Float64Array>();
  for (const least of [SOLVABLE, 0])
    for (let column = d - 1; column >= 0; column--) solveFor(column, { rows, solved, least });
  return [...solved].map(([column, row]) => inUnits(column, row, { mean, units })).sort(byColumn);
}

interface Elimination {
  /** Relations that are left. */
  readonly rows: Float64Array[];
  /** Those that have been solved for a column, with factor 1 there and 0 at every other solved column. */
  readonly solved: Map<number, Float64Array>;
  readonly least: number;
}

/** A step of Gauss and Jordan, where one of the rows has enough of the column. */
function solveFor(column: number, { rows, solved, least }: Elimination): void {
  if (rows.length === 0 || solved.has(column)) return;
  const best = rows.reduce((a, b) => (Math.abs(b[column]) > Math.abs(a[column]) ? b : a));
  if (!(Math.abs(best[column]) > Math.max(least, NEGLIGIBLE) * norm(best))) return;
  const row = best.map((value) => value / best[column]);
  rows.splice(rows.indexOf(best), 1);
  for (const other of [...rows, ...solved.values()]) {
    const factor = other[column];
    for (let j = 0; j < row.length; j++) other[j] -= factor * row[j];
    other[column] = 0;
  }
  solved.set(column, row);
}

/** From Σ row_j (x_j - mean_j) / unit_j = 0 to the column in the data's units. */
function inUnits(
  column: number,
  row: Float64Array,
  { mean, units }: Pick<Span, "mean" | "units">,
): DependentColumn {
  const terms = Array.from(row, (value, j) => ({ column: j, value }))
    .filter(({ column: j, value }) => j !== column && Math.abs(value) > NEGLIGIBLE)
    .map(({ column: j, value }) => ({ column: j, factor: (-value * units[column]) / units[j] }));
  const constant = terms.reduce((rest, { column: j, factor }) => rest - factor * mean[j], mean[column]);
  return { column, terms, constant };
}

function byColumn(a: DependentColumn, b: DependentColumn): number {
  return a.column - b.column;
}
