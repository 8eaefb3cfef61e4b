/** Principal components as arrays, from which data can be decoded again. */
import type { Pca } from "../../data/pca.ts";
import { column, matrix, type ResultArray } from "../result.ts";

/** Mean (d), components (k × d), variances along them (k, data units), and the number that latents are multiplied by. */
export function pcaArrays({
  d,
  mean,
  components,
  explainedVariance,
  scale,
}: Pca): Record<string, ResultArray> {
  return {
    mean: column(mean),
    components: matrix(components, d),
    explained_variance: column(explainedVariance),
    scale: column(Float64Array.of(scale)),
  };
}
