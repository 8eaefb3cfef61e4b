/**
 * Products with the rows of a posterior covariance and with a growing orthonormal basis, in compiled memory. Rows of
 * little weight are held in float32. Not the choice of the rows (weighted-rows.ts), nor what is done with the products
 * (lanczos.ts).
 */
import { dot } from "../../arrays/vectors.ts";
import { createWasm, fours, type Wasm } from "../wasm/instance.ts";
import type { WeightedRows } from "./weighted-rows.ts";

/** Doubles of rows held at once; more rows are brought in again block by block in every product. */
const HELD_DOUBLES = 1 << 24;
/** Rows that are held at once in any case. */
const LEAST_HELD = 256;
/** Rows that are made into float32 at once. */
const NARROWED = 64;

/** A place in compiled memory for an orthonormal basis and the vectors of a product. */
export interface Basis {
  readonly wasm: Wasm;
  readonly d: number;
  /** Numbers from one vector to the next. */
  readonly stride: number;
  readonly basis: number;
  /** Doubles of it. */
  readonly basisLength: number;
  /** Room for two vectors each. */
  readonly input: number;
  readonly output: number;
  /** Room for 8 numbers, and one a basis vector. */
  readonly factors: number;
}

/** A symmetric matrix as what it does to vectors, with room for as many basis vectors as Lanczos may take. */
export interface Operator {
  readonly basis: Basis;
  /** Rows that a product reads. */
  readonly rows: number;
  times(v: Float64Array): Float64Array;
  /** Of two vectors of length 1. */
  timesPair(v: Float64Array, w: Float64Array): [Float64Array, Float64Array];
}

/** A place for the rows besides; the stride is a multiple of 8. */
export interface RowSpace extends Basis {
  readonly rows: WeightedRows;
  /** Rows in float64, from the first on. */
  readonly heavy: number;
  /** Those of them that are held at once, a multiple of 4. */
  readonly held: number;
  readonly block: number;
  /** Rows in float32 after them, a multiple of 4. */
  readonly light: number;
  readonly narrow: number;
  /** What they are over there: their largest weight's root. */
  readonly unit: number;
  readonly work: number;
}

/** One instance a thread: the eigensolver resets the one that tasks are given. */
let own: Wasm | undefined;

/**
 * Brings the rows in, with room for a basis of `vectors` vectors; those from `heavy` on may be held in float32. The space
 * before it is lost.
 */
export function createRowSpace(
  rows: WeightedRows,
  { vectors, heavy: wished }: { vectors: number; heavy: number },
): RowSpace {
  own ??= createWasm();
  own.reset();
  const { d, count } = rows;
  const stride = (d + 7) & ~7;
  const capacity = Math.max(LEAST_HELD, fours(Math.floor(HELD_DOUBLES / stride)));
  // What float32 saves is little beside what bringing rows in again and again costs.
  const heavy = count > capacity ? count : Math.min(wished, count);
  const held = Math.min(fours(heavy), capacity);
  const light = fours(count - heavy);
  const room = Math.max(held, light > 0 ? NARROWED : 0);
  const space: RowSpace = {
    wasm: own,
    rows,
    d,
    stride,
    heavy,
    held,
    block: own.allocate(room * stride),
    light,
    narrow: own.allocate((light * stride) / 2),
    unit: rows.scale[heavy] ?? 1,
    basis: own.allocate(fours(vectors) * stride),
    basisLength: fours(vectors) * stride,
    input: own.allocate(2 * stride),
    output: own.allocate(2 * stride),
    factors: own.allocate(Math.max(8, room, fours(vectors))),
    work: own.allocate(2 * stride + 4),
  };
  own.float64(space.basis, space.basisLength).fill(0);
  own.float64(space.input, 2 * stride).fill(0);
  for (let first = 0; first < light; first += NARROWED) {
    const size = Math.min(NARROWED, light - first);
    loadRows(space, { first: heavy + first, end: count, size });
    own.exports.narrowInto(space.block, size * stride, 1 / space.unit, space.narrow + 4 * first * stride);
  }
  loadRows(space, { first: 0, end: heavy, size: held });
  return space;
}

/** Fills the block with `size` rows from `first` on; those from `end` on are zero. */
function loadRows(space: RowSpace, { first, end, size }: { first: number; end: number; size: number }): void {
  const { wasm, rows, stride, d, block } = space;
  const { data, index, scale, centre } = rows;
  const out = wasm.float64(block, size * stride);
  const factors = wasm.float64(space.factors, size);
  const count = Math.max(0, Math.min(size, end - first));
  wasm.float64(space.output, stride).fill(0, d).set(centre);
  for (let r = 0; r < count; r++) {
    const from = index[first + r] * d;
    out.set(data.subarray(from, from + d), r * stride);
    for (let j = d; j < stride; j++) out[r * stride + j] = 0;
  }
  out.fill(0, count * stride);
  factors.fill(0, count).set(scale.subarray(first, first + count));
  wasm.exports.centreRows(block, size, stride, space.output, space.factors);
}

/** BᵀB. */
export function covarianceOf(space: RowSpace): Operator {
  return {
    basis: space,
    rows: space.rows.count,
    times: (v) => covarianceTimes(space, v),
    timesPair: (v, w) => covarianceTimesPair(space, v, w),
  };
}

/** BᵀB v. */
function covarianceTimes(space: RowSpace, v: Float64Array): Float64Array {
  const { wasm, heavy, held, light, stride, d, block, input, output, factors } = space;
  if (heavy > held) return streamedTimes(space, v);
  wasm.float64(input, d).set(v);
  wasm.float64(output, stride).fill(0);
  if (light > 0) addLight(space, Math.sqrt(dot(v, v)));
  wasm.exports.applyRows(block, held, stride, input, output, factors);
  return wasm.float64(output, d).slice();
}

