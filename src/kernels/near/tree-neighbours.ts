/** The nearest rows of each query by way of boxes: the same as by looking at all rows, where only these are asked for. */
import type { NeighboursRequest } from "../kernels.ts";
import type { ItemRange } from "../pool/task.ts";
import type { Wasm } from "../wasm/instance.ts";
import { finishCollector } from "./collector.ts";
import { hasRowTree } from "./row-tree.ts";
import { type TreeArguments, treeFor, treeRows } from "./tree-rows.ts";

/** Multiplications from which on it pays to make boxes for one search. */
const LEAST_WORK = 1e10;
/** Neighbours up to which lists in this order are quick. */
const MOST_KEPT = 64;
const NO_LIMITS = new Float64Array(0);

/** Boxes where they pay, else none; results do not depend on it. */
export function neighboursTree({ points, m, count, radii, sums }: NeighboursRequest): TreeArguments {
  const only = !radii && !sums && count <= MOST_KEPT;
  const pays = hasRowTree(points) || m * points.n * points.d >= LEAST_WORK;
  return treeFor(points, only && pays ? m : 0);
}

/** Boxes and data, and where the nearest rows are put. */
export interface TreeNeighboursInput extends TreeArguments {
  data: Float64Array;
  n: number;
  d: number;
  queries: Float64Array;
  count: number;
  /** Empty: nothing is left out. */
  exclude: Int32Array;
  index: Int32Array;
  distance: Float64Array;
}

/** Queries of a tile. */
export function treeNeighbours(wasm: Wasm, args: TreeNeighboursInput, { begin, end }: ItemRange): void {
  const { count, index, distance } = args;
  const input = { ...args, keep: count, window: 0, copies: true, most: NO_LIMITS };
  treeRows(wasm, input, { first: begin, count: end - begin }).forEach((near, q) => {
    const found = finishCollector(near);
    for (let r = 0; r < count; r++) {
      const at = (begin + q) * count + r;
      index[at] = found.index[r] ?? -1;
      distance[at] = Math.sqrt(found.square[r] ?? Infinity);
    }
  });
}
