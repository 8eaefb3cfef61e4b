/** The coverage that fresh draws of the data's own distribution have, whatever that is. */

/**
 * Expected share of n training points whose ball to the k-th nearest other one holds at least one of m fresh draws. The mass
 * of such a ball is Beta(k, n - k) distributed for every continuous distribution, so that no ball mass need be known.
 * @example
 * // 1 - (2/4) of one nearest neighbour among three points and two draws: 1 - B(1, 2 + 2) / B(1, 2)
 * freshCoverage({ n: 3, m: 2, k: 1 }); // → 0.5
 */
export function freshCoverage({ n, m, k }: { n: number; m: number; k: number }): number {
  let missed = 1;
  for (let i = 0; i < k; i++) missed *= (n - k + i) / (n - k + m + i);
  return 1 - missed;
}
