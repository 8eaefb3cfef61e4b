/**
 * What depends on a single sample: training points that only one covers, or only one's ball reaches. So coverage and
 * recall without each sample, and how they vary with the samples, are known without measuring again. A ball keeps its
 * radius where the sample that set it is left out.
 */
import { takeRows } from "../arrays/rows.ts";
import type { Kernels, Neighbours, PointSet } from "../kernels/kernels.ts";

/** Per training point, N: the only sample in its ball, or the only one in whose ball it is; -1: none, or several. */
export interface SoleHolders {
  readonly covers: Int32Array;
  readonly coversStrictly: Int32Array;
  readonly reaches: Int32Array;
  readonly reachesStrictly: Int32Array;
}

/** Training points (N × d) with the radius of their balls, samples (m × d) with that of theirs. */
interface Balls {
  readonly train: PointSet;
  readonly trainRadius: Float64Array;
  readonly samples: PointSet;
  readonly sampleRadius: Float64Array;
  /** The two nearest samples of each training point, and how many balls of samples it is in. */
  readonly back: Neighbours;
}

/** Finds them. */
export async function soleHolders(kernels: Kernels, balls: Balls): Promise<SoleHolders> {
  const { trainRadius, back } = balls;
  const alone = (isInside: (distance: number, radius: number) => boolean) =>
    Int32Array.from(trainRadius, (radius, i) => {
      const [first, second] = back.distance.subarray(2 * i, 2 * i + 2);
      return isInside(first, radius) && !isInside(second, radius) ? back.index[2 * i] : -1;
    });
  return {
    covers: alone((distance, radius) => distance <= radius),
    coversStrictly: alone((distance, radius) => distance < radius),
    reaches: await reaching(kernels, balls, { counts: back.inside, isInside: (at, radius) => at <= radius }),
    reachesStrictly: await reaching(kernels, balls, {
      counts: back.strictlyInside,
      isInside: (at, radius) => at < radius,
    }),
  };
}

interface Convention {
  readonly counts: Int32Array;
  isInside(distance: number, radius: number): boolean;
}

/** For the training points in one ball of a sample: whose, among more and more of the nearest samples. */
async function reaching(
  kernels: Kernels,
  { train, samples, sampleRadius }: Balls,
  { counts, isInside }: Convention,
): Promise<Int32Array> {
  const out = new Int32Array(train.n).fill(-1);
  let open = [...counts.keys()].filter((i) => counts[i] === 1);
  for (let count = 16; open.length > 0; count *= 8) {
    const queries = takeRows(train.data, open, train.d);
    const kept = Math.min(count, samples.n);
    const near = await kernels.neighbours({ points: samples, queries, m: open.length, count: kept });
    open = open.filter((i, row) => {
      for (let at = row * kept; at < (row + 1) * kept && out[i] < 0; at++)
        if (isInside(near.distance[at], sampleRadius[near.index[at]])) out[i] = near.index[at];
      return out[i] < 0;
    });
    if (kept === samples.n) break;
  }
  return out;
}

/** Pseudo-values of a share of the training points, m: how much of it goes with each sample, times m. */
export function shareLost(holders: Int32Array, m: number): Float64Array {
  const out = new Float64Array(m);
  for (const sample of holders) if (sample >= 0) out[sample] += (m - 1) / holders.length;
  return out;
}
