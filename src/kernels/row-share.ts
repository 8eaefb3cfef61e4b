/** How large a part of the data matters to a query, from a look at a few rows: which way to its moments is the faster is seen from it. */
import { squaredDistance } from "../arrays/vectors.ts";
import type { PointSet } from "./kernels.ts";

/** Rows that are looked at to tell. */
const LOOKED = 128;
/** One of so many of them is looked at first. */
const FIRST_OF = 4;
/** Logarithm of the weight, beside the heaviest row's, below which all rows together do not matter (as in wasm/moments.ts). */
const NEGLIGIBLE = 37;

/** A few rows, evenly spread, those first that are spread widest. */
export function lookAt({ data, n, d }: Pick<PointSet, "data" | "n" | "d">): Float64Array[] {
  const order = Array.from({ length: LOOKED }, (_, i) => i);
  order.sort((i, j) => (i % FIRST_OF) - (j % FIRST_OF) || i - j);
  return order.map((i) => {
    const row = Math.round((i * (n - 1)) / (LOOKED - 1));
    return data.subarray(row * d, (row + 1) * d);
  });
}

/** Where queries are, in what data. */
interface ShareInput {
  readonly points: Pick<PointSet, "n" | "d">;
  readonly queries: Float64Array;
  readonly variance: number;
}

/** The share of the rows looked at that matter beside the nearest of them; 0 where a first few tell that hardly any does. */
export function shareOf(
  { points: { n, d }, queries, variance }: ShareInput,
  q: number,
  rows: readonly Float64Array[],
): number {
  const z = queries.subarray(q * d, (q + 1) * d);
  const beyond = 2 * variance * (NEGLIGIBLE + Math.log(n));
  const matter = (squares: readonly number[]) => {
    const limit = Math.min(...squares) + beyond;
    return squares.filter((square) => square < limit).length;
  };
  const few = rows.slice(0, LOOKED / FIRST_OF).map((row) => squaredDistance(z, row));
  if (matter(few) <= 1) return 0;
  const squares = [...few, ...rows.slice(few.length).map((row) => squaredDistance(z, row))];
  return matter(squares) / rows.length;
}
