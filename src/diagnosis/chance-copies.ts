/** How often a real point looks like a copy: by chance, the nearest other place is far nearer than the second. */
import { takeRows } from "../arrays/rows.ts";
import type { EmpiricalDensity } from "../density/empirical-density.ts";
import { distinctPlaces } from "../density/places.ts";
import { COPY_RATIO } from "../metrics/nearest-ratio.ts";
import { type Estimate, fractionEstimate } from "../metrics/statistics.ts";
import type { Rng } from "../random/rng.ts";

/** Real points that are looked at. */
const MOST = 2000;

/**
 * Share of held-out points (H × d), or of training points left out with all their copies, that count as memorised; undefined
 * where there are fewer than three places.
 * @example
 * // of five points on a line, those at the ends of the pair 0, 1 are far nearer to each other than to the next
 * const line = createDensity(kernels, { data: Float64Array.of(0, 1, 5, 8, 11), n: 5, d: 1 });
 * (await chanceCopies(line, { rng }))?.value; // → 0.4
 */
export async function chanceCopies(
  density: EmpiricalDensity,
  { heldOut, rng }: { heldOut?: Float64Array | undefined; rng: Rng },
): Promise<Estimate | undefined> {
  const { distinct, of } = distinctPlaces(density);
  const { kernels, d } = density;
  if (distinct.n < 3) return undefined;
  const real = heldOut ?? density.data;
  const rows = rng.permutation(real.length / d).subarray(0, MOST);
  const exclude = heldOut ? {} : { exclude: Int32Array.from(rows, (row) => of[row]) };
  const { distance } = await kernels.neighbours({
    points: distinct,
    queries: takeRows(real, rows, d),
    m: rows.length,
    count: 2,
    ...exclude,
  });
  const hits = rows.filter((_, q) => distance[2 * q] < COPY_RATIO * distance[2 * q + 1]).length;
  return fractionEstimate(hits, rows.length);
}
