/** Specification of posterior means from patches: every pixel, every patch that it is compared with, one by one. */
import type { PatchMeansRequest } from "../kernels.ts";

/** A pixel of an image by its row and column. */
type Place = readonly [row: number, column: number];

/** See `Kernels.patchMeans`. */
export function referencePatchMeans(request: PatchMeansRequest): Float64Array {
  const { queries, m, columns, points, variance } = request;
  const { data, n, d } = points;
  const out = new Float64Array(m * d);
  for (let q = 0; q < m; q++) {
    for (let p = 0; p < d; p++) {
      const place: Place = [Math.floor(p / columns), p % columns];
      const query = queries.subarray(q * d, (q + 1) * d);
      let [least, total, sum] = [Infinity, 0, 0];
      for (let i = 0; i < n; i++) {
        const image = data.subarray(i * d, (i + 1) * d);
        for (const other of placesLike(request, place)) {
          const square = patchSquare(request, { query, place, image, other });
          const nearer = Math.min(least, square);
          const kept = total === 0 ? 0 : Math.exp((nearer - least) / (2 * variance));
          const weight = Math.exp((nearer - square) / (2 * variance));
          total = kept * total + weight;
          sum = kept * sum + weight * image[other[0] * columns + other[1]];
          least = nearer;
        }
      }
      out[q * d + p] = sum / total;
    }
  }
  return out;
}

/** Where the patches of training images are that a pixel's own is compared with. */
function placesLike({ rows, columns, reach, places }: PatchMeansRequest, [row, column]: Place): Place[] {
  if (places === "own") return [[row, column]];
  const out: Place[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const alike =
        places === "round"
          ? isInside(i, rows, reach) && isInside(j, columns, reach)
          : sameBorder([row, i], rows, reach) && sameBorder([column, j], columns, reach);
      if (alike) out.push([i, j]);
    }
  }
  return out;
}

function isInside(at: number, size: number, reach: number): boolean {
  return at >= reach && at < size - reach;
}

/** Whether the patches at both places are cut off by the border alike. */
function sameBorder([a, b]: Place, size: number, reach: number): boolean {
  const before = (at: number) => Math.min(at, reach);
  const after = (at: number) => Math.min(size - 1 - at, reach);
  return before(a) === before(b) && after(a) === after(b);
}

/** Squared distance of two patches; what is beyond the border of both counts nothing, and a query that goes round has none. */
function patchSquare(
  { rows, columns, reach, places }: PatchMeansRequest,
  { query, place, image, other }: { query: Float64Array; place: Place; image: Float64Array; other: Place },
): number {
  let square = 0;
  for (let i = -reach; i <= reach; i++) {
    for (let j = -reach; j <= reach; j++) {
      const [row, column] = [place[0] + i, place[1] + j];
      const beyond = row < 0 || row >= rows || column < 0 || column >= columns;
      if (beyond && places !== "round") continue;
      const own = query[((row + rows) % rows) * columns + ((column + columns) % columns)];
      square += (own - image[(other[0] + i) * columns + other[1] + j]) ** 2;
    }
  }
  return square;
}
