import { describe, expect, it } from "vitest";
import { dot } from "../../src/arrays/vectors.ts";
import { createWasm } from "../../src/kernels/wasm/instance.ts";
import { createRng } from "../../src/random/rng.ts";

const STRIDE = 24;
const ROWS = 200;

/** Rows, a list of some of them with weights, and two vectors with centres, in compiled memory. */
function place(count: number) {
  const wasm = createWasm();
  const rng = createRng(count);
  const [data, vectors] = [rng.normals(ROWS * STRIDE), rng.normals(4 * STRIDE)];
  const index = Int32Array.from({ length: count }, (_, i) => (7 * i + 3) % ROWS);
  const weights = rng.normals(count).map((value) => value * value);
  const at = {
    rows: wasm.allocate(ROWS * STRIDE),
    narrow: wasm.allocate((ROWS * STRIDE) / 2),
    list: wasm.allocate(count),
    weights: wasm.allocate(count),
    vectors: wasm.allocate(4 * STRIDE),
    short: wasm.allocate(4 * STRIDE),
    out: wasm.allocate(Math.max(4 * ROWS, 2 * STRIDE)),
    work: wasm.allocate(4 * STRIDE + 8),
  };
  wasm.float64(at.rows, data.length).set(data);
  wasm.int32(at.list, count).set(index);
  wasm.float64(at.weights, count).set(weights);
  wasm.float64(at.vectors, vectors.length).set(vectors);
  wasm.exports.narrowInto(at.rows, data.length, 1, at.narrow);
  wasm.exports.narrowInto(at.vectors, 2 * STRIDE, 1, at.short);
  const row = (i: number) => data.subarray(i * STRIDE, (i + 1) * STRIDE);
  const vector = (q: number) => vectors.subarray(q * STRIDE, (q + 1) * STRIDE);
  const read = (q: number) => wasm.float64(at.out + 8 * q * STRIDE, STRIDE).slice();
  const clear = () => wasm.float64(at.out, 2 * STRIDE).fill(0);
  return { wasm, at, index, weights, row, vector, read, clear };
}

const CENTRES = [0.3, -0.2];

/** Σ weight row (row · v - centre). */
function applied({ index, weights, row, vector }: ReturnType<typeof place>, q: number): Float64Array {
  const out = new Float64Array(STRIDE);
  index.forEach((i, r) => {
    const factor = weights[r] * (dot(row(i), vector(q)) - CENTRES[q]);
    for (let j = 0; j < STRIDE; j++) out[j] += factor * row(i)[j];
  });
  return out;
}

function worst(found: Float64Array, wanted: Float64Array): number {
  return found.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i])), 0);
}

describe.each([0, 4, 132])("%d listed rows", (count) => {
  it("are multiplied and added as plain sums are", () => {
    const placed = place(count);
    const { wasm, at, index, weights, row, vector, read, clear } = placed;
    wasm.exports.dotListed(at.rows, at.list, count, STRIDE, at.vectors, at.out);
    const products = wasm.float64(at.out, count).slice();
    const wanted = Float64Array.from(index, (i) => dot(row(i), vector(0)));
    expect(worst(products, wanted)).toBeLessThan(1e-13);
    clear();
    wasm.exports.addListed(at.rows, at.list, count, STRIDE, at.weights, at.out);
    const sum = Float64Array.from({ length: STRIDE }, (_, j) =>
      index.reduce((total, i, r) => total + weights[r] * row(i)[j], 0),
    );
    expect(worst(read(0), sum)).toBeLessThan(1e-12);
  });

  it("make the same products one vector at a time, by pairs, and in float32 as far as that goes", () => {
    const placed = place(count);
    const { wasm, at, read, clear } = placed;
    const [a, b] = [applied(placed, 0), applied(placed, 1)];
    const listed = [at.list, at.weights, count, STRIDE] as const;
    clear();
    wasm.exports.applyListed(at.rows, ...listed, at.vectors, CENTRES[0], at.out, at.work);
    expect(worst(read(0), a)).toBeLessThan(1e-11);
    clear();
    wasm.exports.applyListedPair(at.rows, ...listed, at.vectors, CENTRES[0], CENTRES[1], at.out, at.work);
    expect(Math.max(worst(read(0), a), worst(read(1), b))).toBeLessThan(1e-11);
    const short = [at.narrow, ...listed, at.short] as const;
    clear();
    wasm.exports.applyListedNarrow(...short, CENTRES[0], 2, at.out, at.work);
    expect(worst(read(0), a)).toBeLessThan(2e-3);
    clear();
    wasm.exports.applyListedNarrowPair(...short, CENTRES[0], CENTRES[1], 2, at.out, at.work);
    expect(Math.max(worst(read(0), a), worst(read(1), b))).toBeLessThan(2e-3);
  });
});

describe("products of all rows with four queries", () => {
  it("are plain products", () => {
    const { wasm, at, row, vector } = place(4);
    wasm.exports.dotFourQueries(at.rows, ROWS, STRIDE, at.vectors, at.out);
    const wanted = Float64Array.from({ length: 4 * ROWS }, (_, i) => dot(row(i >> 2), vector(i & 3)));
    expect(worst(wasm.float64(at.out, 4 * ROWS).slice(), wanted)).toBeLessThan(1e-13);
  });
});
