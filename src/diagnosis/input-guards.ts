/** What is looked at before points are compared: units and layout. */
import { takeRows } from "../arrays/rows.ts";
import type { Matrix } from "../data/matrix.ts";
import { InputError } from "../errors/input-error.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { median } from "../metrics/statistics.ts";
import { brief } from "../text/numbers.ts";

/** A matrix read as a · x + b. */
export function rescaled(matrix: Matrix, [a = 1, b = 0]: readonly number[]): Matrix {
  return a === 1 && b === 0 ? matrix : { ...matrix, data: matrix.data.map((value) => a * value + b) };
}

/** Images with channels first and last hold as many numbers. @throws {InputError} where shapes of rows differ so */
export function requireSameLayout(samples: Matrix, train: Matrix): void {
  const [ours, theirs] = [samples, train].map(({ shape }) => shape.slice(1));
  if (ours.length < 2 || theirs.length < 2 || ours.join() === theirs.join()) return;
  const wanted = `rows of shape (${theirs.join(", ")}), as ${train.source} has`;
  throw new InputError(samples.source, wanted, `(${ours.join(", ")})`);
}

/** Squares of larger numbers, and of smaller differences, leave the range of float64. */
const SIZES = { least: 1e-150, most: 1e150 };
const MENDS = "--data-scale and --samples-scale multiply";

/** Distances are sums of squares. @throws {InputError} where those of points over- or underflow */
export function requireSizes({ data, columns, source }: Matrix): void {
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest > SIZES.most)
    throw new InputError(
      source,
      `numbers up to ${SIZES.most}, as squares of larger ones overflow (${MENDS})`,
      brief(largest),
    );
  const low = data.slice(0, columns);
  const high = data.slice(0, columns);
  data.forEach((value, i) => {
    low[i % columns] = Math.min(low[i % columns], value);
    high[i % columns] = Math.max(high[i % columns], value);
  });
  const width = low.reduce((most, value, j) => Math.max(most, high[j] - value), 0);
  if (width > 0 && width < SIZES.least)
    throw new InputError(
      source,
      `columns that range over more than ${SIZES.least}, as squares of less underflow (${MENDS})`,
      `at most ${brief(width)}`,
    );
}

/** Ranges in which images are kept, with their names. */
const RANGES = [
  { name: "[0, 1]", low: 0, high: 1 },
  { name: "[-1, 1]", low: -1, high: 1 },
  { name: "[0, 255]", low: 0, high: 255 },
] as const;
/** Fewer columns may well lie in a part of the data's range. */
const LEAST_COLUMNS = 8;
/** Rows that are compared. */
const COMPARED = { points: 200, train: 2000 };
/** Other units fit far better: the median nearest distance is below this share of what it is. */
const BETTER = 0.7;

/** How points were read, and the option that changes it. */
export interface ReadingOfUnits {
  /** `--samples-scale` or `--held-out-scale`. */
  readonly option: string;
  /** The a and b of a · x + b as which they were read. */
  readonly scale: readonly number[];
  readonly kernels: Kernels;
}

/**
 * Compares units: where points fill one usual range of images and the data another, and mapped to that range they are far
 * nearer to the data.
 * @throws {InputError} naming the option that mends it
 */
export async function requireSameUnits(
  points: Matrix,
  train: Matrix,
  { option, scale: [before = 1, added = 0], kernels }: ReadingOfUnits,
): Promise<void> {
  const [ours, theirs] = [rangeOf(points), rangeOf(train)];
  if (!ours || !theirs || ours === theirs || train.columns < LEAST_COLUMNS) return;
  const a = (theirs.high - theirs.low) / (ours.high - ours.low);
  const b = theirs.low - a * ours.low;
  const near = (matrix: Matrix) => medianNearest(matrix, train, kernels);
  if (!((await near(rescaled(points, [a, b]))) < BETTER * (await near(points)))) return;
  const text = (...values: number[]) =>
    `${option} ${values.map((value) => Number(value.toPrecision(12))).join()}`;
  throw new InputError(
    points.source,
    `numbers in ${theirs.name}, as ${train.source} has (${text(a * before, a * added + b)} maps them there; ${text(before, added)} takes them as they are)`,
    `numbers in ${ours.name}`,
  );
}

/** The smallest usual range that holds nearly all numbers, where they fill most of it. */
function rangeOf({ data }: Matrix): (typeof RANGES)[number] | undefined {
  const sorted = Float64Array.from(data).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  const [low, high] = [at(0.005), at(0.995)];
  return RANGES.find((range) => {
    const width = range.high - range.low;
    const inside = low >= range.low - 0.05 * width && high <= range.high + 0.05 * width;
    return inside && high - low >= 0.5 * width;
  });
}

async function medianNearest(points: Matrix, train: Matrix, kernels: Kernels): Promise<number> {
  const d = train.columns;
  const some = ({ data, rows }: Matrix, most: number) => {
    const step = Math.max(1, rows / most);
    const chosen = Array.from({ length: Math.min(rows, most) }, (_, i) => Math.floor(i * step));
    return { data: takeRows(data, chosen, d), n: chosen.length, d };
  };
  const [queries, known] = [some(points, COMPARED.points), some(train, COMPARED.train)];
  const { distance } = await kernels.neighbours({
    points: known,
    queries: queries.data,
    m: queries.n,
    count: 1,
  });
  return median(distance);
}
