/**
 * Counter-based random numbers. An `Rng` is a key, not a stream: it holds no position, so a method called
 * twice gives the same numbers, and independent numbers come from `split`. This is what keeps results
 * independent of batch size, order of evaluation and number of threads.
 */
import { expected, expectedKind } from "../errors/argument-error.ts";
import { normalPairInto } from "./normal-pair.ts";
import { threefryInto } from "./threefry.ts";

/** One place in the tree of independent random sources; a pure function of its seed and path. */
export interface Rng {
  /** The 64-bit key, as two signed 32-bit words. */
  readonly key: readonly [number, number];
  /**
   * The child source at `path`; `split(a, b)` is `split(a).split(b)`, and 1 and "1" differ.
   * @throws {TypeError} where a path element is neither string nor number
   * @throws {RangeError} where a number is no safe integer ≥ 0
   */
  split(...path: (number | string)[]): Rng;
  /** `count` standard normals. */
  normals(count: number): Float64Array;
  /** Fills `out` with standard normals: a prefix of any longer draw. */
  normalsInto(out: Float64Array): void;
  /** `count` uniform numbers in [0, 1), multiples of 2^-53. */
  uniforms(count: number): Float64Array;
  /** Fills `out` with uniform numbers in [0, 1). */
  uniformsInto(out: Float64Array): void;
  /** `count` unbiased integers in [0, bound), 1 ≤ bound ≤ 2^31. */
  integers(count: number, bound: number): Int32Array;
  /** Fills `out` with unbiased integers in [0, bound). */
  integersInto(out: Int32Array, bound: number): void;
  /** A uniform random order of 0 … n-1. */
  permutation(n: number): Int32Array;
  /** Fills `out` with a uniform random order of 0 … out.length-1. */
  permutationInto(out: Int32Array): void;
}

/** The high bits of the second counter word keep what different methods draw apart. */
const UNIFORM = 0x01000000;
const NORMAL = 0x02000000;
const INTEGER = 0x03000000;
const PERMUTATION = 0x04000000;
const CHARACTER = 0x40000000;
const STRING_END = 0x60000000;
const NUMBER = 0x80000000;

/**
 * The random source of a seed.
 * @param seed any safe integer ≥ 0; all 53 bits count
 * @throws {TypeError} where the seed is no number
 * @throws {RangeError} where it is not a safe integer ≥ 0
 * @example
 * const noise = createRng(7).split("noise");
 * noise.normals(9)[1] === noise.normals(3)[1]; // → true
 * noise.uniforms(2)[0] === noise.split(0).uniforms(2)[0]; // → false
 */
export function createRng(seed: number): Rng {
  requireIndex("seed", seed);
  return fromKey(Int32Array.of(seed | 0, Math.floor(seed / 2 ** 32) | 0));
}

function fromKey(key: Int32Array): Rng {
  const rng: Rng = {
    key: [key[0], key[1]],
    split: (...path) => path.reduce<Rng>((parent, element) => child(parent.key, element), rng),
    normals: (count) => filled(new Float64Array(count), rng.normalsInto),
    normalsInto: (out) => normalsInto(out, key),
    uniforms: (count) => filled(new Float64Array(count), rng.uniformsInto),
    uniformsInto: (out) => uniformsInto(out, key),
    integers: (count, bound) => filled(new Int32Array(count), (out) => rng.integersInto(out, bound)),
    integersInto: (out, bound) => integersInto(out, key, bound),
    permutation: (n) => filled(new Int32Array(n), rng.permutationInto),
    permutationInto: (out) => permutationInto(out, key),
  };
  return rng;
}

function filled<T>(out: T, fill: (out: T) => void): T {
  fill(out);
  return out;
}

function child(key: readonly [number, number], element: number | string): Rng {
  const words = Int32Array.from(key);
  if (typeof element === "string") absorb(words, element);
  else {
    requireIndex("split", element);
    threefryInto(words, words, Int32Array.of(element | 0, NUMBER | Math.floor(element / 2 ** 32)));
  }
  return fromKey(words);
}

function absorb(words: Int32Array, text: string): void {
  const counter = new Int32Array(2);
  for (let i = 0; i < text.length; i++) {
    counter[0] = text.charCodeAt(i);
    counter[1] = CHARACTER | i;
    threefryInto(words, words, counter);
  }
  threefryInto(words, words, Int32Array.of(text.length, STRING_END));
}

function uniformsInto(out: Float64Array, key: Int32Array): void {
  const [words, counter] = [new Int32Array(2), new Int32Array(2)];
  for (let i = 0; i < out.length; i++) {
    counter[0] = i;
    counter[1] = UNIFORM | (i / 2 ** 32);
    threefryInto(words, key, counter);
    out[i] = ((words[0] >>> 5) * 2 ** 26 + (words[1] >>> 6)) / 2 ** 53;
  }
}

function normalsInto(out: Float64Array, key: Int32Array): void {
  const [words, counter] = [new Int32Array(2), new Int32Array(2)];
  const pair = new Float64Array(2);
  for (let i = 0; i < out.length; i += 2) {
    counter[0] = i >>> 1;
    counter[1] = NORMAL | (i / 2 ** 33);
    threefryInto(words, key, counter);
    normalPairInto(pair, words[0], words[1]);
    out[i] = pair[0];
    if (i + 1 < out.length) out[i + 1] = pair[1];
  }
}

function integersInto(out: Int32Array, key: Int32Array, bound: number): void {
  requireBound(bound);
  const [words, counter] = [new Int32Array(2), new Int32Array(2)];
  const draw = { key, counter, words };
  const limit = limitOf(bound);
  for (let i = 0; i < out.length; i++) {
    counter[0] = i;
    counter[1] = INTEGER;
    drawBelow(draw, limit);
    out[i] = (words[0] >>> 0) % bound;
  }
}

/** Fisher–Yates, inside out. */
function permutationInto(out: Int32Array, key: Int32Array): void {
  const [words, counter] = [new Int32Array(2), new Int32Array(2)];
  const draw = { key, counter, words };
  for (let i = 0; i < out.length; i++) {
    counter[0] = i;
    counter[1] = PERMUTATION;
    const bound = (i + 1) >>> 0;
    drawBelow(draw, limitOf(bound));
    const j = (words[0] >>> 0) % bound;
    out[i] = out[j];
    out[j] = i;
  }
}

/** A key, and room for a counter and for the words that it gives. */
interface Draw {
  readonly key: Int32Array;
  readonly counter: Int32Array;
  readonly words: Int32Array;
}

/** Draws a first word below `limit`, again under the next counter where it is not. */
function drawBelow({ key, counter, words }: Draw, limit: number): void {
  do {
    threefryInto(words, key, counter);
    counter[1]++;
  } while (words[0] >>> 0 >= limit);
}

/** The largest multiple of the bound up to 2^32: words from there on are the incomplete last interval. */
function limitOf(bound: number): number {
  // 2^32 mod bound is (2^32 - bound) mod bound, which takes integers of 32 bits only.
  return 2 ** 32 - ((-bound >>> 0) % (bound >>> 0));
}

function requireIndex(name: string, value: number): void {
  if (typeof value !== "number") throw expectedKind(name, "a number", value === null ? "null" : typeof value);
  if (!Number.isSafeInteger(value) || value < 0) throw expected(name, "an integer from 0 to 2^53 - 1", value);
}

function requireBound(bound: number): void {
  if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 31)
    throw expected("bound", "an integer from 1 to 2^31", bound);
}
