/** Some of a request's queries asked apart, and their moments put back. */
import { takeRows } from "../arrays/rows.ts";
import type { MomentArrays, Moments, MomentsRequest } from "./kernels.ts";
import { giveBack } from "./shared.ts";

/** The moments of a request by some kernel. */
export type Moment = (request: MomentsRequest) => Promise<Moments>;

/** A request for some of the queries. */
export function partOf(request: MomentsRequest, rows: Int32Array): MomentsRequest {
  const { queries, points, exclude } = request;
  return {
    ...request,
    queries: takeRows(queries, rows, points.d),
    m: rows.length,
    ...(exclude && { exclude: rows.map((q) => exclude[q]) }),
  };
}

/** Writes the moments of some of the queries, by a kernel, over what was there. */
export async function placeMoments(
  out: MomentArrays,
  request: MomentsRequest,
  { rows, by }: { rows: Int32Array; by: Moment },
): Promise<void> {
  const found = await by(partOf(request, rows));
  for (const name of Object.keys(out) as (keyof MomentArrays)[]) {
    const width = out[name].length / request.m;
    rows.forEach((q, i) => {
      out[name].set(found[name].subarray(i * width, (i + 1) * width), q * width);
    });
  }
  giveBack(found.covariance);
}
