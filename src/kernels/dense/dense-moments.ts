/**
 * Moments where many rows matter, by matrix products (weighted-sums.ts); queries for which that does not pay, or would lose
 * digits, go to the kernel that looks for the rows. Batches of few queries go there too, so the last bits of a result
 * depend on whether 64 queries are asked for together.
 */
import type { Moments, MomentsRequest } from "../kernels.ts";
import type { Pool } from "../pool/task.ts";
import { allocateMoments } from "../reference/moments.ts";
import { type Moment, partOf, placeMoments } from "../split-request.ts";
import { type DenseQueries, denseQueries } from "./dense-queries.ts";
import { finishQuery } from "./finish-query.ts";
import { type LocalTile, localTiles } from "./local-tiles.ts";
import { type DenseSums, everyRow } from "./weighted-sums.ts";

/** Queries whose sums are held at once. */
const HELD = 4096;

/** How moments can be made. */
interface Ways {
  readonly dense: DenseSums;
  readonly pool: Pool;
  /** By another kernel, where products do not pay. */
  readonly sparse: Moment;
}

/** See `Kernels.moments`. */
export async function denseMoments({ dense, pool, sparse }: Ways, request: MomentsRequest): Promise<Moments> {
  const queries = denseQueries(request);
  if (queries === undefined) return sparse(request);
  const tiles = await tilesOf(pool, request, queries);
  if (tiles.length === 0) return sparse(request);
  const out = allocateMoments(request.m, request.points.d, request.covariance);
  const left = new Set(Int32Array.from({ length: request.m }, (_, q) => q));
  for (const { rows, scope } of tiles) {
    const part = partOf(request, rows);
    const found = await dense.weightedSums(part, scope);
    rows.forEach((q, i) => {
      const at = { request: part, centre: scope.centre, from: i, to: q };
      if (finishQuery(out, found, at)) left.delete(q);
    });
  }
  if (left.size === 0) return out;
  const frames = await placeMoments(out, request, { rows: Int32Array.from(left), by: sparse });
  return frames === undefined ? out : { ...out, frames };
}

/** What is made by products: with all rows, or with a part of them. */
async function tilesOf(
  pool: Pool,
  request: MomentsRequest,
  { chosen, centre, others }: DenseQueries,
): Promise<LocalTile[]> {
  const every = everyRow(request.points.n, centre);
  const whole = Array.from({ length: Math.ceil(chosen.length / HELD) }, (_, i) => {
    return { rows: chosen.subarray(i * HELD, (i + 1) * HELD), scope: every };
  });
  return [...whole, ...(await localTiles(pool, request, others))];
}
