/** The data-copying test C_T of samples beside held-out points: how many cells it takes, and what is in each. */
import type { Kernels, PointSet } from "../kernels/kernels.ts";
import { type CellDistances, dataCopyingEstimate } from "./data-copying.ts";
import { kMeans, nearestCentre } from "./k-means.ts";
import { sampleMetric, type Yardstick } from "./sample-metric.ts";
import type { QueryPass } from "./shared-pass.ts";
import type { Estimate } from "./statistics.ts";

/** The data-copying test, where there are held-out points. */
export const copyingTest = sampleMetric({
  group: "copies",
  words: {
    data_copying: {
      title: "data copying C_T",
      meaning: "nearer to training points than held-out ones (below −3) or farther (above 3)",
    },
  },
  measure: async ({ pass, heldOut }, yardstick) => {
    if (!heldOut) return undefined;
    const { estimate, cells } = await testCopying(yardstick, pass, heldOut);
    return { metrics: { data_copying: { estimate } }, cells };
  },
});

/** Held-out points and samples that a cell should have room for. */
const POINTS_A_CELL = 20;

/** C_T with as many cells as leave held-out points in every one that counts. */
async function testCopying(
  { density: { kernels }, train: { points }, cells: most, rng }: Yardstick,
  ours: QueryPass,
  theirs: QueryPass,
): Promise<{ estimate: Estimate; cells: number }> {
  const fewest = Math.min(ours.points.n, theirs.points.n);
  const room = Math.min(most, Math.floor(fewest / POINTS_A_CELL));
  for (let cells = countPlaces(points, room); cells > 1; cells--) {
    const { centres } = await kMeans(kernels, points, { count: cells, rng: rng.split("cells", cells) });
    const input = {
      generated: await inCells(kernels, ours, centres),
      test: await inCells(kernels, theirs, centres),
      cells,
      // A cell of just so many counts: of no more cells than there is room for, one at least has them.
      minShare: (POINTS_A_CELL - 0.5) / ours.points.n,
    };
    if (!everyCellHasPoints(input.test.cell, cells)) continue;
    return { estimate: dataCopyingEstimate(input, rng.split("copying")), cells };
  }
  const all = (pass: QueryPass) => ({ distance: nearest(pass), cell: new Int32Array(pass.points.n) });
  const whole = { generated: all(ours), test: all(theirs), cells: 1 };
  return { estimate: dataCopyingEstimate(whole, rng.split("copying")), cells: 1 };
}

/** At how many places points are, counted up to `most`: no two cells can share one. */
function countPlaces({ data, n, d }: PointSet, most: number): number {
  const places = new Set<string>();
  for (let i = 0; i < n && places.size < most; i++) places.add(data.subarray(i * d, (i + 1) * d).join());
  return places.size;
}

function everyCellHasPoints(cell: Int32Array, cells: number): boolean {
  return new Set(cell).size === cells;
}

async function inCells(kernels: Kernels, pass: QueryPass, centres: Float64Array): Promise<CellDistances> {
  const { index } = await nearestCentre(kernels, pass.points, centres);
  return { distance: nearest(pass), cell: index };
}

function nearest({ distance, count }: QueryPass): Float64Array {
  return Float64Array.from({ length: distance.length / count }, (_, q) => distance[q * count]);
}
