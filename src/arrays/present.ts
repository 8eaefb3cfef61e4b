/** Values that are there by construction, where the type cannot say so. */

/** The last of a list that is known to hold something. @throws RangeError if it is empty */
export function lastOf<T>(items: ArrayLike<T>): T {
  if (items.length === 0) throw new RangeError("items: expected at least one, got none");
  return items[items.length - 1];
}

/** A value that is known to be there. @throws RangeError if it is not */
export function present<T>(value: T): NonNullable<T> {
  if (value === undefined || value === null) throw new RangeError(`value: expected one, got ${value}`);
  return value;
}
