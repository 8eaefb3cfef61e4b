/**
 * The coupling of two Gaussians whose columns have sizes far apart: by factors and singular values instead of
 * eigenvalues of covariances, so that every column keeps its own relative precision.
 */

import { dot } from "../arrays/vectors.ts";

/** Covariances, d × d. */
interface Pair {
  readonly train: Float64Array;
  readonly generated: Float64Array;
  readonly d: number;
}

/** Beyond this ratio of the variances of columns a matrix is graded. */
const ALIKE = 1e6;
/** Above this dimension the turns take too long. */
const MOST_COLUMNS = 256;
const SWEEPS = 60;

/** Whether columns that vary have variances more than 10⁶ apart; up to 256 columns. */
export function isGraded({ train, generated, d }: Pair): boolean {
  if (d > MOST_COLUMNS) return false;
  let [least, most] = [Infinity, 0];
  for (const covariance of [train, generated])
    for (let at = 0; at < covariance.length; at += d + 1) {
      if (covariance[at] > 0) least = Math.min(least, covariance[at]);
      most = Math.max(most, covariance[at]);
    }
  return most > ALIKE * least;
}

/**
 * tr(Σ_g + Σ_t - 2 (Σ_t^½ Σ_g Σ_t^½)^½) and the map A that carries the samples' Gaussian to the training one, d × d. With
 * Σ = L Lᵀ and L_tᵀ L_g = V S Wᵀ the trace is |L_g W - L_t V|², a sum of squares, and A = L_t V S⁻¹ Vᵀ L_tᵀ.
 */
export function gradedCoupling({ train, generated, d }: Pair): { trace: number; map: Float64Array } {
  const size = (j: number) => Math.max(train[j * (d + 1)], generated[j * (d + 1)]);
  const order = Array.from({ length: d }, (_, j) => j).sort((a, b) => size(b) - size(a));
  const [ours, theirs] = [factor(generated, order), factor(train, order)];
  const columns = order.map((_, j) => Float64Array.from(theirs, (column) => dot(column, ours[j])));
  const least = columns.map((column) => 4 * d * Number.EPSILON * Math.sqrt(dot(column, column)));
  const turned = order.map((_, j) => Float64Array.from({ length: d }, (_, i) => (i === j ? 1 : 0)));
  makeOrthogonal(columns, turned);
  return assemble({ ours, theirs, columns, turned, least });
}

/** The factors of both sets, and the columns V S and W, with the length below which one of V S counts as 0. */
interface Factors {
  readonly ours: readonly Float64Array[];
  readonly theirs: readonly Float64Array[];
  readonly columns: readonly Float64Array[];
  readonly turned: readonly Float64Array[];
  readonly least: readonly number[];
}

function assemble({ ours, theirs, columns, turned, least }: Factors): { trace: number; map: Float64Array } {
  const d = columns.length;
  const map = new Float64Array(d * d);
  let trace = 0;
  // What of Σ_t no direction of the samples is coupled with.
  let left = theirs.reduce((sum, column) => sum + dot(column, column), 0);
  let isFull = true;
  columns.forEach((column, j) => {
    const from = combine(ours, turned[j]);
    const value = Math.sqrt(dot(column, column));
    const isThere = value > least[j];
    const to = combine(
      theirs,
      column.map((entry) => (isThere ? entry / value : 0)),
    );
    trace += from.reduce((sum, entry, i) => sum + (entry - to[i]) ** 2, 0);
    left -= dot(to, to);
    isFull &&= isThere;
    if (isThere) addOuter(map, to, 1 / value);
  });
  return { trace: isFull ? trace : trace + Math.max(0, left), map };
}

function addOuter(matrix: Float64Array, v: Float64Array, factor: number): void {
  const d = v.length;
  for (let at = 0; at < matrix.length; at++) matrix[at] += factor * v[Math.floor(at / d)] * v[at % d];
}

/** Columns of L with L Lᵀ = the matrix: Cholesky in the given order; directions that depend on earlier ones are 0. */
function factor(matrix: Float64Array, order: readonly number[]): Float64Array[] {
  const d = order.length;
  const rest = matrix.slice();
  const open = new Set(order);
  return order.map((k) => {
    const pivot = rest[k * (d + 1)];
    const column = new Float64Array(d);
    if (pivot > 4 * d * Number.EPSILON * matrix[k * (d + 1)])
      for (const i of open) column[i] = rest[i * d + k] / Math.sqrt(pivot);
    for (const i of open) for (const j of open) rest[i * d + j] -= column[i] * column[j];
    open.delete(k);
    return column;
  });
}

/** One-sided Jacobi: turns pairs of columns until all are orthogonal, and the columns beside them the same way. */
function makeOrthogonal(columns: readonly Float64Array[], beside: readonly Float64Array[]): void {
  const d = columns.length;
  for (let sweep = 0, turns = 1; turns > 0 && sweep < SWEEPS; sweep++) {
    turns = 0;
    for (let p = 0; p < d; p++)
      for (let q = p + 1; q < d; q++) {
        const angle = angleBetween(columns[p], columns[q]);
        if (angle === undefined) continue;
        for (const rows of [columns, beside]) turn(rows[p], rows[q], angle);
        turns++;
      }
  }
}

/** Cosine and sine of the turn that makes two columns orthogonal; undefined where they are. */
function angleBetween(a: Float64Array, b: Float64Array): readonly [number, number] | undefined {
  const [aa, bb, ab] = [dot(a, a), dot(b, b), dot(a, b)];
  if (!(Math.abs(ab) > 4 * Number.EPSILON * Math.sqrt(aa) * Math.sqrt(bb))) return undefined;
  const zeta = (bb - aa) / (2 * ab);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cosine = 1 / Math.hypot(1, tangent);
  return [cosine, cosine * tangent];
}

function turn(a: Float64Array, b: Float64Array, [cosine, sine]: readonly [number, number]): void {
  for (let i = 0; i < a.length; i++) {
    const before = a[i];
    a[i] = cosine * before - sine * b[i];
    b[i] = sine * before + cosine * b[i];
  }
}

function combine(columns: readonly Float64Array[], weights: Float64Array): Float64Array {
  return weights.map((_, i) => columns.reduce((sum, column, j) => sum + weights[j] * column[i], 0));
}
