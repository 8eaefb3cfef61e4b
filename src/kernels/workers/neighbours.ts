/** Nearest neighbours in plain TypeScript on the pool: partial distances are given up once they are too large. */
import type { Neighbours, NeighboursRequest } from "../kernels.ts";
import type { Pool } from "../pool/pool.ts";
import type { Task, TaskArguments } from "../pool/task.ts";
import { float64, int32, shareFloat64, shareInt32 } from "../shared.ts";

interface NeighboursArguments extends TaskArguments {
  data: Float64Array;
  n: number;
  d: number;
  queries: Float64Array;
  count: number;
  exclude: Int32Array;
  index: Int32Array;
  distance: Float64Array;
}

/** See `Kernels.neighbours`. */
export async function pooledNeighbours(pool: Pool, request: NeighboursRequest): Promise<Neighbours> {
  const { points, queries, m, count, exclude } = request;
  const index = int32(m * count).fill(-1);
  const distance = float64(m * count).fill(Infinity);
  const args: NeighboursArguments = {
    data: shareFloat64(points.data),
    n: points.n,
    d: points.d,
    queries: shareFloat64(queries),
    count,
    exclude: shareInt32(exclude ?? new Int32Array(0)),
    index,
    distance,
  };
  await pool.run("neighbours", args, { items: m, grain: 16, cost: 3 * m * points.n * points.d });
  return { index, distance };
}

/** Queries `[begin, end)`. */
export const neighboursTask: Task = (_wasm, raw, begin, end) => {
  const { data, n, d, queries, count, exclude, index, distance } = raw as NeighboursArguments;
  for (let q = begin; q < end; q++) {
    const found = distance.subarray(q * count, (q + 1) * count);
    const rows = index.subarray(q * count, (q + 1) * count);
    for (let i = 0; i < n; i++) {
      const worst = found[count - 1]!;
      const square = boundedSquare(data, i * d, queries, q * d, d, worst);
      if (square < worst && !(exclude.length > 0 && exclude[q] === i)) insert(found, rows, square, i);
    }
    for (let r = 0; r < count; r++) found[r] = Math.sqrt(found[r]!);
  }
};

/** Squared distance, or some partial sum of it that is at least `bound`. */
function boundedSquare(
  a: Float64Array,
  i: number,
  b: Float64Array,
  k: number,
  d: number,
  bound: number,
): number {
  let sum = 0;
  for (let j = 0; j < d; ) {
    const end = Math.min(j + 16, d);
    for (; j < end; j++) sum += (a[i + j]! - b[k + j]!) * (a[i + j]! - b[k + j]!);
    if (sum >= bound) return sum;
  }
  return sum;
}

/** Keeps the squares ascending; of equal ones the earlier row comes first. */
function insert(found: Float64Array, rows: Int32Array, square: number, row: number): void {
  let r = found.length - 1;
  for (; r > 0 && found[r - 1]! > square; r--) {
    found[r] = found[r - 1]!;
    rows[r] = rows[r - 1]!;
  }
  found[r] = square;
  rows[r] = row;
}
