/**
 * Large matrix products on ONNX Runtime where the optional peer `onnxruntime-node` is installed.
 *
 * Its threads cut the longer of the two outer sides, and a cut of the columns can change how the inner sum is
 * blocked, and so the last bits. Products are therefore made in column blocks no wider than they are high:
 * then only rows are cut, and the bytes are the same for every number of threads (tested).
 */
import type { MultiplyRequest } from "../kernels.ts";
import { float64 } from "../shared.ts";
import { encodeModel } from "./onnx-model.ts";
import { findOnnxRuntime, type OnnxRuntime, type OnnxSession } from "./onnx-runtime.ts";
import { createSessions } from "./sessions.ts";

/** Below this many multiplications the package's own kernel is as fast. */
const LEAST_WORK = 4e6;
/** Thinner products would be cut into too many blocks. */
const LEAST_SIDE = 64;

/** A way to multiply, or why there is none. */
export type NativeMultiply =
  | { readonly available: false; readonly reason: string }
  | {
      readonly available: true;
      readonly reason: string;
      worthwhile(request: MultiplyRequest): boolean;
      multiply(request: MultiplyRequest): Promise<Float64Array>;
      close(): void;
    };

/** Finds ONNX Runtime; never fails: where it is missing the answer says so. */
export async function createNativeMultiply(threads: number): Promise<NativeMultiply> {
  const runtime = await findOnnxRuntime();
  if (runtime === undefined) return { available: false, reason: "own kernel (no onnxruntime-node here)" };
  const sessions = createSessions(runtime, threads);
  return {
    available: true,
    reason: `ONNX Runtime ${runtime.env?.versions?.node ?? ""} (float64 Gemm, CPU)`,
    worthwhile: ({ rows, inner, columns }) =>
      rows * inner * columns >= LEAST_WORK && Math.min(rows, columns) >= LEAST_SIDE,
    multiply: async (request) => {
      const { transposeA = false, transposeB = false } = request;
      const key = `${transposeA},${transposeB}`;
      const chosen = await sessions.open(key, () => productModel(transposeA, transposeB));
      return multiplyBlocks(runtime, chosen, request);
    },
    close: () => sessions.close(),
  };
}

/** c = op(a) op(b), where op transposes if asked to. */
function productModel(transposeA: boolean, transposeB: boolean): Uint8Array {
  const attributes = { transA: Number(transposeA), transB: Number(transposeB) };
  const nodes = [{ operation: "Gemm", inputs: ["a", "b"], outputs: ["c"], attributes }];
  return encodeModel({ nodes, inputs: ["a", "b"], outputs: ["c"] });
}

async function multiplyBlocks(
  runtime: OnnxRuntime,
  session: OnnxSession,
  request: MultiplyRequest,
): Promise<Float64Array> {
  const { rows, inner, columns, transposeA } = request;
  const a = new runtime.Tensor("float64", unshared(request.a), transposeA ? [inner, rows] : [rows, inner]);
  const out = float64(rows * columns);
  for (let first = 0; first < columns; first += rows) {
    const width = Math.min(rows, columns - first);
    const b = new runtime.Tensor("float64", columnBlock(request, first, width), blockShape(request, width));
    const { c } = await session.run({ a, b });
    placeColumns(out, c.data as Float64Array, { first, width, columns });
  }
  return out;
}

function blockShape({ transposeB, inner }: MultiplyRequest, width: number): [number, number] {
  return transposeB ? [width, inner] : [inner, width];
}

/** Columns `[first, first + width)` of op(b), as stored, outside shared memory. */
function columnBlock(request: MultiplyRequest, first: number, width: number): Float64Array {
  const { b, inner, columns, transposeB } = request;
  if (transposeB) return unshared(b.subarray(first * inner, (first + width) * inner));
  if (width === columns) return unshared(b);
  const block = new Float64Array(inner * width);
  for (let k = 0; k < inner; k++) {
    block.set(b.subarray(k * columns + first, k * columns + first + width), k * width);
  }
  return block;
}

function placeColumns(
  out: Float64Array,
  block: Float64Array,
  { first, width, columns }: { first: number; width: number; columns: number },
): void {
  if (width === columns) {
    out.set(block);
    return;
  }
  for (let i = 0; i * width < block.length; i++) {
    out.set(block.subarray(i * width, (i + 1) * width), i * columns + first);
  }
}

/** ONNX Runtime takes no arrays over shared memory. */
function unshared(array: Float64Array): Float64Array {
  return array.buffer instanceof ArrayBuffer ? array : new Float64Array(array);
}
