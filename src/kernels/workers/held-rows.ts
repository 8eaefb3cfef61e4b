/**
 * Data rows that a thread keeps in compiled memory, less their mean, for work that returns to the same rows again and again.
 * Not the choice of rows (local-rows.ts).
 */
import { columnMeans } from "../../arrays/rows.ts";
import { createWasm, fours, type Wasm } from "../wasm/instance.ts";
import type { Basis } from "./row-space.ts";

/** Rows, and room for a basis and the vectors of a product. */
export interface HeldRows extends Basis {
  readonly id: number;
  readonly n: number;
  readonly mean: Float64Array;
  readonly rows: number;
  /** The same in float32. */
  readonly narrow: number;
  /** |row|², n. */
  readonly squares: Float64Array;
  /** Four queries, and their products with all rows. */
  readonly queries: number;
  readonly products: number;
  /** Room for n row numbers each. */
  readonly near: number;
  readonly list: number;
  readonly weights: number;
  /** 2 stride + 4 doubles. */
  readonly work: number;
}

/** What to hold; `id` is the data's. */
export interface HeldRowsInput {
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly id: number;
  /** Room for so many basis vectors. */
  readonly vectors: number;
}

let held: HeldRows | undefined;
let own: Wasm | undefined;

/** The rows, brought in unless they are those of the call before. */
export function heldRows(input: HeldRowsInput): HeldRows {
  if (held?.id !== input.id || held.basisLength < input.vectors * held.stride) held = bringIn(input);
  return held;
}

function bringIn({ data, n, d, id, vectors }: HeldRowsInput): HeldRows {
  own ??= createWasm();
  own.reset();
  const wasm = own;
  const stride = (d + 7) & ~7;
  const room = fours(n);
  const basisLength = fours(vectors) * stride;
  const out: HeldRows = {
    wasm,
    id,
    n,
    d,
    stride,
    mean: columnMeans(data, d),
    rows: wasm.allocate(room * stride),
    narrow: wasm.allocate((room * stride) / 2),
    squares: new Float64Array(n),
    queries: wasm.allocate(4 * stride),
    products: wasm.allocate(4 * room),
    near: wasm.allocate(room / 2),
    list: wasm.allocate(room / 2 + 4),
    weights: wasm.allocate(room + 8),
    basis: wasm.allocate(basisLength),
    basisLength,
    input: wasm.allocate(2 * stride),
    output: wasm.allocate(2 * stride),
    factors: wasm.allocate(Math.max(8, basisLength / stride)),
    work: wasm.allocate(2 * stride + 4),
  };
  fillRows(out, data);
  wasm.exports.narrowInto(out.rows, room * stride, 1, out.narrow);
  for (const at of [out.input, out.output]) wasm.float64(at, 2 * stride).fill(0);
  wasm.float64(out.basis, basisLength).fill(0);
  wasm.float64(out.queries, 4 * stride).fill(0);
  return out;
}

function fillRows({ wasm, n, d, stride, rows, mean, squares }: HeldRows, data: Float64Array): void {
  const out = wasm.float64(rows, fours(n) * stride).fill(0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const value = data[i * d + j] - mean[j];
      out[i * stride + j] = value;
      squares[i] += value * value;
    }
  }
}