/** The same of two vectors of length 1: rows are read once for both. */
function covarianceTimesPair(
  space: RowSpace,
  v: Float64Array,
  w: Float64Array,
): [Float64Array, Float64Array] {
  const { wasm, heavy, held, light, narrow, unit, stride, d, block, input, output, work, factors } = space;
  if (heavy > held) return [streamedTimes(space, v), streamedTimes(space, w)];
  setPair(space, v, w);
  if (light > 0) {
    wasm.exports.narrowInto(input, 2 * stride, 1, work);
    wasm.exports.applyNarrowPair(narrow, light, stride, work, unit * unit, output, work + 8 * stride);
  }
  wasm.exports.applyRowsPair(block, held, stride, input, output, factors);
  return [wasm.float64(output, d).slice(), wasm.float64(output + 8 * stride, d).slice()];
}

/** Two vectors as input, and no output yet. */
export function setPair({ wasm, d, stride, input, output }: Basis, v: Float64Array, w: Float64Array): void {
  wasm.float64(input, d).set(v);
  wasm.float64(input + 8 * stride, d).set(w);
  wasm.float64(output, 2 * stride).fill(0);
}

/** Adds what the light rows make of the input, which has that length. */
function addLight({ wasm, light, narrow, unit, stride, input, output, work }: RowSpace, length: number) {
  wasm.exports.narrowInto(input, stride, 1 / length, work);
  const factor = unit * unit * length;
  wasm.exports.applyNarrow(narrow, light, stride, work, factor, output, work + 4 * stride);
}

/** The same where the rows are not all held. */
function streamedTimes(space: RowSpace, v: Float64Array): Float64Array {
  const { wasm, heavy, held, stride, d, block, input, output, factors } = space;
  const sum = new Float64Array(d);
  for (let first = 0; first < heavy; first += held) {
    loadRows(space, { first, end: heavy, size: held });
    wasm.float64(input, d).set(v);
    const part = wasm.float64(output, stride).fill(0);
    wasm.exports.applyRows(block, held, stride, input, output, factors);
    for (let j = 0; j < d; j++) sum[j] += part[j];
  }
  return sum;
}

/** Whether all rows are held, and in float64. */
export function isWhole({ heavy, held, rows }: RowSpace): boolean {
  return heavy === rows.count && heavy <= held;
}

/** Takes the part along the orthonormal rows of `vectors` out of all rows and empties the basis; only where the space is whole. */
export function deflateRows(space: RowSpace, vectors: Float64Array): void {
  const { wasm, d, held, stride, block, basis, basisLength, factors } = space;
  const count = vectors.length / d;
  wasm.float64(basis, basisLength).fill(0);
  for (let i = 0; i < count; i++) setBasis(space, i, vectors.subarray(i * d, (i + 1) * d));
  const along = wasm.float64(factors, fours(count));
  for (let r = 0; r < held; r++) {
    const row = block + 8 * r * stride;
    wasm.exports.dotRows(basis, fours(count), stride, row, factors);
    for (let i = 0; i < along.length; i++) along[i] = -along[i];
    wasm.exports.addRows(basis, fours(count), stride, factors, row);
  }
  wasm.float64(basis, basisLength).fill(0);
}

/** B Bᵀ, count × count; only where the space is whole. */
export function gramOf(space: RowSpace): Float64Array {
  const { wasm, rows, held, stride, block, factors } = space;
  const { count } = rows;
  const gram = new Float64Array(count * count);
  const products = wasm.float64(factors, count);
  for (let i = 0; i < count; i++) {
    wasm.exports.dotRows(block, held, stride, block + 8 * i * stride, factors);
    gram.set(products, i * count);
  }
  return gram;
}

/** Σ_r factors[r] b_r; only where the space is whole. */
export function combineRows(space: RowSpace, factors: Float64Array): Float64Array {
  return combine(space, space.block, factors);
}

/** Σ_r factors[r] (basis vector r). */
export function combineBasis(space: Basis, factors: Float64Array): Float64Array {
  return combine(space, space.basis, factors);
}

function combine(space: Basis, matrix: number, factors: Float64Array): Float64Array {
  const { wasm, stride, d, output } = space;
  setFactors(space, factors);
  wasm.float64(output, stride).fill(0);
  wasm.exports.addRows(matrix, fours(factors.length), stride, space.factors, output);
  return wasm.float64(output, d).slice();
}

function setFactors({ wasm, factors: at }: Basis, factors: Float64Array): void {
  const view = wasm.float64(at, fours(factors.length));
  view.set(factors);
  view.fill(0, factors.length);
}

/** Takes v as basis vector i; those after it in its group of four are zero. */
export function setBasis({ wasm, basis, stride, d }: Basis, i: number, v: Float64Array): void {
  const room = wasm.float64(basis + 8 * i * stride, (4 - (i & 3)) * stride);
  room.set(v);
  room.fill(0, d);
}

/** Takes from v its part in the span of the first `count` basis vectors, twice, so that none is left; returns what it was. */
export function orthogonalise(space: Basis, count: number, v: Float64Array): Float64Array {
  const { wasm, basis, stride, d, input, factors } = space;
  const inside = wasm.float64(input, d);
  const along = wasm.float64(factors, fours(count));
  const taken = new Float64Array(count);
  inside.set(v);
  for (let pass = 0; pass < 2; pass++) {
    wasm.exports.dotRows(basis, fours(count), stride, input, factors);
    for (let r = 0; r < count; r++) {
      taken[r] += along[r];
      along[r] = -along[r];
    }
    along.fill(0, count);
    wasm.exports.addRows(basis, fours(count), stride, factors, input);
  }
  v.set(inside);
  return taken;
}
