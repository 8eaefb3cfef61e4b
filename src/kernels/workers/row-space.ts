/**
 * Products with the rows of a posterior covariance and with a growing orthonormal basis, in compiled memory. Not the
 * choice of the rows (weighted-rows.ts), nor what is done with the products (lanczos.ts).
 */
import { createWasm, type Wasm } from "../wasm/instance.ts";
import type { WeightedRows } from "./weighted-rows.ts";

/** Doubles of rows held at once; more rows are brought in again block by block in every product. */
const HELD_DOUBLES = 1 << 24;
/** Rows that are held at once in any case. */
const LEAST_HELD = 256;

/** A place in compiled memory for the rows, a basis, and the vectors of a product. */
export interface RowSpace {
  readonly wasm: Wasm;
  readonly rows: WeightedRows;
  readonly d: number;
  /** Doubles from one row to the next. */
  readonly stride: number;
  /** Rows held at once, a multiple of 4. */
  readonly held: number;
  readonly block: number;
  readonly basis: number;
  readonly input: number;
  readonly output: number;
  readonly factors: number;
}

/** One instance a thread: the eigensolver resets the one that tasks are given. */
let own: Wasm | undefined;

/** Brings the rows in, with room for a basis of `vectors` vectors. The space before it is lost. */
export function createRowSpace(rows: WeightedRows, vectors: number): RowSpace {
  own ??= createWasm();
  own.reset();
  const { d, count } = rows;
  const stride = d + (d & 1);
  const held = Math.min(fours(count), Math.max(LEAST_HELD, fours(Math.floor(HELD_DOUBLES / stride))));
  const space: RowSpace = {
    wasm: own,
    rows,
    d,
    stride,
    held,
    block: own.allocate(held * stride),
    basis: own.allocate(fours(vectors) * stride),
    input: own.allocate(stride),
    output: own.allocate(stride),
    factors: own.allocate(Math.max(4, held, fours(vectors))),
  };
  own.float64(space.basis, fours(vectors) * stride).fill(0);
  own.float64(space.input, stride).fill(0);
  loadBlock(space, 0);
  return space;
}

/** Fills the block with rows from `first` on; what is missing is zero. */
function loadBlock(space: RowSpace, first: number): void {
  const { wasm, rows, held, stride, d, block } = space;
  const { data, index, scale, centre, count } = rows;
  const out = wasm.float64(block, held * stride);
  const factors = wasm.float64(space.factors, held);
  const end = Math.min(held, count - first);
  wasm.float64(space.output, stride).fill(0, d).set(centre);
  for (let r = 0; r < end; r++) {
    const from = index[first + r] * d;
    out.set(data.subarray(from, from + d), r * stride);
    if (stride > d) out[r * stride + d] = 0;
  }
  out.fill(0, end * stride);
  factors.fill(0, end).set(scale.subarray(first, first + end));
  wasm.exports.centreRows(block, held, stride, space.output, space.factors);
}

/** BᵀB v. */
export function covarianceTimes(space: RowSpace, v: Float64Array): Float64Array {
  const { wasm, rows, held, stride, d, block, input, output, factors } = space;
  const sum = new Float64Array(d);
  for (let first = 0; first < rows.count; first += held) {
    if (rows.count > held) loadBlock(space, first);
    wasm.float64(input, d).set(v);
    const part = wasm.float64(output, stride).fill(0);
    wasm.exports.applyRows(block, held, stride, input, output, factors);
    for (let j = 0; j < d; j++) sum[j] += part[j];
  }
  return sum;
}

/** B Bᵀ, count × count; only where all rows are held. */
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

/** Σ_r factors[r] b_r; only where all rows are held. */
export function combineRows(space: RowSpace, factors: Float64Array): Float64Array {
  return combine(space, space.block, factors);
}

/** Σ_r factors[r] (basis vector r). */
export function combineBasis(space: RowSpace, factors: Float64Array): Float64Array {
  return combine(space, space.basis, factors);
}

function combine(space: RowSpace, matrix: number, factors: Float64Array): Float64Array {
  const { wasm, stride, d, output } = space;
  setFactors(space, factors);
  wasm.float64(output, stride).fill(0);
  wasm.exports.addRows(matrix, fours(factors.length), stride, space.factors, output);
  return wasm.float64(output, d).slice();
}

function setFactors({ wasm, factors: at }: RowSpace, factors: Float64Array): void {
  const view = wasm.float64(at, fours(factors.length));
  view.set(factors);
  view.fill(0, factors.length);
}

/** Takes v as basis vector i. */
export function setBasis({ wasm, basis, stride, d }: RowSpace, i: number, v: Float64Array): void {
  wasm.float64(basis + 8 * i * stride, d).set(v);
}

/** Takes from v its part in the span of the first `count` basis vectors, twice, so that none is left. */
export function orthogonalise(space: RowSpace, count: number, v: Float64Array): void {
  const { wasm, basis, stride, d, input, factors } = space;
  const inside = wasm.float64(input, d);
  const along = wasm.float64(factors, fours(count));
  inside.set(v);
  for (let pass = 0; pass < 2; pass++) {
    wasm.exports.dotRows(basis, fours(count), stride, input, factors);
    for (let r = 0; r < along.length; r++) along[r] = -along[r];
    wasm.exports.addRows(basis, fours(count), stride, factors, input);
  }
  v.set(inside);
}

function fours(count: number): number {
  return (count + 3) & ~3;
}
