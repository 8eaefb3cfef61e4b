/** The merge tree laid out: leaves in the order of their places, a line for each mode until it merges. */
import type { MergeTree } from "../compute/protocol.ts";

/** Heights 0 … 1 of the modes at each time, and the lines between times. */
export interface MergeLayout {
  /** Per time, per mode; NaN of a mode that nothing flows to. */
  readonly heights: readonly Float64Array[];
  /** Number of modes at each time. */
  readonly counts: readonly number[];
}

/** Lays a merge tree out. */
export function layoutTree({ points, parents }: MergeTree): MergeLayout {
  const first = points[0] ?? new Float64Array(0);
  const heights: Float64Array[] = [leafHeights(first)];
  for (let level = 1; level < points.length; level++) {
    const before = heights[level - 1];
    const count = points[level].length / 2;
    const [sums, numbers] = [new Float64Array(count), new Float64Array(count)];
    parents[level].forEach((parent, mode) => {
      if (parent < 0 || parent >= count || Number.isNaN(before[mode])) return;
      sums[parent] += before[mode];
      numbers[parent]++;
    });
    heights.push(sums.map((sum, i) => (numbers[i] > 0 ? sum / numbers[i] : NaN)));
  }
  return { heights, counts: points.map((level) => level.length / 2) };
}

/** Leaves evenly apart, in an order that keeps neighbours together: along a chain of nearest ones. */
function leafHeights(points: Float64Array): Float64Array {
  const order = chainOrder(points);
  const heights = new Float64Array(order.length);
  order.forEach((leaf, rank) => {
    heights[leaf] = order.length > 1 ? rank / (order.length - 1) : 0.5;
  });
  return heights;
}

/** Starts at the leftmost point and goes on to the nearest that is left. */
export function chainOrder(points: Float64Array): number[] {
  const left = new Set(Array.from({ length: points.length / 2 }, (_, i) => i));
  const order: number[] = [];
  let here = [...left].reduce((a, b) => (points[2 * b] < points[2 * a] ? b : a), 0);
  while (left.size > 0) {
    if (!left.delete(here)) break;
    order.push(here);
    let best = -1;
    let gap = Infinity;
    for (const i of left) {
      const far = Math.hypot(points[2 * i] - points[2 * here], points[2 * i + 1] - points[2 * here + 1]);
      if (far < gap) [best, gap] = [i, far];
    }
    here = best;
  }
  return order;
}

/** Segments of the tree, x y x y each: x the times' index, y the height. */
export function treeSegments({ heights }: MergeLayout, parents: MergeTree["parents"]): number[] {
  const ends: number[] = [];
  for (let level = 1; level < heights.length; level++) {
    parents[level].forEach((parent, mode) => {
      const [from, to] = [heights[level - 1][mode], heights[level][parent]];
      if (from === undefined || to === undefined || Number.isNaN(from + to)) return;
      ends.push(level - 1, from, level, from, level, from, level, to);
    });
  }
  return ends;
}
