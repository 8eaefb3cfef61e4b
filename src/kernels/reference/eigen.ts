/** Specification of the symmetric eigensolvers: cyclic Jacobi, slow and accurate. */
import type { Eigenpairs } from "../kernels.ts";

const SWEEPS = 60;

/** See `Kernels.eigenBatch`. */
export function referenceEigenBatch(matrices: Float64Array, m: number, n: number): Eigenpairs {
  const values = new Float64Array(m * n);
  const vectors = new Float64Array(m * n * n);
  for (let i = 0; i < m; i++) {
    const pairs = referenceEigen(matrices.subarray(i * n * n, (i + 1) * n * n), n);
    values.set(pairs.values, i * n);
    vectors.set(pairs.vectors, i * n * n);
  }
  return { values, vectors };
}

/** See `Kernels.eigen`. */
export function referenceEigen(matrix: Float64Array, n: number): Eigenpairs {
  const scale = matrix.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0) || 1;
  const a = matrix.map((entry) => entry / scale);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < SWEEPS && offDiagonal(a, n) > 0; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, { n, p, q });
  }
  return ordered(a, v, { n, scale });
}

function offDiagonal(a: Float64Array, n: number): number {
  let total = 0;
  for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) total += a[p * n + q] ** 2;
  return total;
}

/** Makes entry (p, q) zero; rows of v are the eigenvectors. */
function rotate(a: Float64Array, v: Float64Array, { n, p, q }: { n: number; p: number; q: number }): void {
  const entry = a[p * n + q];
  if (Math.abs(entry) < 1e-30) {
    a[p * n + q] = 0;
    a[q * n + p] = 0;
    return;
  }
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * entry);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  const turn = (x: Float64Array, i: number, j: number) => {
    const [left, right] = [x[i], x[j]];
    x[i] = c * left - s * right;
    x[j] = s * left + c * right;
  };
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q);
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k);
  for (let k = 0; k < n; k++) turn(v, p * n + k, q * n + k);
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}

function ordered(a: Float64Array, v: Float64Array, { n, scale }: { n: number; scale: number }): Eigenpairs {
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]);
  const order = Array.from(diagonal.keys()).sort((i, j) => diagonal[j] - diagonal[i] || i - j);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    vectors.set(positive(v.subarray(from * n, (from + 1) * n)), to * n);
  });
  return { values: Float64Array.from(order, (i) => scale * diagonal[i]), vectors };
}

/** The vector or its negative, so that its first entry of (nearly) largest size is positive. */
function positive(vector: Float64Array): Float64Array {
  const largest = vector.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  const leading = vector.find((entry) => Math.abs(entry) >= (1 - 1e-8) * largest) ?? 0;
  return leading < 0 ? vector.map((entry) => -entry) : vector;
}
