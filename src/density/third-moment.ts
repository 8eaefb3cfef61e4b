/** The third derivative of log p_t that the exact score meets along a trajectory (THEORY.md section 6). */
import { dot } from "../arrays/vectors.ts";
import type { NoiseLevel } from "../schedule/noise-level.ts";
import type { EmpiricalDensity } from "./empirical-density.ts";

/** Rows with less than this of the largest weight, e^-40, change no digit. */
const LEAST_LOG = -40;

/**
 * ∇ tr ∇² log p at points x, M × d: E_w[|c|² c] / h³ with c = a x_i - m*. Over all training points, one point after the other.
 * @example
 * const level = veLevel(1);
 * // half-way between the points the posterior has no third moment
 * laplacianGradient(twoModes, level, { x: Float64Array.of(0, 1), posteriorMean: Float64Array.of(0, 0) }); // → [0, 0]
 */
export function laplacianGradient(
  density: EmpiricalDensity,
  level: NoiseLevel,
  { x, posteriorMean }: { readonly x: Float64Array; readonly posteriorMean: Float64Array },
): Float64Array {
  const { d } = density;
  const out = new Float64Array(x.length);
  const work = { logs: new Float64Array(density.n), c: new Float64Array(d) };
  for (let at = 0; at < x.length; at += d) {
    const [point, mean] = [x.subarray(at, at + d), posteriorMean.subarray(at, at + d)];
    thirdInto(out.subarray(at, at + d), { density, level, point, mean, ...work });
  }
  return out;
}

interface One {
  readonly density: EmpiricalDensity;
  readonly level: NoiseLevel;
  readonly point: Float64Array;
  readonly mean: Float64Array;
  readonly logs: Float64Array;
  readonly c: Float64Array;
}

function thirdInto(out: Float64Array, { density, level, point, mean, logs, c }: One): void {
  const { data, n, d } = density;
  const { scale, variance } = level;
  let most = -Infinity;
  for (let i = 0; i < n; i++) {
    let square = 0;
    for (let j = 0; j < d; j++) square += (point[j] - scale * data[i * d + j]) ** 2;
    logs[i] = (-0.5 * square) / variance;
    if (logs[i] > most) most = logs[i];
  }
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (logs[i] - most < LEAST_LOG) continue;
    const weight = Math.exp(logs[i] - most);
    total += weight;
    for (let j = 0; j < d; j++) c[j] = scale * data[i * d + j] - mean[j];
    const factor = weight * dot(c, c);
    for (let j = 0; j < d; j++) out[j] += factor * c[j];
  }
  const unit = 1 / (total * variance ** 3);
  for (let j = 0; j < d; j++) out[j] *= unit;
}
