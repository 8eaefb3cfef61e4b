/** Work on many items, one after the other: in parallel it would need the memory of all of them. */

/**
 * What `make` makes of each item, in order; the next begins when the last is done.
 * @example
 * await mapInTurn(["a", "b"], async (letter, i) => letter + i); // → ["a0", "b1"]
 */
export async function mapInTurn<T, U>(
  items: Iterable<T>,
  make: (item: T, index: number) => Promise<U>,
): Promise<U[]> {
  const out: U[] = [];
  for (const item of items) out.push(await make(item, out.length));
  return out;
}
