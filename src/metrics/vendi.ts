/** Vendi score (Friedman and Dieng 2023): how many different samples there effectively are, by cosine similarity. */
import type { Kernels } from "../kernels/kernels.ts";
import type { Quantity } from "./quantity.ts";
import { DENSE_DIMENSIONS, sampleMetric } from "./sample-metric.ts";

/**
 * exp of the entropy of the eigenvalues of K / m, K the cosines between samples (m × d), from the smaller of the m × m and the
 * d × d side. Between 1 (all alike up to length) and min(m, d). A sample of length 0 has no direction and counts as
 * none. Rows are -uᵀ log(C) u of each direction u, whose mean is the entropy and its first-order form.
 * @example
 * quantityValue(await vendiQuantity(kernels, Float64Array.of(1, 0, 0, 5), 2)); // → 2
 */
export async function vendiQuantity(kernels: Kernels, x: Float64Array, d: number): Promise<Quantity> {
  const m = x.length / d;
  const unit = unitRows(x, d);
  const rows = d <= m ? await byFeatures(kernels, unit, d) : await bySamples(kernels, unit, d);
  const bounds = [1, Math.min(m, d)] as const;
  return { name: "vendi", over: "generated", rows, pseudo: rows, bounds, finish: Math.exp };
}

function unitRows(x: Float64Array, d: number): Float64Array {
  const out = Float64Array.from(x);
  let there = 0;
  for (let at = 0; at < out.length; at += d) {
    const row = out.subarray(at, at + d);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) there++;
    for (let j = 0; j < d; j++) row[j] = length > 0 ? row[j] / length : 0;
  }
  // The weights of those that have a direction add up to 1.
  const share = Math.sqrt(there > 0 ? out.length / d / there : 1);
  return out.map((value) => share * value);
}

/** With C = UᵀU / m: -Σ_j (u · v_j)² log λ_j. */
async function byFeatures(kernels: Kernels, unit: Float64Array, d: number): Promise<Float64Array> {
  const m = unit.length / d;
  const square = { rows: d, inner: m, columns: d, transposeA: true };
  const products = await kernels.multiply({ a: unit, b: unit, ...square });
  const { values, vectors } = await kernels.eigen(
    products.map((value) => value / m),
    d,
  );
  const sizes = { rows: m, inner: d, columns: d, transposeB: true };
  const along = await kernels.multiply({ a: unit, b: vectors, ...sizes });
  return Float64Array.from({ length: m }, (_, q) => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum -= along[q * d + j] ** 2 * safeLog(values[j], values[0]);
    return sum;
  });
}

/** With K / m = W Λ Wᵀ: -Σ_j m λ_j w_qj² log λ_j. */
async function bySamples(kernels: Kernels, unit: Float64Array, d: number): Promise<Float64Array> {
  const m = unit.length / d;
  const sizes = { rows: m, inner: d, columns: m, transposeB: true };
  const products = await kernels.multiply({ a: unit, b: unit, ...sizes });
  const { values, vectors } = await kernels.eigen(
    products.map((value) => value / m),
    m,
  );
  return Float64Array.from({ length: m }, (_, q) => {
    let sum = 0;
    for (let j = 0; j < m; j++)
      sum -= m * Math.max(0, values[j]) * vectors[j * m + q] ** 2 * safeLog(values[j], values[0]);
    return sum;
  });
}

/** log of an eigenvalue; 0 for those that are 0 up to rounding. */
function safeLog(value: number, largest: number): number {
  return value > 1e-14 * largest ? Math.log(value) : 0;
}

/** Vendi score of the points themselves. */
export const vendiScore = sampleMetric({
  group: "quality",
  words: {
    vendi: {
      title: "Vendi score",
      meaning: "how many different samples there effectively are, by cosine",
    },
  },
  fewestPoints: 2,
  mostDimensions: DENSE_DIMENSIONS,
  measure: async ({ x }, { density: { kernels, d } }) => ({
    metrics: { vendi: await vendiQuantity(kernels, x, d) },
  }),
});
