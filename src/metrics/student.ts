/** Student's interval of a mean whose rows may have long tails. */
import { mean, NORMAL_975 } from "./statistics.ts";

/** Fewer degrees of freedom than these are not believed in: the kurtosis of a few rows is itself a guess. */
const FEWEST = 4;

/**
 * Half the width of the 95 % interval of the mean of independent rows: their standard error times Student's quantile,
 * with as many degrees of freedom as the variance was found with, 2 n / (kurtosis - 1) but at most n - 1 (Satterthwaite).
 * 0 where all rows agree.
 * @example
 * // standard error 1 / √3, 2 degrees of freedom taken as 4
 * studentHalfWidth([-1, 0, 1]); // → 1.6
 */
export function studentHalfWidth(rows: ArrayLike<number>): number {
  const n = rows.length;
  const centre = mean(rows);
  let [second, fourth] = [0, 0];
  for (let i = 0; i < n; i++) {
    const square = (rows[i] - centre) ** 2;
    second += square / n;
    fourth += square ** 2 / n;
  }
  if (!(second > 0)) return 0;
  const kurtosis = fourth / second ** 2;
  const freedom = Math.max(FEWEST, Math.min(n - 1, (2 * n) / (kurtosis - 1)));
  return studentQuantile(freedom) * Math.sqrt(second / (n - 1));
}

/** 0.975 quantile of Student's distribution by its expansion about the normal one; to 0.3 % from 4 degrees on. */
function studentQuantile(freedom: number): number {
  const powers = [1, 3, 5, 7].map((power) => NORMAL_975 ** power);
  const terms = [
    [1, 1, 0, 0, 4],
    [3, 16, 5, 0, 96],
    [-15, 17, 19, 3, 384],
  ];
  return terms.reduce((sum, term, i) => {
    const top = powers.reduce((total, power, k) => total + power * term[k], 0);
    return sum + top / term[4] / freedom ** (i + 1);
  }, NORMAL_975);
}
