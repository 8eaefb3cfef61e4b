/** A comparison with peers, before it is measured. */
import type { Row } from "./results.ts";
import type { Stand } from "./stand.ts";

/** What a comparison gives; the stand adds name, title, sentence and date. */
type Outcome = Pick<Row, "size"> & Partial<Pick<Row, "cases" | "sweeps" | "figures">>;

/** One comparison, chosen with `--only`. */
export interface Comparison {
  readonly name: string;
  readonly title: string;
  /** What is fair and what is not, in a sentence or two. */
  readonly fair: string;
  run(stand: Stand): Promise<Outcome>;
}

/** Floating-point operations of all eigenpairs of an n × n matrix: reduction, divide and conquer, back-transformation. */
export const eigenOperations = (n: number): number => (14 / 3) * n ** 3;

/** Floating-point operations of the plain form: all distances, weighted means and covariances as products, all eigenpairs. */
export function geometryOperations({ m, n, d }: { m: number; n: number; d: number }): number {
  return 2 * m * n * (2 * d + (d * (d + 1)) / 2) + m * eigenOperations(d);
}
