/** Specification of the matrix-free top eigenpairs: form the covariance after all, and take it apart. */
import type { TopEigenpairs, TopEigenpairsRequest } from "../kernels.ts";
import { referenceEigen } from "./eigen.ts";
import { referenceMoments } from "./moments.ts";

/** See `Kernels.topEigenpairs`. */
export function referenceTopEigenpairs(request: TopEigenpairsRequest): TopEigenpairs {
  const { points, m, count, variance } = request;
  const { d } = points;
  const { covariance, covarianceLogScale, shift } = referenceMoments({ ...request, covariance: true });
  const out = {
    values: new Float64Array(m * count),
    vectors: new Float64Array(m * count * d),
    normalStep: new Float64Array(m * d),
    logValues: new Float64Array(m * count),
    resolved: new Int32Array(m).fill(count),
  };
  for (let q = 0; q < m; q++) {
    const pairs = referenceEigen(covariance.subarray(q * d * d, (q + 1) * d * d), d);
    out.values.set(pairs.values.subarray(0, count), q * count);
    pairs.values.subarray(0, count).forEach((value, j) => {
      out.logValues[q * count + j] = Math.log(value) + covarianceLogScale[q];
    });
    out.vectors.set(pairs.vectors.subarray(0, count * d), q * count * d);
    for (let j = count - 1; j < d; j++) {
      const v = pairs.vectors.subarray(j * d, (j + 1) * d);
      const along = v.reduce((sum, value, i) => sum + value * shift[q * d + i], 0);
      const factor = (pairs.values[j] * Math.exp(covarianceLogScale[q])) / variance - 1;
      for (let i = 0; i < d; i++) out.normalStep[q * d + i] += (along / factor) * v[i];
    }
  }
  return out;
}
