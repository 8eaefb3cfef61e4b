/**
 * Queries that lie together and need the same part of the data: where points lie in clusters, products over all rows would mostly
 * weigh nothing. Rows are taken by pages (near/row-tree.ts), those with a row that may matter to a query of the tile, and about the
 * middle of the queries, so that no digits are lost in large squares.
 */
import { squaredDistance } from "../../arrays/vectors.ts";
import type { MomentsRequest } from "../kernels.ts";
import { type NearPages, nearPages } from "../near/near-pages.ts";
import { rowTree } from "../near/row-tree.ts";
import { BOX_ROWS } from "../near/split-rows.ts";
import type { Pool } from "../pool/task.ts";
import { partOf } from "../split-request.ts";
import { MOST_SQUARE } from "./dense-queries.ts";
import { CHUNK_ROWS, everyRow, type Scope, TILE, TILE_STEP } from "./weighted-sums.ts";

const [PAGE] = BOX_ROWS;
/** With fewer rows there are too few pages to leave some out. */
const LEAST_ROWS = 65536;
/** Nanoseconds, measured on two threads with d = 16 and 32: of a product, and of a row that is looked at, and weighed, without. */
const COST = { product: 20, look: 4, row: 60 } as const;
/** A tile has at most so many times the pages of its first query. */
const WIDER = 1.5;

/** Queries of one tile, and the rows that they are weighed with. */
export interface LocalTile {
  readonly rows: Int32Array;
  readonly scope: Scope;
}

/** Tiles of those of the queries for which products with a part of the rows pay. */
export async function localTiles(
  pool: Pool,
  request: MomentsRequest,
  queries: Int32Array,
): Promise<LocalTile[]> {
  const { points } = request;
  if (points.n < LEAST_ROWS || queries.length === 0) return [];
  const tree = rowTree(points);
  const near = await nearPages(pool, partOf(request, queries), tree);
  return groupsOf(near, queries.length).flatMap(
    (group) => tileOf(request, { queries, near, group, places: tree.order }) ?? [],
  );
}

/** Pages with rows that may matter to a query. */
function pagesOf({ counts, pages }: NearPages, i: number): number[] {
  const out: number[] = [];
  for (let page = 0; page < pages; page++) if (counts[i * pages + page] > 0) out.push(page);
  return out;
}

/** Queries that need about the same pages, those of few pages first. */
function groupsOf(near: NearPages, m: number): number[][] {
  const pages = Array.from({ length: m }, (_, i) => pagesOf(near, i));
  let open = Array.from(pages.keys()).sort((a, b) => pages[a].length - pages[b].length || a - b);
  const groups: number[][] = [];
  while (open.length > 0) {
    const union = new Set<number>(pages[open[0]]);
    const most = WIDER * union.size + CHUNK_ROWS / PAGE;
    const group: number[] = [];
    open = open.filter((i) => {
      const more = pages[i].filter((page) => !union.has(page));
      if (group.length === TILE || union.size + more.length > most) return true;
      for (const page of more) union.add(page);
      group.push(i);
      return false;
    });
    groups.push(group);
  }
  return groups;
}

interface Group {
  /** All queries that were looked at. */
  readonly queries: Int32Array;
  readonly near: NearPages;
  /** Places among them. */
  readonly group: readonly number[];
  /** Row in each place of each page. */
  readonly places: Int32Array;
}

/** The tile of a group, of those of its queries that lose no digits; undefined where it does not pay. */
function tileOf(
  { points: { n, d }, queries: at, variance }: MomentsRequest,
  { queries, near, group, places }: Group,
): LocalTile | undefined {
  const point = (i: number) => at.subarray(queries[i] * d, (queries[i] + 1) * d);
  const centre = new Float64Array(d);
  for (const i of group) for (let j = 0; j < d; j++) centre[j] += point(i)[j] / group.length;
  const chosen = group.filter((i) => {
    const own = squaredDistance(point(i), centre);
    return (Math.sqrt(own) + Math.sqrt(near.limit[i])) ** 2 < MOST_SQUARE * variance;
  });
  const pages = Array.from(new Set(chosen.flatMap((i) => pagesOf(near, i)))).sort((a, b) => a - b);
  const products = pages.length * PAGE * TILE_STEP * Math.ceil(chosen.length / TILE_STEP);
  let matter = 0;
  for (const i of chosen) {
    for (const page of pages) matter += near.counts[i * near.pages + page];
  }
  const otherwise = COST.look * n * chosen.length + COST.row * matter;
  if (chosen.length === 0 || COST.product * products > otherwise) return undefined;
  const order = new Int32Array(pages.length * PAGE);
  pages.forEach((page, i) => {
    order.set(places.subarray(page * PAGE, (page + 1) * PAGE), i * PAGE);
  });
  const rows = Int32Array.from(chosen, (i) => queries[i]);
  return { rows, scope: { ...everyRow(pages.length * PAGE, centre), order } };
}
