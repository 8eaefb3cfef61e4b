/**
 * All distances that the metrics of samples need, from the blocked pass over neighbours: nothing of the size
 * samples × training points is ever held.
 */
import { takeRows } from "../arrays/rows.ts";
import type { Kernels, Neighbours, NeighboursRequest, PointSet } from "../kernels/kernels.ts";
import { samePlace } from "../kernels/reference/moments.ts";
import type { Rng } from "../random/rng.ts";
import { type SoleHolders, soleHolders } from "./sole-holders.ts";
import { mean } from "./statistics.ts";

/** The sets, each row-major with d columns, in one feature space. */
export interface SampleRoles {
  readonly kernels: Kernels;
  readonly d: number;
  /** Training points, N × d. */
  readonly train: Float64Array;
  /** What the model made, m × d. */
  readonly generated: Float64Array;
  /** Real points outside the training set, n × d. */
  readonly test?: Float64Array;
}

/** Neighbours that the calibrated distance takes the mean of. */
const CALIBRATION_NEIGHBOURS = 50;
/** More training points than this: the mean distance between two is taken from a seeded choice of them to all. */
const ALL_PAIRS = 10_000;
const PAIRED_ROWS = 2000;

/** Training points among themselves. */
export interface TrainPass {
  readonly points: PointSet;
  /** Distance to the k-th nearest other training point, N. */
  readonly radius: Float64Array;
  /** Distance to the nearest training point at another place, N (Infinity: there is none). */
  readonly otherPlace: Float64Array;
  /** Mean distance between two different training points (beyond 10,000: of 2000 of them to all). */
  readonly meanDistance: number;
}

/** Queries against the training points, and against themselves. */
export interface QueryPass {
  readonly points: PointSet;
  /** Neighbours kept per query. */
  readonly count: number;
  /** Nearest training points, m × count, nearest first; of equally near ones the lower index first. */
  readonly index: Int32Array;
  readonly distance: Float64Array;
  /** Distance to the nearest training point at another place than the nearest one, m (Infinity: there is none). */
  readonly secondPlace: Float64Array;
  /** In how many balls of training points (k-th neighbour's radius) each query lies, surface included or not, m. */
  readonly inside: Int32Array;
  readonly strictlyInside: Int32Array;
  /** Mean distance to all training points, m. */
  readonly meanDistance: Float64Array;
  /** Distance to the k-th nearest other query, m (Infinity: there is none). */
  readonly radius: Float64Array;
  /** Mean distance to the other queries, m. */
  readonly meanOwnDistance: Float64Array;
  /** Distance of each training point to the nearest query, N, and in how many balls of queries it lies. */
  readonly reverse: {
    readonly nearest: Float64Array;
    readonly inside: Int32Array;
    readonly strictlyInside: Int32Array;
  };
  readonly holders: SoleHolders;
}

/**
 * Passes over the training points, N × d; `k` is the rank of the neighbour that sets the balls' radius.
 * @example
 * (await passTrain(kernels, twoModes, { k: 1, rng })).radius; // → [6, 6]
 */
export async function passTrain(
  kernels: Kernels,
  { data, n, d }: PointSet,
  { k, rng }: { k: number; rng: Rng },
): Promise<TrainPass> {
  const points = { data, n, d };
  const exclude = Int32Array.from({ length: n }, (_, i) => i);
  const sums = n <= ALL_PAIRS;
  const asked = { points, queries: data, m: n, count: k, exclude };
  const found = await kernels.neighbours({ ...asked, sums });
  const total = sums ? found.sum : await sampledSums(kernels, points, rng);
  const other = await firstAccepted(kernels, { ...asked, found }, (_, r) => r > 0);
  return {
    points,
    radius: column(found.distance, k, k - 1),
    otherPlace: other,
    meanDistance: mean(total) / (n - 1),
  };
}

