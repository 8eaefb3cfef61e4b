/** Where graded frames are put, one a query. */
import type { GradedFrames, GradedFramesRequest } from "../kernels.ts";
import { borrowFloat64, float64, int32 } from "../shared.ts";
import type { GradedFrame } from "./graded-frame.ts";
import { orthonormalise } from "./orthonormalise.ts";

/** Room for the frames of m queries; nothing is resolved in it. */
export function allocateFrames({
  points,
  m,
  width,
}: Pick<GradedFramesRequest, "points" | "m" | "width">): GradedFrames {
  return {
    vectors: borrowFloat64(m * width * points.d),
    logValues: float64(m * width).fill(-Infinity),
    resolved: int32(m),
  };
}

/** Writes the frame of query q. */
export function placeFrame(
  { d, width, vectors, logValues, resolved }: GradedFrames & { d: number; width: number },
  q: number,
  frame: GradedFrame,
): void {
  vectors.set(frame.vectors, q * width * d);
  logValues.set(frame.logValues, q * width);
  resolved[q] = frame.rank;
}

/** Fills rows rank, …, d - 1 of the d × d `frame`: unit vectors, those farthest from the rows so far first, made orthogonal. */
export function completeFrame(frame: Float64Array, rank: number, d: number): void {
  const outside = new Float64Array(d).fill(1);
  const note = (row: number) => {
    for (let j = 0; j < d; j++) outside[j] -= frame[row * d + j] ** 2;
  };
  for (let row = 0; row < rank; row++) note(row);
  for (let row = rank; row < d; row++) {
    const v = frame.subarray(row * d, (row + 1) * d).fill(0);
    v[outside.indexOf(Math.max(...outside))] = 1;
    orthonormalise(v, frame, row);
    note(row);
  }
}
