/** Nearest neighbours in plain TypeScript on the pool: partial distances are given up once they are too large. */
import type { Neighbours, NeighboursRequest } from "../kernels.ts";
import type { Pool, Task, TaskArguments } from "../pool/task.ts";
import { float64, int32, shareFloat64, shareInt32 } from "../shared.ts";

interface NeighboursArguments extends TaskArguments {
  data: Float64Array;
  n: number;
  d: number;
  queries: Float64Array;
  count: number;
  /** Empty: nothing is left out; and so on. */
  exclude: Int32Array;
  radii: Float64Array;
  index: Int32Array;
  distance: Float64Array;
  inside: Int32Array;
  strictlyInside: Int32Array;
  sum: Float64Array;
}

/** See `Kernels.neighbours`. */
export async function pooledNeighbours(pool: Pool, request: NeighboursRequest): Promise<Neighbours> {
  const { points, queries, m, count, exclude, radii, sums = false } = request;
  const out: Neighbours = {
    index: int32(m * count).fill(-1),
    distance: float64(m * count).fill(Infinity),
    inside: int32(radii ? m : 0),
    strictlyInside: int32(radii ? m : 0),
    sum: float64(sums ? m : 0),
  };
  const args: NeighboursArguments = {
    data: shareFloat64(points.data),
    n: points.n,
    d: points.d,
    queries: shareFloat64(queries),
    count,
    exclude: shareInt32(exclude ?? new Int32Array(0)),
    radii: shareFloat64(radii ?? new Float64Array(0)),
    ...out,
  };
  await pool.run(neighboursTask, args, { items: m, grain: 16, cost: 3 * m * points.n * points.d });
  return out;
}

/** Queries `[begin, end)`. */
export const neighboursTask: Task = (_wasm, raw, { begin, end }) => {
  const args = raw as NeighboursArguments;
  const { count, distance } = args;
  for (let q = begin; q < end; q++) {
    if (args.radii.length > 0 || args.sum.length > 0) searchAndCount(args, q);
    else search(args, q);
    for (let r = q * count; r < (q + 1) * count; r++) distance[r] = Math.sqrt(distance[r]);
  }
};

/** The nearest points of one query, squared. */
function search(args: NeighboursArguments, q: number): void {
  const { n, count, exclude } = args;
  const query = queryOf(args, q);
  const nearest = nearestOf(args, q);
  const { squares } = nearest;
  for (let i = 0; i < n; i++) {
    const worst = squares[count - 1];
    const square = boundedSquare(query, i, worst);
    if (square < worst && !(exclude.length > 0 && exclude[q] === i)) insert(nearest, square, i);
  }
}

/** A query beside the data. */
interface Query {
  readonly data: Float64Array;
  readonly point: Float64Array;
  readonly d: number;
}

function queryOf({ data, queries, d }: NeighboursArguments, q: number): Query {
  return { data, point: queries.subarray(q * d, (q + 1) * d), d };
}

/** The nearest rows so far, nearest first, with their squared distances. */
interface Nearest {
  readonly squares: Float64Array;
  readonly rows: Int32Array;
}

function nearestOf({ distance, index, count }: NeighboursArguments, q: number): Nearest {
  const range = [q * count, (q + 1) * count] as const;
  return { squares: distance.subarray(...range), rows: index.subarray(...range) };
}

/** Up to so many dimensions whole distances, four at a time, are faster than giving up early. */
const SHORT = 64;

/** The same, with the balls that hold the query and the sum of all distances. */
function searchAndCount(args: NeighboursArguments, q: number): void {
  const { n, d, count, exclude, radii } = args;
  const query = queryOf(args, q);
  const nearest = nearestOf(args, q);
  const { squares } = nearest;
  const whole = args.sum.length > 0 || d <= SHORT;
  const left = exclude.length > 0 ? exclude[q] : -1;
  const four = new Float64Array(4);
  let [inside, strictlyInside, sum] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    if (whole && i % 4 === 0 && i + 4 <= n) fourSquares(four, query, i);
    if (left === i) continue;
    const worst = squares[count - 1];
    const radius = radii.length > 0 ? radii[i] : 0;
    // From here on the point is neither near nor is the query in its ball, whatever rounding does.
    const reach = Math.max(radius * radius * (1 + 1e-12), Number.MIN_VALUE);
    const bound = whole ? Infinity : Math.max(worst, reach);
    const inFour = whole && i - (i % 4) + 4 <= n;
    const square = inFour ? four[i % 4] : boundedSquare(query, i, bound);
    if (square < worst) insert(nearest, square, i);
    if (square >= bound) continue;
    const length = Math.sqrt(square);
    sum += length;
    if (length <= radius) inside++;
    if (length < radius) strictlyInside++;
  }
  if (radii.length > 0) args.inside[q] = inside;
  if (radii.length > 0) args.strictlyInside[q] = strictlyInside;
  if (args.sum.length > 0) args.sum[q] = sum;
}

/** Squared distances of a query to four rows that follow each other: their sums do not wait for one another. */
function fourSquares(out: Float64Array, { data, point, d }: Query, row: number): void {
  const i = row * d;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let j = 0; j < d; j++) {
    const x = point[j];
    const e0 = data[i + j] - x;
    const e1 = data[i + d + j] - x;
    const e2 = data[i + 2 * d + j] - x;
    const e3 = data[i + 3 * d + j] - x;
    s0 += e0 * e0;
    s1 += e1 * e1;
    s2 += e2 * e2;
    s3 += e3 * e3;
  }
  out[0] = s0;
  out[1] = s1;
  out[2] = s2;
  out[3] = s3;
}

/** Squared distance, or some partial sum of it that is at least `bound`. */
function boundedSquare({ data, point, d }: Query, row: number, bound: number): number {
  const i = row * d;
  let sum = 0;
  for (let j = 0; j < d; ) {
    const end = Math.min(j + 16, d);
    for (; j < end; j++) sum += (data[i + j] - point[j]) * (data[i + j] - point[j]);
    if (sum >= bound) return sum;
  }
  return sum;
}

/** Keeps the squares ascending; of equal ones the earlier row comes first. */
function insert({ squares, rows }: Nearest, square: number, row: number): void {
  let r = squares.length - 1;
  for (; r > 0 && squares[r - 1] > square; r--) {
    squares[r] = squares[r - 1];
    rows[r] = rows[r - 1];
  }
  squares[r] = square;
  rows[r] = row;
}
