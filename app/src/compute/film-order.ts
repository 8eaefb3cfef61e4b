/** The order in which a film's pictures are made. */

/** Shares 0 … 1 in `count` equal steps, both ends first, then middles of middles. */
export function coarseToFine(count: number): number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  for (let step = count - 1; step >= 1; step = Math.floor(step / 2))
    for (let i = 0; i < count; i += step)
      if (!seen.has(i)) {
        seen.add(i);
        order.push(i / (count - 1));
      }
  return order;
}
