import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";

/** The density of points given as rows. */
export function densityOf(kernels: Kernels, rows: readonly (readonly number[])[]): EmpiricalDensity {
  return createDensity(kernels, { data: Float64Array.from(rows.flat()), n: rows.length, d: rows[0].length });
}
