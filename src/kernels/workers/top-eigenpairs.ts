/**
 * The largest eigenpairs of each query's posterior covariance in high dimension, without a d × d matrix.
 *
 * With weights ω_i relative to the second place and rows `b_i = sqrt(ω_i / W) (u_i - gμ)`, plus one row for the
 * nearest point itself, the scaled covariance is BᵀB. Few rows: the eigenpairs of the small Gram matrix BBᵀ give all
 * of it. Many rows: Lanczos on v ↦ Bᵀ(Bv) with full reorthogonalisation, and conjugate gradients for the Newton step.
 */
import type { TopEigenpairs, TopEigenpairsRequest } from "../kernels.ts";
import type { Pool } from "../pool/pool.ts";
import type { Task, TaskArguments } from "../pool/task.ts";
import { float64, int32, shareFloat64, shareInt32 } from "../shared.ts";
import { eigenBatchTask } from "../wasm/eigen-batch.ts";
import type { Wasm } from "../wasm/instance.ts";
import { windowWidth } from "../wasm/moments.ts";

/** Up to this many rows of B the Gram matrix is formed. */
const GRAM_ROWS = 160;
/** Directions with less than this of the largest variance are left out: they are rounding. */
const RESOLVED = 1e-14;

interface TopArguments extends TaskArguments {
  data: Float64Array;
  n: number;
  d: number;
  queries: Float64Array;
  variance: number;
  keep: number;
  count: number;
  exclude: Int32Array;
  nearest: Int32Array;
  secondDistance: Float64Array;
  covarianceLogScale: Float64Array;
  shift: Float64Array;
  values: Float64Array;
  vectors: Float64Array;
  normalStep: Float64Array;
}

/** See `Kernels.topEigenpairs`. */
export async function pooledTopEigenpairs(pool: Pool, request: TopEigenpairsRequest): Promise<TopEigenpairs> {
  const { points, queries, m, variance, keep, count, exclude, moments } = request;
  const { d } = points;
  const out = { values: float64(m * count), vectors: float64(m * count * d), normalStep: float64(m * d) };
  const args: TopArguments = {
    ...out,
    data: shareFloat64(points.data),
    n: points.n,
    d,
    queries: shareFloat64(queries),
    variance,
    keep,
    count,
    exclude: shareInt32(exclude ?? int32(0)),
    nearest: moments.nearest,
    secondDistance: moments.secondDistance,
    covarianceLogScale: moments.covarianceLogScale,
    shift: moments.shift,
  };
  await pool.run("topEigenpairs", args, { items: m, cost: 6 * m * points.n * d });
  return out;
}

/** Queries `[begin, end)`. */
export const topEigenpairsTask: Task = (wasm, raw, begin, end) => {
  const args = raw as TopArguments;
  const { d, count } = args;
  for (let q = begin; q < end; q++) {
    const rows = weightedRows(args, q);
    const found = rows.count <= GRAM_ROWS ? fromGram(wasm, rows, d) : fromLanczos(wasm, rows, args);
    const known = Math.min(count, found.values.length);
    args.values.set(found.values.subarray(0, known), q * count);
    args.vectors.set(found.vectors.subarray(0, known * d), q * count * d);
    normalStepInto(args.normalStep.subarray(q * d, (q + 1) * d), args, q, rows, found);
  }
};

/** Rows of B: `scale_i (y_i - centre)`, with the data read in place. */
interface Rows {
  data: Float64Array;
  d: number;
  index: Int32Array;
  scale: Float64Array;
  centre: Float64Array;
  count: number;
}

interface Found {
  values: Float64Array;
  vectors: Float64Array;
  /** Whether all of the covariance is there. */
  complete: boolean;
}

function weightedRows(args: TopArguments, q: number): Rows {
  const { data, n, d, variance, keep } = args;
  const squares = squaresTo(args, q);
  const e2 = args.secondDistance[q]! ** 2;
  const limit = keepLimit(squares, keep) + windowWidth(n, variance);
  const pivot = args.nearest[q]! * d;
  const index: number[] = [];
  const weight: number[] = [];
  let copies = 0;
  for (let i = 0; i < n; i++) {
    if (!(squares[i]! <= limit)) continue;
    if (samePlace(data, i * d, pivot, d)) copies++;
    else {
      index.push(i);
      weight.push(Math.exp((e2 - squares[i]!) / (2 * variance)));
    }
  }
  const g = Math.exp(args.covarianceLogScale[q]!);
  const total = copies + g * weight.reduce((sum, w) => sum + w, 0);
  // Relative to the pivot, the mean is g μ.
  const centre = new Float64Array(d);
  index.forEach((row, r) => {
    for (let j = 0; j < d; j++)
      centre[j]! += (weight[r]! / total) * g * (data[row * d + j]! - data[pivot + j]!);
  });
  for (let j = 0; j < d; j++) centre[j]! += data[pivot + j]!;
  if (index.length > 0 && g > 1e-30) {
    index.push(args.nearest[q]!);
    weight.push(copies / g);
  }
  return {
    data,
    d,
    index: Int32Array.from(index),
    scale: Float64Array.from(weight, (w) => Math.sqrt(w / total)),
    centre,
    count: index.length,
  };
}

