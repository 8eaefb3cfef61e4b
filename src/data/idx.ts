/** The IDX format of the MNIST files (`*-ubyte`), big-endian, gzipped or not. Values are not rescaled. */

import { InputError } from "../errors/input-error.ts";
import type { ByteSource } from "./byte-source.ts";
import { type ByteStream, inflatedStream, plainStream } from "./byte-stream.ts";
import { viewOf } from "./bytes.ts";
import type { ElementType } from "./element-type.ts";
import { type NumericArray, readElements, requirePlausibleRatio } from "./read-elements.ts";
import { countEntries, type Shape } from "./shape.ts";

const TYPES: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [0x08, { kind: "uint", bytes: 1, bigEndian: true }],
  [0x09, { kind: "int", bytes: 1, bigEndian: true }],
  [0x0b, { kind: "int", bytes: 2, bigEndian: true }],
  [0x0c, { kind: "int", bytes: 4, bigEndian: true }],
  [0x0d, { kind: "float", bytes: 4, bigEndian: true }],
  [0x0e, { kind: "float", bytes: 8, bigEndian: true }],
]);

/** Reads an IDX file, unpacking it where it is gzipped. @throws {InputError} where it is damaged or lies */
export async function readIdxSource(source: ByteSource): Promise<NumericArray> {
  const start = new Uint8Array(2);
  await source.readInto(start, 0);
  const gzipped = start[0] === 0x1f && start[1] === 0x8b;
  const stream = gzipped ? inflatedStream(source, { format: "gzip" }) : plainStream(source);
  try {
    return await readStream(source, stream, gzipped);
  } finally {
    stream.close();
  }
}

async function readStream(source: ByteSource, stream: ByteStream, gzipped: boolean): Promise<NumericArray> {
  const { type, shape } = await readHeader(stream);
  const expected = 4 + 4 * shape.length + countEntries(source.name, shape) * type.bytes;
  if (gzipped) requirePlausibleRatio(source.name, source.size, expected);
  else if (expected !== source.size)
    throw new InputError(source.name, `${expected} bytes for shape (${shape.join(", ")})`, `${source.size}`);
  const array = await readElements(stream, { type, shape });
  if (!(await stream.atEnd())) throw new InputError(source.name, `${expected} bytes when unpacked`, "more");
  return array;
}

async function readHeader(stream: ByteStream): Promise<{ type: ElementType; shape: Shape }> {
  const magic = new Uint8Array(4);
  await stream.readInto(magic);
  const type = TYPES.get(magic[2]);
  if (magic[0] !== 0 || magic[1] !== 0 || !type || magic[3] === 0)
    throw new InputError(stream.name, "an IDX file (00 00 type rank)", hex(magic));
  const extents = new Uint8Array(4 * magic[3]);
  await stream.readInto(extents);
  const view = viewOf(extents);
  return { type, shape: Array.from({ length: magic[3] }, (_, axis) => view.getUint32(4 * axis)) };
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
