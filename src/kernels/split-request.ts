/** Some of a request's queries asked apart, and their moments put back. */
import { takeRows } from "../arrays/rows.ts";
import type { GradedFrames, MomentArrays, Moments, MomentsRequest } from "./kernels.ts";
import { borrowFloat64, float64, giveBack, int32 } from "./shared.ts";

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

/** Writes the moments of some of the queries, by a kernel, over what was there; returns the frames that came with them. */
export async function placeMoments(
  out: MomentArrays,
  request: MomentsRequest,
  { rows, by }: { rows: Int32Array; by: Moment },
): Promise<GradedFrames | undefined> {
  const found = await by(partOf(request, rows));
  for (const name of Object.keys(out) as (keyof MomentArrays)[]) {
    const width = out[name].length / request.m;
    rows.forEach((q, i) => {
      out[name].set(found[name].subarray(i * width, (i + 1) * width), q * width);
    });
  }
  giveBack(found.covariance);
  return found.frames && spreadFrames(found.frames, request, rows);
}

/** Frames of some of the queries in the places of all. */
function spreadFrames(
  { vectors, logValues, resolved }: GradedFrames,
  { m }: MomentsRequest,
  rows: Int32Array,
): GradedFrames {
  const [long, width] = [vectors.length / rows.length, logValues.length / rows.length];
  const out = {
    vectors: borrowFloat64(m * long),
    logValues: float64(m * width).fill(-Infinity),
    resolved: int32(m).fill(-1),
  };
  rows.forEach((q, i) => {
    out.vectors.set(vectors.subarray(i * long, (i + 1) * long), q * long);
    out.logValues.set(logValues.subarray(i * width, (i + 1) * width), q * width);
    out.resolved[q] = resolved[i];
  });
  giveBack(vectors);
  return out;
}