function squaresTo({ data, n, d, queries, exclude }: TopArguments, q: number): Float64Array {
  const squares = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += (data[i * d + j]! - queries[q * d + j]!) ** 2;
    squares[i] = sum;
  }
  if (exclude.length > 0 && exclude[q]! >= 0) squares[exclude[q]!] = Infinity;
  return squares;
}

/** The `keep`-th smallest distinct square (Infinity when there are fewer). */
function keepLimit(squares: Float64Array, keep: number): number {
  const smallest = new Float64Array(keep).fill(Infinity);
  for (const e of squares) {
    if (e >= smallest[keep - 1]! || smallest.includes(e)) continue;
    let r = keep - 1;
    for (; r > 0 && smallest[r - 1]! > e; r--) smallest[r] = smallest[r - 1]!;
    smallest[r] = e;
  }
  return smallest[keep - 1]!;
}

function samePlace(data: Float64Array, i: number, k: number, d: number): boolean {
  for (let j = 0; j < d; j++) if (data[i + j] !== data[k + j]) return false;
  return true;
}

/** Row r of B. */
function rowInto(out: Float64Array, { data, d, index, scale, centre }: Rows, r: number): void {
  const at = index[r]! * d;
  for (let j = 0; j < d; j++) out[j] = scale[r]! * (data[at + j]! - centre[j]!);
}

function fromGram(wasm: Wasm, rows: Rows, d: number): Found {
  const s = rows.count;
  const b = new Float64Array(s * d);
  for (let r = 0; r < s; r++) rowInto(b.subarray(r * d, (r + 1) * d), rows, r);
  const gram = new Float64Array(s * s);
  for (let i = 0; i < s; i++) {
    for (let k = i; k < s; k++) gram[i * s + k] = gram[k * s + i] = dotAt(b, i * d, b, k * d, d);
  }
  const small = { values: new Float64Array(s), vectors: new Float64Array(s * s) };
  if (s > 0) eigenBatchTask(wasm, { matrices: gram, n: s, ...small }, 0, 1);
  const rank = small.values.findIndex((value) => !(value > RESOLVED * small.values[0]!));
  const kept = rank < 0 ? s : rank;
  const vectors = new Float64Array(kept * d);
  for (let i = 0; i < kept; i++) {
    const v = vectors.subarray(i * d, (i + 1) * d);
    for (let r = 0; r < s; r++) addScaled(v, small.vectors[i * s + r]!, b.subarray(r * d, (r + 1) * d));
    normalise(v);
  }
  return { values: small.values.subarray(0, kept), vectors, complete: true };
}

/** Lanczos from a fixed start until the wanted Ritz values have settled. */
function fromLanczos(wasm: Wasm, rows: Rows, { count }: TopArguments): Found {
  const { d } = rows;
  const most = Math.min(d, rows.count, 20 * count + 100);
  const basis: Float64Array[] = [startVector(d)];
  const diagonal: number[] = [];
  const off: number[] = [];
  let ritz: Found = { values: new Float64Array(0), vectors: new Float64Array(0), complete: false };
  for (let i = 0; i < most; i++) {
    const w = applyCovariance(rows, basis[i]!);
    diagonal.push(dotAt(w, 0, basis[i]!, 0, d));
    for (let pass = 0; pass < 2; pass++) for (const v of basis) addScaled(w, -dotAt(w, 0, v, 0, d), v);
    const beta = Math.sqrt(dotAt(w, 0, w, 0, d));
    const last = i + 1 === most || beta <= 1e-15 * diagonal[0]!;
    if (last || (i + 1 >= 2 * count && (i + 1) % 10 === 0)) {
      ritz = ritzPairs(wasm, diagonal, off);
      if (last || settled(ritz, beta, count, i + 1)) break;
    }
    off.push(beta);
    basis.push(w.map((value) => value / beta));
  }
  return lift(ritz, basis, d, count);
}

function ritzPairs(wasm: Wasm, diagonal: number[], off: number[]): Found {
  const n = diagonal.length;
  const matrices = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    matrices[i * n + i] = diagonal[i]!;
    if (i + 1 < n) matrices[i * n + i + 1] = matrices[(i + 1) * n + i] = off[i]!;
  }
  const found = { values: new Float64Array(n), vectors: new Float64Array(n * n) };
  eigenBatchTask(wasm, { matrices, n, ...found }, 0, 1);
  return { ...found, complete: false };
}

