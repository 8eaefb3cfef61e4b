/** The data-copying test C_T (Meehan, Chaudhuri and Dasgupta 2020): are samples nearer to the training set than held-out points? */
import { expected } from "../errors/argument-error.ts";
import type { Rng } from "../random/rng.ts";
import { type Estimate, quantile } from "./statistics.ts";

/** One set: distance of each point to its nearest training point, and the cell that it lies in. */
export interface CellDistances {
  readonly distance: Float64Array;
  readonly cell: Int32Array;
}

/** What is compared. */
export interface DataCopyingInput {
  readonly test: CellDistances;
  readonly generated: CellDistances;
  readonly cells: number;
  /** τ: cells with no more than this share of the generated samples are left out; default 0. */
  readonly minShare?: number;
}

/**
 * C_T: per cell the Mann–Whitney statistic U = #{L(q) > L(p)} + ½ ties of m samples against n held-out points, as
 * Z = (U - mn/2 + ½) / sqrt(mn(m+n+1)/12); then the mean of Z weighted by the share of held-out points. Far below 0 is
 * copying, far above 0 underfitting.
 * @throws RangeError if a cell that counts has no held-out point, or none counts
 * @example
 * const generated = { distance: Float64Array.of(1, 1), cell: Int32Array.of(0, 0) };
 * const test = { distance: Float64Array.of(2, 3), cell: Int32Array.of(0, 0) };
 * // U = 0: (0 - 2 + ½) / √(4 · 5 / 12)
 * dataCopying({ generated, test, cells: 1 }); // → -1.162
 */
export function dataCopying(input: DataCopyingInput): number {
  const cells = prepare(input);
  requireHeldOut(cells);
  return statistic(cells, ones(input.generated), ones(input.test));
}

/**
 * C_T with its interval: generated samples and held-out points are drawn again, the cells stay.
 * @throws RangeError as {@link dataCopying}
 * @example
 * const generated = { distance: Float64Array.of(1, 1), cell: Int32Array.of(0, 0) };
 * const test = { distance: Float64Array.of(2, 3), cell: Int32Array.of(0, 0) };
 * // every draw is the same: all samples are nearer than all held-out points
 * dataCopyingEstimate({ generated, test, cells: 1 }, rng); // → { value: -1.162, low: -1.162, high: -1.162 }
 */
export function dataCopyingEstimate(input: DataCopyingInput, rng: Rng, resamples = 1000): Estimate {
  const cells = prepare(input);
  requireHeldOut(cells);
  const draws = Float64Array.from({ length: resamples }, (_, r) =>
    statistic(
      cells,
      multiplicities(input.generated, rng.split("generated", r)),
      multiplicities(input.test, rng.split("test", r)),
    ),
  ).filter((value) => !Number.isNaN(value));
  const value = statistic(cells, ones(input.generated), ones(input.test));
  return { value, low: quantile(draws, 0.025), high: quantile(draws, 0.975) };
}

/** The points of one cell, ascending by distance. */
interface PreparedCell {
  readonly cell: number;
  readonly rows: readonly { readonly row: number; readonly generated: boolean; readonly distance: number }[];
}

function prepare({ test, generated, cells, minShare = 0 }: DataCopyingInput): PreparedCell[] {
  const out = Array.from({ length: cells }, (_, cell) => ({
    cell,
    rows: [...rowsOf(generated, cell, true), ...rowsOf(test, cell, false)].sort(
      (a, b) => a.distance - b.distance,
    ),
  }));
  const least = minShare * generated.cell.length;
  const counted = out.filter(({ rows }) => rows.filter((row) => row.generated).length > least);
  if (counted.length === 0) throw expected("cells", `one with more than ${minShare} of the samples`, "none");
  return counted;
}

function rowsOf({ distance, cell }: CellDistances, wanted: number, generated: boolean): PreparedCell["rows"] {
  return [...cell.keys()]
    .filter((row) => cell[row] === wanted)
    .map((row) => ({ row, generated, distance: distance[row] }));
}

function requireHeldOut(cells: readonly PreparedCell[]): void {
  const empty = cells.find(({ rows }) => rows.every(({ generated }) => generated));
  if (empty) throw expected("cells", "held-out points in each", `none in cell ${empty.cell}: use fewer`);
}

/** C_T with how often each row counts; NaN where no cell has both. */
function statistic(cells: readonly PreparedCell[], generated: Int32Array, test: Int32Array): number {
  let [weighted, total] = [0, 0];
  for (const { rows } of cells) {
    const { u, m, n } = mannWhitney(rows, generated, test);
    if (m === 0 || n === 0) continue;
    weighted += (n * (u - (m * n) / 2 + 0.5)) / Math.sqrt((m * n * (m + n + 1)) / 12);
    total += n;
  }
  return weighted / total;
}

function mannWhitney(
  rows: PreparedCell["rows"],
  generated: Int32Array,
  test: Int32Array,
): { u: number; m: number; n: number } {
  let [u, m, n] = [0, 0, 0];
  for (let start = 0; start < rows.length; ) {
    let end = start;
    let [tiedM, tiedN] = [0, 0];
    for (; end < rows.length && rows[end].distance === rows[start].distance; end++) {
      if (rows[end].generated) tiedM += generated[rows[end].row];
      else tiedN += test[rows[end].row];
    }
    u += tiedM * (n + tiedN / 2);
    m += tiedM;
    n += tiedN;
    start = end;
  }
  return { u, m, n };
}

function ones({ cell }: CellDistances): Int32Array {
  return new Int32Array(cell.length).fill(1);
}

function multiplicities({ cell }: CellDistances, rng: Rng): Int32Array {
  const out = new Int32Array(cell.length);
  for (const row of rng.integers(cell.length, cell.length)) out[row]++;
  return out;
}
