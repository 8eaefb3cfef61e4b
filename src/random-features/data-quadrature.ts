/**
 * Which data rows stand for the training distribution at each time node. Few rows: all of them, exactly.
 * Many: a seeded, stratified choice that differs from node to node, so that the integral over time averages
 * over far more rows than any node sees.
 */
import type { Rng } from "../random/rng.ts";
import type { TimeRule } from "./time-rule.ts";

/** Time nodes with `rowsPerNode` equally weighted data rows each. */
export interface MomentQuadrature extends TimeRule {
  readonly rowsPerNode: number;
  /** Indices of data rows, times.length × rowsPerNode. */
  readonly rows: Int32Array;
  /** Whether every node sees all rows, so that there is no sampling error. */
  readonly complete: boolean;
}

/** Options of {@link createDataQuadrature}. */
export interface DataQuadratureOptions {
  /** Number of data rows. */
  readonly count: number;
  /** At most this many rows at a node. */
  readonly rowsPerNode?: number;
  readonly rng: Rng;
}

/** Rows at a node unless said otherwise: with some 2000 nodes that is 128,000 visits of rows. */
const ROWS_PER_NODE = 64;

/**
 * Combines a time rule with data rows, of each node all or a seeded choice.
 * @example
 * const rule = { times: Float64Array.of(0.1, 1), weights: Float64Array.of(1, 1) };
 * createDataQuadrature(rule, { count: 3, rng }).rows; // → [0, 1, 2, 0, 1, 2]
 */
export function createDataQuadrature(
  rule: TimeRule,
  { count, rowsPerNode = ROWS_PER_NODE, rng }: DataQuadratureOptions,
): MomentQuadrature {
  const complete = count <= rowsPerNode;
  const width = complete ? count : rowsPerNode;
  const rows = new Int32Array(rule.times.length * width);
  for (let node = 0; node < rule.times.length; node++) {
    const target = rows.subarray(node * width, (node + 1) * width);
    if (complete) target.set(Array.from(target.keys()));
    else stratifiedInto(target, count, rng.split("rows", node));
  }
  return { ...rule, rowsPerNode: width, rows, complete };
}

/** One row from each of equal strata of a random order that all nodes share. */
function stratifiedInto(target: Int32Array, count: number, rng: Rng): void {
  const shifts = rng.uniforms(target.length);
  const stratum = count / target.length;
  for (let i = 0; i < target.length; i++) {
    target[i] = Math.min(count - 1, Math.floor((i + shifts[i]) * stratum));
  }
}
