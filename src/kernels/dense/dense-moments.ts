/**
 * Moments where many rows matter, by matrix products (weighted-sums.ts); queries for which that does not pay, or would lose
 * digits, go to the kernel that looks for the rows. Batches of few queries go there too, so the last bits of a result
 * depend on whether 64 queries are asked for together.
 */
import { takeRows } from "../../arrays/rows.ts";
import type { Moments, MomentsRequest } from "../kernels.ts";
import { allocateMoments } from "../reference/moments.ts";
import { giveBack } from "../shared.ts";
import { denseQueries } from "./dense-queries.ts";
import { finishQuery } from "./finish-query.ts";
import type { DenseSums } from "./weighted-sums.ts";

/** The moments of a request by another kernel. */
type Moment = (request: MomentsRequest) => Promise<Moments>;

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
  if (left.size > 0) await place(out, request, { rows: Int32Array.from(left), sparse });
  return out;
}

/** A request for some of the queries. */
function partOf(request: MomentsRequest, rows: Int32Array): MomentsRequest {
  const { queries, points, exclude } = request;
  return {
    ...request,
    queries: takeRows(queries, rows, points.d),
    m: rows.length,
    ...(exclude && { exclude: rows.map((q) => exclude[q]) }),
  };
}

/** Moments of some of the queries by the other kernel. */
async function place(
  out: Moments,
  request: MomentsRequest,
  { rows, sparse }: { rows: Int32Array; sparse: Moment },
): Promise<void> {
  const found = await sparse(partOf(request, rows));
  for (const name of Object.keys(out) as (keyof Moments)[]) {
    const width = out[name].length / request.m;
    rows.forEach((q, i) => {
      out[name].set(found[name].subarray(i * width, (i + 1) * width), q * width);
    });
  }
  giveBack(found.covariance);
}
