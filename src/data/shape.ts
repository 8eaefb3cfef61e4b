/** Sizes as files declare them, checked before anything is allocated. */
import { InputError } from "../errors/input-error.ts";

/** Extents of an array, outermost first; empty for a single number. */
export type Shape = readonly number[];

/** More dimensions than NumPy knows are a sign of damage. */
const MAX_RANK = 64;
/** Entries of the largest float64 array that a buffer of 2^33 bytes can hold. */
const MAX_ENTRIES = 2 ** 30;

/**
 * The number of entries of a declared shape.
 * @throws {InputError} where an extent is no integer ≥ 0, or the product is beyond what memory can hold
 */
export function countEntries(what: string, shape: Shape): number {
  const text = `(${shape.slice(0, 8).join(", ")}${shape.length > 8 ? ", …" : ""})`;
  if (shape.length > MAX_RANK)
    throw new InputError(what, `at most ${MAX_RANK} dimensions`, String(shape.length));
  for (const extent of shape)
    if (!Number.isSafeInteger(extent) || extent < 0) throw new InputError(what, "extents >= 0", text);
  if (shape.includes(0)) return 0;
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (count > MAX_ENTRIES) throw new InputError(what, `at most ${MAX_ENTRIES} numbers`, `shape ${text}`);
  return count;
}
