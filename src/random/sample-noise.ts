/** Gaussian noise keyed by (seed, sample, step), so that a sample does not change with its batch. */
import { expected } from "../errors/argument-error.ts";
import { normalPairInto } from "./normal-pair.ts";
import type { Rng } from "./rng.ts";
import { threefryInto } from "./threefry.ts";

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
  const key = Int32Array.from(rng.split("sample-noise", step).key);
  const [words, counter] = [new Int32Array(2), new Int32Array(2)];
  const pair = new Float64Array(2);
  for (let i = 0; i < count; i++) {
    const end = (i + 1) * d;
    counter[0] = first + i;
    for (let at = i * d, block = 0; at < end; at += 2, block++) {
      counter[1] = block;
      threefryInto(words, key, counter);
      normalPairInto(pair, words[0], words[1]);
      out[at] = pair[0];
      if (at + 1 < end) out[at + 1] = pair[1];
    }
  }
}

function requireRange(out: Float64Array, { first, count, d }: SampleNoiseRange): void {
  if (!Number.isInteger(first) || first < 0) throw expected("first", "an integer >= 0", first);
  if (first + count > 2 ** 32) throw expected("first + count", "at most 2^32", first + count);
  if (out.length < count * d) throw expected("out", `room for ${count * d} numbers`, out.length);
}
