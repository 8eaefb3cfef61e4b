/**
 * What is looked at before held-out points calibrate anything: they must be drawn as the training points were, and apart
 * from them.
 */
import { joinRows, spread, takeRows } from "../arrays/rows.ts";
import type { Matrix } from "../data/matrix.ts";
import { placesOf } from "../density/places.ts";
import { InputError } from "../errors/input-error.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { median, ranks } from "../metrics/statistics.ts";
import { brief, percent } from "../text/numbers.ts";

/** How many points of either set are at the place of another training point. */
export interface Coincidences {
  readonly heldOut: number;
  readonly train: number;
}

/** Held-out points at the place of a training point that are always let pass, a share of them. */
const FEW_SHARED = 0.05;
/** Standard errors by which the share of held-out points is above that of training points. */
const SIGNIFICANT = 4;

/**
 * Counts points at the place of a training point, and of another one: numbers that take few values repeat by chance, in
 * both sets alike.
 * @throws {InputError} where more held-out points are than chance explains, or the two sets are one
 */
export function countCoincidences(heldOut: Matrix, train: Matrix): Coincidences {
  const { of } = placesOf(joinRows([train.data, heldOut.data]), train.columns);
  const [ours, theirs] = [of.subarray(train.rows), of.subarray(0, train.rows)];
  const sizes = new Int32Array(of.length);
  for (const place of theirs) sizes[place]++;
  const found = {
    heldOut: ours.filter((place) => sizes[place] > 0).length,
    train: theirs.filter((place) => sizes[place] > 1).length,
  };
  const isOne = ours.length === theirs.length && ours.every((place, i) => place === theirs[i]);
  if (!isOne && !isBeyondChance(found, { sizes, n: train.rows, m: heldOut.rows })) return found;
  const repeats = percent(found.train / train.rows);
  throw new InputError(
    heldOut.source,
    `points that are not in ${train.source} too (hold a part of the data back before training, or leave --held-out out)`,
    `${found.heldOut} of ${heldOut.rows} that are${found.train > 0 ? `; ${repeats} of the training points repeat each other` : ""}`,
  );
}

/** Esty's (1983) variance of the share of singletons, or, where it is larger, that of points that repeat in pairs. */
function isBeyondChance(
  found: Coincidences,
  { sizes, n, m }: { sizes: Int32Array; n: number; m: number },
): boolean {
  if (found.heldOut <= FEW_SHARED * m) return false;
  const [singles, pairs] = [1, 2].map((size) => sizes.filter((one) => one === size).length);
  const pooled = (found.train + found.heldOut) / (n + m);
  const seen = ((singles / n) * (1 - singles / n)) / n + (2 * pairs) / n ** 2;
  const variance = Math.max(seen, (pooled * (2 - pooled)) / n) + (pooled * (1 - pooled)) / m;
  // One less, as counts are whole.
  return (found.heldOut - 1) / m - found.train / n > SIGNIFICANT * Math.sqrt(variance);
}

/** Points of each set that are looked at, and places among which a region is measured. */
const LOOKED = 200;
const PLACES = 1000;
/** Copies with a little noise, or points of one group, make up less than this share of the places. */
const REGION = 0.25;
/** Pairs, of a held-out and a training point, in which the held-out one is farther, from which on it counts as large. */
const MOST_PAIRS = 0.8;
/** z of Mann and Whitney's test at p = 1e-6, two-sided. */
const LEAST_Z = 4.892;
/** The median distance of near copies, in those of training points to each other. */
const NEAR = 1 / 3;

/**
 * Compares the distances of held-out points to training points with those among the latter. Points from elsewhere are
 * farther from the nearest one and from a quarter of all; points made of training points are far nearer to one.
 * @throws {InputError} where the difference is both large and beyond chance
 */
export async function requireAlike(heldOut: Matrix, train: Matrix, kernels: Kernels): Promise<void> {
  const { columns: d } = train;
  const queries = someRows(heldOut, LOOKED);
  const { points, count } = placesOf(train.data, d);
  const places = someRows({ data: points, rows: count, columns: d }, PLACES);
  const n = places.length / d;
  if (n < 2) return;
  const near = { kernels, d, points: places, queries };
  const region = Math.ceil(REGION * (n - 1));
  const [closest, quarter] = [await compare(near, 1), await compare(near, region)];
  if (isFarther(closest) && isFarther(quarter)) throw refused(heldOut, train, closest);
  const nearest = await compare({ ...near, points: train.data }, 1);
  if (isNearCopy(nearest)) throw refused(heldOut, train, nearest);
}

/** Some rows, evenly spread. */
function someRows(
  { data, rows, columns }: Pick<Matrix, "data" | "rows" | "columns">,
  most: number,
): Float64Array {
  const chosen = spread(
    Array.from({ length: rows }, (_, row) => row),
    most,
  );
  return takeRows(data, chosen, columns);
}

/** Points, and held-out ones whose distances to them are compared. */
interface Near {
  readonly kernels: Kernels;
  readonly d: number;
  readonly points: Float64Array;
  readonly queries: Float64Array;
}

/** Median distances of both sets, and Mann and Whitney's test: the share of pairs in which the held-out point is farther. */
interface Comparison {
  readonly heldOut: number;
  readonly train: number;
  readonly farther: number;
  readonly z: number;
}

/** Compares the distances to the `count`-th of the points, each of the points itself left out. */
async function compare({ kernels, d, points: data, queries }: Near, count: number): Promise<Comparison> {
  const points = { data, n: data.length / d, d };
  const last = async (request: { queries: Float64Array; m: number; exclude?: Int32Array }) => {
    const { distance } = await kernels.neighbours({ points, count, ...request });
    return Array.from({ length: request.m }, (_, q) => distance[q * count + count - 1]);
  };
  const rows = spread(
    Array.from({ length: points.n }, (_, row) => row),
    LOOKED,
  );
  const ours = await last({ queries, m: queries.length / d });
  const theirs = await last({
    queries: takeRows(data, rows, d),
    m: rows.length,
    exclude: Int32Array.from(rows),
  });
  const [m, n] = [ours.length, theirs.length];
  const sum = ranks([...ours, ...theirs])
    .subarray(0, m)
    .reduce((total, rank) => total + rank, 0);
  const farther = (sum - (m * (m + 1)) / 2) / (m * n);
  const z = (farther - 0.5) / Math.sqrt((m + n + 1) / (12 * m * n));
  return { heldOut: median(ours), train: median(theirs), farther, z };
}

function isFarther({ farther, z }: Comparison): boolean {
  return farther > MOST_PAIRS && z > LEAST_Z;
}

function isNearCopy({ heldOut, train, farther, z }: Comparison): boolean {
  return farther < 1 - MOST_PAIRS && z < -LEAST_Z && heldOut < NEAR * train;
}

function refused(heldOut: Matrix, train: Matrix, { heldOut: ours, train: theirs }: Comparison): InputError {
  return new InputError(
    heldOut.source,
    `points of the same distribution as ${train.source}, apart from it`,
    `a median distance of ${brief(ours)} to its nearest point, where its own points have ${brief(theirs)} to each other`,
  );
}
