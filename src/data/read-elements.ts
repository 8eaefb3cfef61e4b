/** From a stream of raw numbers to a row-major Float64Array in shared memory, a chunk at a time. */

import { InputError } from "../errors/input-error.ts";
import { float64 } from "../kernels/shared.ts";
import type { ByteStream } from "./byte-stream.ts";
import { createDecoder, type ElementType } from "./element-type.ts";
import { countEntries, type Shape } from "./shape.ts";

/** Numbers of any shape, row-major. */
export interface NumericArray {
  readonly data: Float64Array;
  readonly shape: Shape;
  /** Names of the columns of a table that has them, unless it was asked for columns by name. */
  readonly names?: readonly string[];
}

const CHUNK = 1 << 16;

/**
 * Reads the entries of one array. The caller has checked that the declared size fits what there is.
 * @throws {InputError} where the stream ends early or memory does not suffice
 */
export async function readElements(
  stream: ByteStream,
  { type, shape, fortran = false }: { type: ElementType; shape: Shape; fortran?: boolean },
): Promise<NumericArray> {
  const count = countEntries(stream.name, shape);
  const data = allocate(stream.name, count);
  const capacity = Math.min(CHUNK, count);
  const decoder = createDecoder(type, capacity);
  const chunk = new Float64Array(capacity);
  const place = fortran && shape.length > 1 ? fortranPlacer(data, shape) : rowMajorPlacer(data);
  for (let done = 0; done < count; done += CHUNK) {
    const size = Math.min(CHUNK, count - done);
    await stream.readInto(decoder.bytes.subarray(0, size * type.bytes));
    decoder.decodeInto(chunk, size);
    place(chunk.subarray(0, size));
  }
  return { data, shape };
}

/** @throws {InputError} where there is not enough memory */
export function allocate(what: string, count: number): Float64Array {
  try {
    return float64(count);
  } catch (cause) {
    throw new InputError(what, "an array that fits in memory", `${count} numbers`).because(cause);
  }
}

type Placer = (chunk: Float64Array) => void;

function rowMajorPlacer(out: Float64Array): Placer {
  let at = 0;
  return (chunk) => {
    out.set(chunk, at);
    at += chunk.length;
  };
}

/** Entries come with the first index running fastest; an odometer follows where they belong. */
function fortranPlacer(out: Float64Array, shape: Shape): Placer {
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, extent) => product * extent, 1),
  );
  const index = shape.map(() => 0);
  let at = 0;
  const advance = () => {
    for (let axis = 0; axis < shape.length; axis++) {
      at += strides[axis];
      index[axis]++;
      if (index[axis] < shape[axis]) return;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  };
  return (chunk) => {
    for (const value of chunk) {
      out[at] = value;
      advance();
    }
  };
}

/**
 * Guards against decompression bombs: real arrays do not shrink two-hundredfold.
 * @param packed bytes in the file
 * @param unpacked bytes that they claim to become
 * @throws {InputError} where that is beyond belief
 */
export function requirePlausibleRatio(what: string, packed: number, unpacked: number): void {
  const limit = Math.max(2 ** 26, 200 * packed);
  if (unpacked > limit)
    throw new InputError(
      what,
      `at most ${limit} bytes from ${packed} compressed ones (store it uncompressed)`,
      `${unpacked}`,
    );
}
