/** An array as NumPy writes it to .npy: what stands before its numbers, and the numbers. */
import { expected } from "../errors/argument-error.ts";
import type { Shape } from "./shape.ts";

/** An array to be written; its class decides the dtype. Row-major, as many entries as `shape` says. */
export interface ArrayOutput {
  readonly data: Float64Array | Float32Array | Int32Array | Uint8Array;
  readonly shape: Shape;
}

/** The numbers as they lie in memory, without a copy. */
export function rawBytes({ data }: ArrayOutput): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** "\x93NUMPY" and version 1.0. */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];

/**
 * Everything of an .npy file before its numbers; a multiple of 64 bytes long.
 * @throws {RangeError} where data and shape disagree
 */
export function npyHeader(name: string, { data, shape }: ArrayOutput): Uint8Array {
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (count !== data.length)
    throw expected(name, `${count} entries for shape (${shape.join(", ")})`, data.length);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${descrOf(data)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length).fill(0x20);
  bytes.set(MAGIC);
  bytes.set([(length - 10) & 0xff, (length - 10) >> 8], MAGIC.length);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[length - 1] = 0x0a;
  return bytes;
}

function descrOf(data: ArrayOutput["data"]): string {
  if (data instanceof Float64Array) return "<f8";
  if (data instanceof Float32Array) return "<f4";
  return data instanceof Int32Array ? "<i4" : "|u1";
}
