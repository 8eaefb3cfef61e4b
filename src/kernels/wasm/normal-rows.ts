/** Host side of standard normals by counter, for samples that each have their own; src/random/plain-noise.ts specifies them. */
import { createWasm, fours, type Wasm } from "./instance.ts";

/** Normals made before they are copied out, so that they stay in a cache; a longer row is made whole. */
const BLOCK_NUMBERS = 8192;

/** Which rows: `first … first + count - 1` of `d` numbers each, under a key of two 32-bit words. */
export interface NormalRows {
  readonly key: readonly [number, number];
  readonly first: number;
  readonly count: number;
  readonly d: number;
}

let own: Wasm | undefined;

/** Fills the first count × d entries of `out`: numbers 2 j and 2 j + 1 of row i are the pair of counter (i, j). */
export function wasmNormalRowsInto(out: Float64Array, { key, first, count, d }: NormalRows): void {
  own ??= createWasm();
  own.reset();
  const blocks = (d + 1) >> 1;
  const rows = Math.max(1, Math.min(count, Math.floor(BLOCK_NUMBERS / (2 * blocks))));
  const numbers = 2 * fours(rows * blocks);
  const offset = own.allocate(numbers);
  const made = own.float64(offset, numbers);
  for (let from = 0; from < count; from += rows) {
    const here = Math.min(rows, count - from);
    own.exports.normalRows((first + from) | 0, blocks, fours(here * blocks), key[0], key[1], offset);
    placeRows(out.subarray(from * d, (from + here) * d), made, d);
  }
}

/** Rows of an odd length leave out the second number of their last pair. */
function placeRows(out: Float64Array, made: Float64Array, d: number): void {
  if (d % 2 === 0) out.set(made.subarray(0, out.length));
  else
    for (let at = 0, from = 0; at < out.length; from++)
      for (const end = at + d; at < end; ) out[at++] = made[from++];
}
