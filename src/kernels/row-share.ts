/** How large a part of the data matters to a query, from a look at a few rows: which way to its moments is the faster is seen from it. */
import { squareToRow, takeRows } from "../arrays/rows.ts";
import type { PointSet } from "./kernels.ts";

/** Rows that are looked at to tell. */
const LOOKED = 128;
/** One of so many of them is looked at first. */
const FIRST_OF = 4;
/** Logarithm of the weight, beside the heaviest row's, below which all rows together do not matter (as in wasm/moments.ts). */
const NEGLIGIBLE = 37;

/** A few rows, evenly spread, those first that are spread widest: LOOKED × d. */
export function lookAt({ data, n, d }: Pick<PointSet, "data" | "n" | "d">): Float64Array {
  const order = Array.from({ length: LOOKED }, (_, i) => i);
  order.sort((i, j) => (i % FIRST_OF) - (j % FIRST_OF) || i - j);
  return takeRows(
    data,
    order.map((i) => Math.round((i * (n - 1)) / (LOOKED - 1))),
    d,
  );
}

/** Where queries are, in what data. */
interface ShareInput {
  readonly points: Pick<PointSet, "n" | "d">;
  readonly queries: Float64Array;
  readonly variance: number;
}

const squares = new Float64Array(LOOKED);

/** The share of the rows looked at that matter beside the nearest of them; 0 where a first few tell that hardly any does. */
export function shareOf(
  { points: { n, d }, queries, variance }: ShareInput,
  q: number,
  looked: Float64Array,
): number {
  const [rows, z] = [{ data: looked, d }, queries.subarray(q * d, (q + 1) * d)];
  const beyond = 2 * variance * (NEGLIGIBLE + Math.log(n));
  const few = LOOKED / FIRST_OF;
  for (let i = 0; i < few; i++) squares[i] = squareToRow(rows, i, z);
  if (within(few, beyond) <= 1) return 0;
  for (let i = few; i < LOOKED; i++) squares[i] = squareToRow(rows, i, z);
  return within(LOOKED, beyond) / LOOKED;
}

/** How many of the first squares are less than `beyond` larger than the smallest. */
function within(count: number, beyond: number): number {
  let least = Infinity;
  for (let i = 0; i < count; i++) least = Math.min(least, squares[i]);
  let found = 0;
  for (let i = 0; i < count; i++) if (squares[i] < least + beyond) found++;
  return found;
}
