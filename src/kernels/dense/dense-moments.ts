/**
 * Moments where many rows matter, by matrix products (weighted-sums.ts); queries for which that does not pay, or would lose
 * digits, go to the kernel that looks for the rows. Batches of few queries go there too, so the last bits of a result
 * depend on whether 64 queries are asked for together.
 */
import type { Moments, MomentsRequest } from "../kernels.ts";
import { allocateMoments } from "../reference/moments.ts";
import { type Moment, partOf, placeMoments } from "../split-request.ts";
import { denseQueries } from "./dense-queries.ts";
import { finishQuery } from "./finish-query.ts";
import type { DenseSums } from "./weighted-sums.ts";

/** Queries whose sums are held at once. */
const HELD = 4096;

/** See `Kernels.moments`. */
export async function denseMoments(
  dense: DenseSums,
  request: MomentsRequest,
  sparse: Moment,
): Promise<Moments> {
  const queries = denseQueries(request);
  if (queries === undefined) return sparse(request);
  const { chosen, centre } = queries;
  const out = allocateMoments(request.m, request.points.d, request.covariance);
  const left = new Set(Int32Array.from({ length: request.m }, (_, q) => q));
  for (let first = 0; first < chosen.length; first += HELD) {
    const rows = chosen.subarray(first, first + HELD);
    const part = partOf(request, rows);
    const found = await dense.weightedSums(part, centre);
    rows.forEach((q, i) => {
      if (finishQuery(out, found, { request: part, centre, from: i, to: q })) left.delete(q);
    });
  }
  if (left.size > 0) await placeMoments(out, request, { rows: Int32Array.from(left), by: sparse });
  return out;
}
