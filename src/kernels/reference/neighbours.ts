/** Specification of the nearest-neighbour kernel: all distances, sorted. */
import type { Neighbours, NeighboursRequest } from "../kernels.ts";

/** See `Kernels.neighbours`. */
export function referenceNeighbours(request: NeighboursRequest): Neighbours {
  const { points, queries, m, count, exclude, radii, sums = false } = request;
  const { data, n, d } = points;
  const index = new Int32Array(m * count).fill(-1);
  const distance = new Float64Array(m * count).fill(Infinity);
  const inside = new Int32Array(radii ? m : 0);
  const strictlyInside = new Int32Array(radii ? m : 0);
  const sum = new Float64Array(sums ? m : 0);
  for (let q = 0; q < m; q++) {
    const squares = Array.from({ length: n }, (_, i) => {
      let square = 0;
      for (let j = 0; j < d; j++) square += (data[i * d + j] - queries[q * d + j]) ** 2;
      return square;
    });
    const lengths = squares.map(Math.sqrt);
    const others = [...squares.keys()].filter((i) => i !== exclude?.[q]);
    if (radii) {
      inside[q] = others.filter((i) => lengths[i] <= radii[i]).length;
      strictlyInside[q] = others.filter((i) => lengths[i] < radii[i]).length;
    }
    if (sums) sum[q] = others.reduce((total, i) => total + lengths[i], 0);
    const order = others.sort((a, b) => squares[a] - squares[b] || a - b);
    order.slice(0, count).forEach((i, r) => {
      index[q * count + r] = i;
      distance[q * count + r] = lengths[i];
    });
  }
  return { index, distance, inside, strictlyInside, sum };
}
