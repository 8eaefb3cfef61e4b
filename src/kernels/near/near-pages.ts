/** How many rows of each page may matter to each query: whether products with those pages alone pay is seen from it. */
import type { MomentsRequest } from "../kernels.ts";
import type { Pool, Task, TaskArguments } from "../pool/task.ts";
import { float64, int32, shareFloat64, shareInt32 } from "../shared.ts";
import { windowWidth } from "../wasm/moments.ts";
import type { NearRowsInput } from "./collector.ts";
import type { RowTree } from "./row-tree.ts";
import { BOX_ROWS } from "./split-rows.ts";
import { eachPage, nearestPage, openTile, type TreeArguments } from "./tree-rows.ts";

const [PAGE] = BOX_ROWS;
/** Queries of a tile. */
const TILE = 64;

/** What is near each query. */
export interface NearPages {
  /** Rows that may matter, m × pages. */
  readonly counts: Int32Array;
  /** The page whose box is nearest, m. */
  readonly nearest: Int32Array;
  /** Squared distance beyond which no row matters, m. */
  readonly limit: Float64Array;
  readonly pages: number;
}

interface NearPagesArguments extends TaskArguments, NearRowsInput, TreeArguments {
  m: number;
  counts: Int32Array;
  nearest: Int32Array;
  limit: Float64Array;
}

/** Looks at the pages for every query of a request. */
export async function nearPages(pool: Pool, request: MomentsRequest, tree: RowTree): Promise<NearPages> {
  const { points, queries, m, variance, exclude, keep } = request;
  const { n, d } = points;
  const pages = tree.order.length / PAGE;
  const out = { counts: int32(m * pages), nearest: int32(m), limit: float64(m) };
  const args: NearPagesArguments = {
    ...out,
    ...tree,
    data: shareFloat64(points.data),
    n,
    d,
    queries: shareFloat64(queries),
    m,
    exclude: shareInt32(exclude ?? int32(0)),
    keep,
    window: windowWidth(n, variance),
    most: new Float64Array(0),
  };
  await pool.run(nearPagesTask, args, { items: Math.ceil(m / TILE), cost: m * n * d });
  return { ...out, pages };
}

/** Tiles `[begin, end)`. */
export const nearPagesTask: Task = (wasm, raw, { begin, end }) => {
  const args = raw as NearPagesArguments;
  const pages = args.order.length / PAGE;
  for (let at = begin; at < end; at++) {
    const first = at * TILE;
    const tile = openTile(wasm, args, { first, count: Math.min(TILE, args.m - first) });
    const { views, all } = tile;
    for (const { q, near } of all) {
      args.nearest[first + q] = nearestPage(views, q);
      args.limit[first + q] = near.limit;
    }
    const visit = (page: number) => {
      for (const { q } of all) args.counts[(first + q) * pages + page] = views.counts[q];
    };
    eachPage(wasm, args, { tile, visit });
  }
};
