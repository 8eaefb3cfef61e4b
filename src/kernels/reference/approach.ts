/** Specification of the approach to the ridge: Newton steps, or mean shifts where those are not defined or too long. */
import { norm } from "../../arrays/vectors.ts";
import type { Approach, ApproachRequest } from "../kernels.ts";
import { referenceMoments } from "./moments.ts";
import { referenceTopEigenpairs } from "./top-eigenpairs.ts";

/** See `Kernels.approachRidge`. */
export function referenceApproach(request: ApproachRequest): Approach {
  const { m, points, starts } = request;
  const { d } = points;
  const out = {
    points: Float64Array.from(starts),
    towards: new Float64Array(2 * m * d),
    steps: new Int32Array(m),
  };
  for (let q = 0; q < m; q++) {
    const at = out.points.subarray(q * d, (q + 1) * d);
    for (; out.steps[q] < request.maxSteps; out.steps[q]++) {
      const { step, residual } = stepFrom(request, at);
      if (residual <= request.tolerance) break;
      for (let j = 0; j < d; j++) at[j] += step[j];
    }
  }
  return out;
}

function stepFrom({ points, variance, dim }: ApproachRequest, at: Float64Array) {
  const { d } = points;
  const asked = { points, queries: at, m: 1, variance, covariance: false, keep: dim + 2 };
  const moments = referenceMoments(asked);
  const { vectors, normalStep } = referenceTopEigenpairs({ ...asked, moments, count: dim + 1 });
  const normal = Float64Array.from(moments.shift);
  for (let i = 0; i < dim; i++) {
    const v = vectors.subarray(i * d, (i + 1) * d);
    const along = v.reduce((sum, value, j) => sum + value * normal[j], 0);
    for (let j = 0; j < d; j++) normal[j] -= along * v[j];
  }
  const isNear = norm(normalStep) <= 2 * Math.sqrt(variance * (d - dim));
  const step = isNear ? normalStep.map((value) => -value) : normal;
  return { step, residual: norm(normal) / Math.sqrt(variance) };
}
