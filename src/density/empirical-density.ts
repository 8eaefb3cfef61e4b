/** The smoothed empirical density of a data set, `p_t = (1/n) Σ N(a x_i, h I)` (THEORY.md section 1). */
import { expected, expectedKind } from "../errors/argument-error.ts";
import type { Kernels, PointSet } from "../kernels/kernels.ts";
import { shareFloat64 } from "../kernels/shared.ts";

/** A data set ready to be smoothed: n points of dimension d, row-major, with the kernels to do it. */
export interface EmpiricalDensity {
  readonly kernels: Kernels;
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
}

/**
 * Takes `n` points of dimension `d`. The data are copied once into shared memory unless they are there already.
 * @throws TypeError | RangeError if the sizes do not fit, or a number is not finite
 * @example
 * createDensity(kernels, { data: Float64Array.of(-3, 0, 3, 0), n: 2, d: 2 }).n; // → 2
 */
export function createDensity(kernels: Kernels, { data, n, d }: PointSet): EmpiricalDensity {
  if (!(data instanceof Float64Array)) throw expectedKind("data", "a Float64Array", "another kind");
  if (!(Number.isInteger(n) && n > 0)) throw expected("data", "at least one point", n);
  if (!(Number.isInteger(d) && d > 0)) throw expected("data", "at least one column", d);
  if (data.length !== n * d) throw expected("data", `${n} × ${d} numbers`, data.length);
  requireFinite("data", data, d);
  return { kernels, data: shareFloat64(data), n, d };
}

/**
 * @throws RangeError naming the first row that holds a number that is not finite
 */
export function requireFinite(name: string, array: Float64Array, d: number): void {
  const bad = array.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw expected(name, "finite numbers", `${array[bad]} in row ${Math.floor(bad / d)}`);
}
