/** Gaussian noise keyed by (seed, sample, step), so that a sample does not change with its batch. */
import { expected } from "../errors/argument-error.ts";
import { wasmNormalRowsInto } from "../kernels/wasm/normal-rows.ts";
import type { Rng } from "./rng.ts";

/** Which rows of noise: samples `first … first + count - 1` at `step`, each of dimension `d`. */
export interface SampleNoiseRange {
  readonly first: number;
  readonly count: number;
  readonly step: number;
  readonly d: number;
}

/**
 * Fills the first count × d entries of `out` with standard normals; row i depends only on the key of `rng`,
 * on `first + i` and on `step`. Sample numbers below 2^32; `step` any safe integer ≥ 0.
 * @throws {RangeError} where `out` is too short, or a sample number or `step` out of range
 * @example
 * const [both, second] = [new Float64Array(4), new Float64Array(2)];
 * sampleNoiseInto(both, rng, { first: 0, count: 2, step: 5, d: 2 });
 * sampleNoiseInto(second, rng, { first: 1, count: 1, step: 5, d: 2 });
 * second[0] === both[2]; // → true
 */
export function sampleNoiseInto(out: Float64Array, rng: Rng, range: SampleNoiseRange): void {
  const { first, count, step, d } = range;
  requireRange(out, range);
  const { key } = rng.split("sample-noise", step);
  if (count * d > 0) wasmNormalRowsInto(out, { key, first, count, d });
}

function requireRange(out: Float64Array, { first, count, d }: SampleNoiseRange): void {
  if (!Number.isInteger(first) || first < 0) throw expected("first", "an integer >= 0", first);
  if (first + count > 2 ** 32) throw expected("first + count", "at most 2^32", first + count);
  if (out.length < count * d) throw expected("out", `room for ${count * d} numbers`, out.length);
}