/** The residual of Ritz pair i is β times the last entry of its small eigenvector. */
function settled(ritz: Found, beta: number, count: number, n: number): boolean {
  for (let i = 0; i < count; i++) {
    if (Math.abs(beta * ritz.vectors[i * n + n - 1]!) > 1e-11 * ritz.values[0]!) return false;
  }
  return true;
}

function lift(ritz: Found, basis: Float64Array[], d: number, count: number): Found {
  const n = ritz.values.length;
  const kept = Math.min(count, n);
  const vectors = new Float64Array(kept * d);
  for (let i = 0; i < kept; i++) {
    const v = vectors.subarray(i * d, (i + 1) * d);
    for (let r = 0; r < n; r++) addScaled(v, ritz.vectors[i * n + r]!, basis[r]!);
    normalise(v);
  }
  return { values: ritz.values.slice(0, kept), vectors, complete: false };
}

/** Bᵀ(B v). */
function applyCovariance(rows: Rows, v: Float64Array): Float64Array {
  const { d } = rows;
  const out = new Float64Array(d);
  const row = new Float64Array(d);
  for (let r = 0; r < rows.count; r++) {
    rowInto(row, rows, r);
    addScaled(out, dotAt(row, 0, v, 0, d), row);
  }
  return out;
}

/** A fixed, generic direction. */
function startVector(d: number): Float64Array {
  const v = Float64Array.from(
    { length: d },
    (_, j) => Math.sin(1.7 * j + 0.3) + 0.5 * Math.cos(0.37 * j * j),
  );
  normalise(v);
  return v;
}

/** Σ_{j>k} v_j (v_j · shift) / (c_j / σ² - 1): directly where all pairs are known, else by conjugate gradients. */
function normalStepInto(out: Float64Array, args: TopArguments, q: number, rows: Rows, found: Found): void {
  const { d, count, variance } = args;
  const dim = count - 1;
  const g = Math.exp(args.covarianceLogScale[q]!) / variance;
  const tangent = found.vectors.subarray(0, Math.min(dim, found.values.length) * d);
  const shift = withoutTangent(args.shift.slice(q * d, (q + 1) * d), tangent, d);
  if (found.complete) {
    for (let j = 0; j < d; j++) out[j] = -shift[j]!;
    for (let i = dim; i < found.values.length; i++) {
      const v = found.vectors.subarray(i * d, (i + 1) * d);
      addScaled(out, dotAt(v, 0, shift, 0, d) * (1 / (g * found.values[i]! - 1) + 1), v);
    }
    return;
  }
  if (g * (found.values[dim] ?? 0) >= 1) return void out.fill(NaN);
  solveNormal(out, shift, (v) => {
    const image = withoutTangent(applyCovariance(rows, v), tangent, d);
    return v.map((value, j) => value - g * image[j]!);
  });
  for (let j = 0; j < d; j++) out[j] = -out[j]!;
}

/** Conjugate gradients for the positive definite `apply`, from zero, to a relative residual of 1e-12. */
function solveNormal(out: Float64Array, right: Float64Array, apply: (v: Float64Array) => Float64Array): void {
  const d = right.length;
  out.fill(0);
  const r = Float64Array.from(right);
  const p = Float64Array.from(right);
  const goal = 1e-24 * dotAt(r, 0, r, 0, d);
  let square = dotAt(r, 0, r, 0, d);
  for (let i = 0; i < 500 && square > goal; i++) {
    const image = apply(p);
    const step = square / dotAt(p, 0, image, 0, d);
    addScaled(out, step, p);
    addScaled(r, -step, image);
    const next = dotAt(r, 0, r, 0, d);
    for (let j = 0; j < d; j++) p[j] = r[j]! + (next / square) * p[j]!;
    square = next;
  }
}

function withoutTangent(v: Float64Array, tangent: Float64Array, d: number): Float64Array {
  for (let i = 0; i < tangent.length; i += d) {
    const t = tangent.subarray(i, i + d);
    addScaled(v, -dotAt(t, 0, v, 0, d), t);
  }
  return v;
}

function dotAt(a: Float64Array, i: number, b: Float64Array, k: number, d: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += a[i + j]! * b[k + j]!;
  return sum;
}

function addScaled(out: Float64Array, factor: number, v: Float64Array): void {
  for (let j = 0; j < out.length; j++) out[j]! += factor * v[j]!;
}

function normalise(v: Float64Array): void {
  const length = Math.sqrt(dotAt(v, 0, v, 0, v.length));
  if (length > 0) for (let j = 0; j < v.length; j++) v[j]! /= length;
}
