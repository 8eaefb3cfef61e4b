/** Specification of the ReLU feature layer: one sample, one feature at a time. */
import type { FeatureMeanRequest } from "../kernels.ts";

/** See `Kernels.featureMean`. */
export function referenceFeatureMean(request: FeatureMeanRequest): Float64Array {
  const { x, m, d, weights, bias, p, output, outputs, scale } = request;
  const out = new Float64Array(m * outputs);
  for (let s = 0; s < m; s++) {
    for (let j = 0; j < p; j++) {
      let hidden = bias[j];
      for (let k = 0; k < d; k++) hidden += weights[j * d + k] * x[s * d + k];
      if (hidden <= 0) continue;
      for (let o = 0; o < outputs; o++) out[s * outputs + o] += scale * output[o * p + j] * hidden;
    }
  }
  return out;
}
