/** Writes NumPy's .npy format, version 1, little-endian, row-major. */
import type { Shape } from "./shape.ts";
import { type ByteSink, writeFileAtomically } from "./write-file.ts";

/** An array to be written; its class decides the dtype. Row-major, as many entries as `shape` says. */
export interface ArrayOutput {
  readonly data: Float64Array | Float32Array | Int32Array | Uint8Array;
  readonly shape: Shape;
}

/**
 * Writes one array.
 * @throws {RangeError} where data and shape disagree
 * @throws {InputError} where the place cannot be written to
 */
export async function writeNpy(path: string, array: ArrayOutput): Promise<void> {
  const header = npyHeader(path, array);
  await writeFileAtomically(path, async (sink: ByteSink) => {
    await sink.write(header);
    await sink.write(rawBytes(array));
  });
}

/** The numbers as they lie in memory, without a copy. */
export function rawBytes({ data }: ArrayOutput): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Everything of an .npy file before its numbers; a multiple of 64 bytes long.
 * @throws {RangeError} where data and shape disagree
 */
export function npyHeader(name: string, { data, shape }: ArrayOutput): Uint8Array {
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (count !== data.length)
    throw new RangeError(
      `${name}: expected ${count} entries for shape (${shape.join(", ")}), got ${data.length}`,
    );
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${descrOf(data)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = Buffer.alloc(length, " ", "latin1");
  bytes.write("\x93NUMPY\x01\x00", 0, "latin1");
  bytes.writeUInt16LE(length - 10, 8);
  bytes.write(text, 10, "latin1");
  bytes.write("\n", length - 1, "latin1");
  return bytes;
}

function descrOf(data: ArrayOutput["data"]): string {
  if (data instanceof Float64Array) return "<f8";
  if (data instanceof Float32Array) return "<f4";
  return data instanceof Int32Array ? "<i4" : "|u1";
}
