/**
 * Queries that lie together and need the same part of the data: where points lie in clusters, products over all rows would mostly
 * weigh nothing. The rows are taken in the order of their boxes (near/row-tree.ts), a chunk where one of its pages may matter to
 * a query of the tile, and about the middle of the queries, so that no digits are lost in large squares.
 */
import { squaredDistance } from "../../arrays/vectors.ts";
import type { MomentsRequest } from "../kernels.ts";
import { boundOf, boxLength, type RowTree, rowTree, scaledQuery } from "../near/row-tree.ts";
import { BOX_ROWS } from "../near/split-rows.ts";
import { enterSmallest } from "../smallest.ts";
import { windowWidth } from "../wasm/moments.ts";
import { LOOKED, MANY, MOST_SQUARE } from "./dense-queries.ts";
import { CHUNK_ROWS, type Scope, TILE, TILE_STEP } from "./weighted-sums.ts";

const [PAGE] = BOX_ROWS;
/** With fewer rows there are too few chunks to leave some out. */
const LEAST_ROWS = 65536;
/** A tile has at most so many times the chunks of its first query, and one more. */
const WIDER = 1.3;

/** Queries of one tile, and the rows that they are weighed with. */
export interface LocalTile {
  readonly rows: Int32Array;
  readonly scope: Scope;
}

/** Tiles of those of the queries for which products with a part of the rows pay. */
export function localTiles(request: MomentsRequest, queries: Int32Array): LocalTile[] {
  const { points } = request;
  if (points.n < LEAST_ROWS) return [];
  const tree = rowTree(points);
  const all = Array.from(queries, (q) => lookAbout(request, tree, q));
  all.sort((a, b) => a.page - b.page || a.q - b.q);
  const tiles: LocalTile[] = [];
  for (let at = 0; at < all.length; ) {
    const group = groupFrom(all, at);
    at += group.length;
    const tile = tileOf(request, tree, group);
    if (tile !== undefined) tiles.push(tile);
  }
  return tiles;
}

/** What is near one query. */
interface About {
  readonly q: number;
  /** The nearest page. */
  readonly page: number;
  /** Squared distance beyond which rows do not matter. */
  readonly limit: number;
  /** Chunks that may hold rows that matter. */
  readonly chunks: Set<number>;
  /** About how many rows matter. */
  readonly matter: number;
}

function lookAbout(request: MomentsRequest, tree: RowTree, q: number): About {
  const { points, queries, keep, variance, exclude } = request;
  const { data, n, d } = points;
  const z = queries.subarray(q * d, (q + 1) * d);
  const scaled = new Float32Array(d);
  scaledQuery(scaled, tree, z);
  const distances = pageDistances(tree, scaled);
  const page = distances.indexOf(Math.min(...distances));
  const smallest = new Float64Array(keep).fill(Infinity);
  for (const row of tree.order.subarray(page * PAGE, (page + 1) * PAGE)) {
    const counts = row >= 0 && row !== exclude?.[q];
    if (counts) enterSmallest(smallest, squaredDistance(z, data.subarray(row * d, (row + 1) * d)));
  }
  const limit = smallest[keep - 1] + windowWidth(n, variance);
  const bound = boundOf(limit, { z: scaled, scale: tree.scale });
  const chunks = new Set<number>();
  distances.forEach((square, at) => {
    if (square <= bound) chunks.add(Math.floor((at * PAGE) / CHUNK_ROWS));
  });
  let seen = 0;
  for (let i = 0; i < LOOKED; i++) {
    const row = Math.round((i * (n - 1)) / (LOOKED - 1));
    if (squaredDistance(z, data.subarray(row * d, (row + 1) * d)) <= limit) seen++;
  }
  return { q, page, limit, chunks, matter: (seen * n) / LOOKED };
}

/** 32-bit squared distances to the boxes of all pages. */
function pageDistances({ pageBoxes, order }: RowTree, z: Float32Array): Float32Array {
  const out = new Float32Array(order.length / PAGE);
  const length = boxLength(z.length);
  for (let page = 0; page < out.length; page++) {
    let at = (page >> 3) * length + (page & 7);
    let sum = 0;
    for (let j = 0; j < z.length; j++, at += 16) {
      const u = Math.max(0, Math.fround(pageBoxes[at] - z[j]), Math.fround(z[j] - pageBoxes[at + 8]));
      sum = Math.fround(sum + Math.fround(u * u));
    }
    out[page] = sum;
  }
  return out;
}

/** Queries from a place on that need about the same chunks as the first of them. */
function groupFrom(all: readonly About[], at: number): About[] {
  const chunks = new Set(all[at].chunks);
  const most = WIDER * chunks.size + 1;
  let end = at;
  while (end < all.length && end - at < TILE) {
    for (const chunk of all[end].chunks) chunks.add(chunk);
    if (chunks.size > most) break;
    end++;
  }
  return all.slice(at, end);
}

function unionOf(group: readonly About[]): Set<number> {
  const out = new Set<number>();
  for (const { chunks } of group) for (const chunk of chunks) out.add(chunk);
  return out;
}

/** The tile of a group, of those of its queries that lose no digits; undefined where it does not pay. */
function tileOf(
  { points: { d }, queries, variance }: MomentsRequest,
  { order }: RowTree,
  group: readonly About[],
): LocalTile | undefined {
  const centre = new Float64Array(d);
  for (const { q } of group) for (let j = 0; j < d; j++) centre[j] += queries[q * d + j] / group.length;
  const chosen = group.filter(({ q, limit }) => {
    const own = squaredDistance(queries.subarray(q * d, (q + 1) * d), centre);
    return (Math.sqrt(own) + Math.sqrt(limit)) ** 2 < MOST_SQUARE * variance;
  });
  const chunks = Int32Array.from(unionOf(chosen)).sort();
  const products = chunks.length * CHUNK_ROWS * TILE_STEP * Math.ceil(chosen.length / TILE_STEP);
  const matter = chosen.reduce((sum, one) => sum + one.matter, 0);
  if (chosen.length === 0 || matter < MANY * products) return undefined;
  return { rows: Int32Array.from(chosen, ({ q }) => q), scope: { centre, chunks, order } };
}
