/** Steps at which a network is looked at: ever further apart, the last one among them. */
export function checkpoints(from: number, last: number): number[] {
  const found: number[] = [];
  for (let at = 50; at < last; at = Math.ceil(at * 1.4)) if (at > from) found.push(at);
  return from < last ? [...found, last] : [];
}
