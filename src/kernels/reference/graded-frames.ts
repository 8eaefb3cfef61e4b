/** Specification of the graded frames: all rows of the data, nearest first, nothing left out or brought together. */
import { allocateFrames, placeFrame } from "../graded/frames.ts";
import { queryFrame } from "../graded/query-frame.ts";
import type { GradedFrames, GradedFramesRequest } from "../kernels.ts";

/** See `Kernels.gradedFrames`. */
export function referenceGradedFrames(request: GradedFramesRequest): GradedFrames {
  const { points, m, width } = request;
  const out = allocateFrames(request);
  for (let q = 0; q < m; q++) {
    const frame = queryFrame(points, allRows(request, q), { ...request, whole: true });
    placeFrame({ ...out, d: points.d, width }, q, frame);
  }
  return out;
}

/** Every row that is not left out, nearest first. */
function allRows({ points, queries, exclude }: GradedFramesRequest, q: number) {
  const { data, n, d } = points;
  const square = new Float64Array(n);
  for (let i = 0; i < n * d; i++) square[Math.floor(i / d)] += (data[i] - queries[q * d + (i % d)]) ** 2;
  const order = Array.from(square.keys()).filter((i) => i !== exclude?.[q]);
  order.sort((i, j) => square[i] - square[j] || i - j);
  return { index: Int32Array.from(order), square: Float64Array.from(order, (i) => square[i]) };
}