async function sampledSums(kernels: Kernels, points: PointSet, rng: Rng): Promise<Float64Array> {
  const rows = rng.split("pairs").permutation(points.n).subarray(0, PAIRED_ROWS).sort();
  const queries = takeRows(points.data, rows, points.d);
  const m = rows.length;
  return (await kernels.neighbours({ points, queries, m, count: 1, exclude: rows, sums: true })).sum;
}

/**
 * Passes over queries, m × d: generated samples, or held-out points in their place.
 * @example
 * // 1, and √(6² + 1)
 * (await passQueries(kernels, trainPass, { queries: Float64Array.of(3, 1, 0, 0), k: 1 })).distance; // → [1, 6.083, 3, 3]
 */
export async function passQueries(
  kernels: Kernels,
  { points, radius }: TrainPass,
  { queries, k }: { queries: Float64Array; k: number },
): Promise<QueryPass> {
  const { n, d, data } = points;
  const m = queries.length / d;
  const count = Math.min(CALIBRATION_NEIGHBOURS, n);
  const asked = { points, queries, m, count };
  const found = await kernels.neighbours({ ...asked, radii: radius, sums: true });
  const differs = (q: number, _: number, i: number) => !samePlace(points, found.index[q * count], i);
  const own = { data: queries, n: m, d };
  const exclude = Int32Array.from({ length: m }, (_, i) => i);
  const among = await kernels.neighbours({ points: own, queries, m, count: k, exclude, sums: true });
  const ownRadius = column(among.distance, k, k - 1);
  const back = await kernels.neighbours({ points: own, queries: data, m: n, count: 2, radii: ownRadius });
  const balls = { train: points, trainRadius: radius, samples: own, sampleRadius: ownRadius, back };
  return {
    points: own,
    count,
    index: found.index,
    distance: found.distance,
    secondPlace: await firstAccepted(kernels, { ...asked, found }, differs),
    inside: found.inside,
    strictlyInside: found.strictlyInside,
    meanDistance: found.sum.map((sum) => sum / n),
    radius: ownRadius,
    meanOwnDistance: among.sum.map((sum) => sum / (m - 1)),
    reverse: {
      nearest: column(back.distance, 2, 0),
      inside: back.inside,
      strictlyInside: back.strictlyInside,
    },
    holders: await soleHolders(kernels, balls),
  };
}

/**
 * Distance to the first neighbour of each query that is accepted (Infinity: none of all points), looking further only
 * for those queries whose first `count` neighbours are all refused.
 */
async function firstAccepted(
  kernels: Kernels,
  asked: NeighboursRequest & { found: Neighbours },
  accept: (query: number, distance: number, index: number) => boolean,
): Promise<Float64Array> {
  const { count, m, queries, exclude, found } = asked;
  const { n, d } = asked.points;
  const out = new Float64Array(m).fill(Infinity);
  const open: number[] = [];
  for (let q = 0; q < m; q++) {
    let r = 0;
    const refused = (at: number) => !accept(q, found.distance[at], found.index[at]);
    while (r < count && found.index[q * count + r] >= 0 && refused(q * count + r)) r++;
    if (r < count) out[q] = found.distance[q * count + r];
    else if (count < n) open.push(q);
  }
  if (open.length === 0) return out;
  const rows = Int32Array.from(open);
  const further = {
    points: asked.points,
    queries: takeRows(queries, rows, d),
    m: rows.length,
    count: Math.min(8 * count, n),
    ...(exclude && { exclude: rows.map((q) => exclude[q]) }),
  };
  const again = await kernels.neighbours(further);
  const values = await firstAccepted(kernels, { ...further, found: again }, (q, distance, i) =>
    accept(rows[q], distance, i),
  );
  rows.forEach((q, i) => {
    out[q] = values[i];
  });
  return out;
}

/** One column of a matrix. */
function column(data: Float64Array, width: number, at: number): Float64Array {
  return Float64Array.from({ length: data.length / width }, (_, i) => data[i * width + at]);
}
