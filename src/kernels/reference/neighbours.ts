/** Specification of the nearest-neighbour kernel: all distances, sorted. */
import type { Neighbours, NeighboursRequest } from "../kernels.ts";

/** See `Kernels.neighbours`. */
export function referenceNeighbours({ points, queries, m, count, exclude }: NeighboursRequest): Neighbours {
  const { data, n, d } = points;
  const index = new Int32Array(m * count).fill(-1);
  const distance = new Float64Array(m * count).fill(Infinity);
  for (let q = 0; q < m; q++) {
    const squares = Array.from({ length: n }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += (data[i * d + j]! - queries[q * d + j]!) ** 2;
      return sum;
    });
    const order = [...squares.keys()].filter((i) => i !== exclude?.[q]);
    order.sort((a, b) => squares[a]! - squares[b]! || a - b);
    order.slice(0, count).forEach((i, r) => {
      index[q * count + r] = i;
      distance[q * count + r] = Math.sqrt(squares[i]!);
    });
  }
  return { index, distance };
}
