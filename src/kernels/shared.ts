/** Typed arrays over shared memory where the platform has it, so that worker threads see them without a copy. */

const SHARED = typeof SharedArrayBuffer !== "undefined";

/** A zeroed Float64Array of `length`, in shared memory where there is any. */
export function float64(length: number): Float64Array {
  return new Float64Array(SHARED ? new SharedArrayBuffer(length * 8) : new ArrayBuffer(length * 8));
}

/** A zeroed Int32Array of `length`, in shared memory where there is any. */
export function int32(length: number): Int32Array {
  return new Int32Array(SHARED ? new SharedArrayBuffer(length * 4) : new ArrayBuffer(length * 4));
}

/** The array itself if it is in shared memory already (or there is none), else a copy that is. */
export function shareFloat64(array: Float64Array): Float64Array {
  if (!SHARED || array.buffer instanceof SharedArrayBuffer) return array;
  const copy = float64(array.length);
  copy.set(array);
  return copy;
}

/** As {@link shareFloat64}, for 32-bit integers. */
export function shareInt32(array: Int32Array): Int32Array {
  if (!SHARED || array.buffer instanceof SharedArrayBuffer) return array;
  const copy = int32(array.length);
  copy.set(array);
  return copy;
}
