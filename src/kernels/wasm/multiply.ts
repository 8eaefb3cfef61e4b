/**
 * Host side of the blocked matrix product. An item is a block of rows of the result; the sum over the inner
 * index runs in fixed blocks, so an entry does not depend on where its row is computed.
 */
import type { MultiplyRequest } from "../kernels.ts";
import type { Pool, Task, TaskArguments } from "../pool/task.ts";
import { float64, shareFloat64 } from "../shared.ts";
import type { Wasm } from "./instance.ts";

const ROWS = 96;
const INNER = 256;
const COLUMNS = 384;

interface MultiplyArguments extends TaskArguments {
  a: Float64Array;
  b: Float64Array;
  out: Float64Array;
  rows: number;
  inner: number;
  columns: number;
  transposeA: number;
  transposeB: number;
}

/** See `Kernels.multiply`. */
export async function wasmMultiply(pool: Pool, request: MultiplyRequest): Promise<Float64Array> {
  const { rows, inner, columns } = request;
  const out = float64(rows * columns);
  const args: MultiplyArguments = {
    a: shareFloat64(request.a),
    b: shareFloat64(request.b),
    out,
    rows,
    inner,
    columns,
    transposeA: Number(request.transposeA ?? false),
    transposeB: Number(request.transposeB ?? false),
  };
  if (rows * inner * columns === 0) return out;
  await pool.run(multiplyTask, args, { items: Math.ceil(rows / ROWS), cost: 2 * rows * inner * columns });
  return out;
}

/** Places in the instance's memory. */
interface Room {
  wasm: Wasm;
  raw: number;
  a: number;
  b: number;
  c: number;
}

/** Computes blocks `[begin, end)` of 96 rows. */
export const multiplyTask: Task = (wasm, args, { begin, end }) => {
  const request = args as MultiplyArguments;
  wasm.reset();
  const room = {
    wasm,
    raw: wasm.allocate(INNER * Math.max(ROWS, COLUMNS)),
    a: wasm.allocate(ROWS * INNER),
    b: wasm.allocate(COLUMNS * INNER),
    c: wasm.allocate(ROWS * COLUMNS),
  };
  for (let item = begin; item < end; item++) {
    for (let column = 0; column < request.columns; column += COLUMNS) {
      block(room, request, { row: item * ROWS, column });
    }
  }
};

function block(room: Room, args: MultiplyArguments, at: { row: number; column: number }): void {
  const { wasm } = room;
  const { rows, inner, columns, out } = args;
  const height = Math.min(ROWS, rows - at.row);
  const width = Math.min(COLUMNS, columns - at.column);
  const [paddedHeight, paddedWidth] = [4 * Math.ceil(height / 4), 4 * Math.ceil(width / 4)];
  wasm.float64(room.c, paddedHeight * paddedWidth).fill(0);
  for (let k = 0; k < inner; k += INNER) {
    const depth = Math.min(INNER, inner - k);
    const left = { array: args.a, stride: args.transposeA ? rows : inner, byInner: args.transposeA === 1 };
    const right = {
      array: args.b,
      stride: args.transposeB ? inner : columns,
      byInner: args.transposeB === 0,
    };
    pack(wasm, left, { raw: room.raw, packed: room.a, lane: at.row, lanes: height, k, depth });
    pack(wasm, right, { raw: room.raw, packed: room.b, lane: at.column, lanes: width, k, depth });
    wasm.exports.multiplyPacked(room.a, room.b, room.c, paddedHeight, depth, paddedWidth);
  }
  const result = wasm.float64(room.c, paddedHeight * paddedWidth);
  for (let i = 0; i < height; i++) {
    out.set(result.subarray(i * paddedWidth, i * paddedWidth + width), (at.row + i) * columns + at.column);
  }
}

interface Factor {
  array: Float64Array;
  stride: number;
  /** Whether a stored row runs over lanes at one inner index, or over inner indices at one lane. */
  byInner: boolean;
}

interface Part {
  raw: number;
  packed: number;
  lane: number;
  lanes: number;
  k: number;
  depth: number;
}

/** Copies one block of a factor into the instance's memory and packs it in groups of 4 lanes. */
function pack(wasm: Wasm, { array, stride, byInner }: Factor, part: Part): void {
  const { raw, packed, lane, lanes, k, depth } = part;
  const [count, length] = byInner ? [depth, lanes] : [lanes, depth];
  const inside = wasm.float64(raw, count * length);
  for (let i = 0; i < count; i++) {
    const from = byInner ? (k + i) * stride + lane : (lane + i) * stride + k;
    inside.set(array.subarray(from, from + length), i * length);
  }
  const [laneStride, innerStride] = byInner ? [1, length] : [length, 1];
  wasm.exports.packGroups(raw, lanes, depth, laneStride, innerStride, packed);
}
