/** How much the predicted clean sample wavers at the end of generation (Aithal et al., arXiv 2406.09358): a sign of hallucination. */
import { expected } from "../errors/argument-error.ts";
import { sampleMetric } from "./sample-metric.ts";

/**
 * (1/d) Σ_j Var_s(x̂_0j^(s)) per sample, M, over the recorded predictions x̂_0 = m_θ / a (each M × d); the variance is
 * divided by their number, not by one less. 0 for a single record.
 * @throws RangeError if there is none, or their sizes differ
 * @example
 * // 1 in the first coordinate, 0 in the second
 * trajectoryVariances([Float64Array.of(1, 0), Float64Array.of(3, 0)], 2); // → [0.5]
 */
export function trajectoryVariances(recorded: readonly Float64Array[], d: number): Float64Array {
  const size = recorded[0]?.length ?? 0;
  if (size === 0 || size % d !== 0 || recorded.some(({ length }) => length !== size))
    throw expected("records", `at least one, each with rows of ${d}`, recorded.length);
  const out = new Float64Array(size / d);
  for (let at = 0; at < size; at++) {
    const centre = recorded.reduce((sum, x) => sum + x[at], 0) / recorded.length;
    const square = recorded.reduce((sum, x) => sum + (x[at] - centre) ** 2, 0) / recorded.length;
    out[Math.floor(at / d)] += square / d;
  }
  return out;
}

/** Mean trajectory variance, where the last predictions are recorded. */
export const trajectoryVariance = sampleMetric({
  group: "posterior",
  words: {
    trajectory_variance: {
      title: "trajectory variance",
      meaning: "of the predicted clean sample over the last steps; large: hallucination",
    },
  },
  measure: ({ records }, { density: { d } }) => {
    if (!records) return undefined;
    const rows = trajectoryVariances(records, d);
    return {
      metrics: { trajectory_variance: { over: "generated", rows } },
      perSample: { trajectory_variance: rows },
    };
  },
});
