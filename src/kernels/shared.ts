/** Typed arrays over shared memory where the platform has it, so that worker threads see them without a copy. */

/** Asked each time: workers that share nothing take it away, before or after this module is there. */
const isThere = () => typeof SharedArrayBuffer !== "undefined";

/**
 * A zeroed Float64Array of `length`, in shared memory where there is any.
 * @example
 * float64(2); // → [0, 0]
 * float64(2).buffer instanceof SharedArrayBuffer; // → true
 */
export function float64(length: number): Float64Array {
  return new Float64Array(isThere() ? new SharedArrayBuffer(length * 8) : new ArrayBuffer(length * 8));
}

/**
 * As {@link float64}, of 32-bit numbers.
 * @example
 * float32(2); // → [0, 0]
 * float32(2).buffer instanceof SharedArrayBuffer; // → true
 */
export function float32(length: number): Float32Array {
  return new Float32Array(isThere() ? new SharedArrayBuffer(length * 4) : new ArrayBuffer(length * 4));
}

/** Buffers that were given back, for the next to borrow: the collector does not see how much shared memory it could free. */
const spare: Float64Array[] = [];
const MOST_SPARE = 8;

/**
 * As {@link float64}, from memory that was given back where some of that size is there. Shared memory outlives its last
 * user by far, so what is large and soon done with goes back by {@link giveBack}.
 * @example
 * const first = borrowFloat64(2).fill(7);
 * giveBack(first);
 * borrowFloat64(1); // → [0]
 */
export function borrowFloat64(length: number): Float64Array {
  const fits = spare.findIndex((array) => array.length >= length && array.length <= 2 * length);
  if (fits < 0) return float64(length);
  const [found] = spare.splice(fits, 1);
  return found.subarray(0, length).fill(0);
}

/**
 * Lets others borrow an array's memory; the array must not be used again.
 * @example
 * giveBack(borrowFloat64(2)); // → undefined
 */
export function giveBack({ buffer }: Float64Array): void {
  spare.push(new Float64Array(buffer));
  if (spare.length > MOST_SPARE) spare.shift();
}

/**
 * A zeroed Int32Array of `length`, in shared memory where there is any.
 * @example
 * int32(2); // → [0, 0]
 * int32(2).buffer instanceof SharedArrayBuffer; // → true
 */
export function int32(length: number): Int32Array {
  return new Int32Array(isThere() ? new SharedArrayBuffer(length * 4) : new ArrayBuffer(length * 4));
}

/**
 * The array itself if it is in shared memory already (or there is none), else a copy that is.
 * @example
 * const own = Float64Array.of(1, 2);
 * shareFloat64(own) === own; // → false
 * shareFloat64(shareFloat64(own)); // → [1, 2]
 */
export function shareFloat64(array: Float64Array): Float64Array {
  if (!isThere() || array.buffer instanceof SharedArrayBuffer) return array;
  const copy = float64(array.length);
  copy.set(array);
  return copy;
}

/**
 * As {@link shareFloat64}, for 32-bit integers.
 * @example
 * const shared = int32(2);
 * shareInt32(shared) === shared; // → true
 */
export function shareInt32(array: Int32Array): Int32Array {
  if (!isThere() || array.buffer instanceof SharedArrayBuffer) return array;
  const copy = int32(array.length);
  copy.set(array);
  return copy;
}
