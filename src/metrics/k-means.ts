/** k-means on the kernels: k-means++ seeds, Lloyd's iterations. Small numbers of cells only. */

import { present } from "../arrays/present.ts";
import { expected } from "../errors/argument-error.ts";
import type { Kernels, PointSet } from "../kernels/kernels.ts";
import type { Rng } from "../random/rng.ts";
import { mean } from "./statistics.ts";

/** Cells about their centres. */
export interface Cells {
  /** count × d. */
  readonly centres: Float64Array;
  /** Cell of each point, n; none is empty. */
  readonly of: Int32Array;
  /** Mean square distance to the centre. */
  readonly inertia: number;
}

/**
 * Splits points into `count` cells; of equally near centres the lower index takes a point.
 * @throws RangeError if there are fewer different points than cells
 * @example
 * const points = { data: Float64Array.of(0, 1, 9, 10), n: 4, d: 1 };
 * // each point is ½ from the middle of its pair
 * (await kMeans(kernels, points, { count: 2, rng })).inertia; // → 0.25
 */
export async function kMeans(
  kernels: Kernels,
  points: PointSet,
  { count, rng, iterations = 100 }: { count: number; rng: Rng; iterations?: number },
): Promise<Cells> {
  const centres = await seedCentres(kernels, points, { count, rng });
  let of = new Int32Array(points.n).fill(-1);
  let inertia = Infinity;
  for (let step = 0; step <= iterations; step++) {
    const found = await nearestCentre(kernels, points, centres);
    const settled = found.index.every((cell, i) => cell === of[i]);
    of = fillEmpty(found.index, found.distance, count);
    inertia = mean(found.distance.map((value) => value * value));
    if (settled || step === iterations) break;
    moveCentres(centres, points, of);
  }
  return { centres, of, inertia };
}

/** Cell and distance of each point. */
export async function nearestCentre(
  kernels: Kernels,
  { data, n, d }: PointSet,
  centres: Float64Array,
): Promise<{ index: Int32Array; distance: Float64Array }> {
  const points = { data: centres, n: centres.length / d, d };
  const { index, distance } = await kernels.neighbours({ points, queries: data, m: n, count: 1 });
  return { index: Int32Array.from(index), distance };
}

/** k-means++ (Arthur and Vassilvitskii 2007): each seed with probability ∝ its squared distance to those before. */
async function seedCentres(
  kernels: Kernels,
  points: PointSet,
  { count, rng }: { count: number; rng: Rng },
): Promise<Float64Array> {
  const { data, n, d } = points;
  const centres = new Float64Array(count * d);
  const least = new Float64Array(n).fill(1);
  const draws = rng.split("seeds").uniforms(count);
  for (let c = 0; c < count; c++) {
    const total = least.reduce((sum, value) => sum + value, 0);
    if (!(total > 0)) throw expected("cells", `at most ${c}, as many as points differ`, count);
    const row = pick(least, draws[c] * total);
    centres.set(data.subarray(row * d, (row + 1) * d), c * d);
    const { distance } = await nearestCentre(kernels, points, centres.subarray(c * d, (c + 1) * d));
    for (let i = 0; i < n; i++) least[i] = Math.min(c === 0 ? Infinity : least[i], distance[i] ** 2);
  }
  return centres;
}

/** The first index at which the running sum of the weights exceeds `target`; never one of weight 0. */
function pick(weights: Float64Array, target: number): number {
  let sum = 0;
  let last = 0;
  for (const [i, weight] of weights.entries()) {
    sum += weight;
    if (weight > 0) last = i;
    if (weight > 0 && sum > target) return i;
  }
  return last;
}

/** Gives each empty cell the point that is farthest from its centre and leaves none empty behind it. */
function fillEmpty(index: Int32Array, distance: Float64Array, count: number): Int32Array<ArrayBuffer> {
  const of = Int32Array.from(index);
  const sizes = new Int32Array(count);
  for (const cell of of) sizes[cell]++;
  const order = sizes.includes(0)
    ? [...distance.keys()].sort((a, b) => distance[b] - distance[a] || a - b)
    : [];
  for (let cell = 0; cell < count; cell++) {
    if (sizes[cell] > 0) continue;
    const row = present(order.find((i) => sizes[of[i]] > 1));
    sizes[of[row]]--;
    sizes[cell]++;
    of[row] = cell;
  }
  return of;
}

function moveCentres(centres: Float64Array, { data, d }: PointSet, of: Int32Array): void {
  const sizes = new Float64Array(centres.length / d);
  centres.fill(0);
  of.forEach((cell, i) => {
    sizes[cell]++;
    for (let j = 0; j < d; j++) centres[cell * d + j] += data[i * d + j];
  });
  for (let i = 0; i < centres.length; i++) centres[i] /= sizes[Math.floor(i / d)];
}
