/**
 * Host side of the eigensolver for one large symmetric matrix. The reduction to tridiagonal form runs in one
 * thread; forming Qᵀ (by blocks of rows) and applying the recorded QL rotations (by blocks of columns) run
 * on the pool. Rows and columns are independent, so blocks and threads do not show in the result.
 */
import type { Eigenpairs } from "../kernels.ts";
import type { Pool, Task, TaskArguments } from "../pool/task.ts";
import { float64, int32, shareFloat64 } from "../shared.ts";
import { orderInto, scaleFor, wasmEigenBatch } from "./eigen-batch.ts";
import { createWasm } from "./instance.ts";

/** Rows of Qᵀ, or columns of eigenvectors, per item. */
const BLOCK = 64;
/** Reflections held at a time in a worker. */
const REFLECTIONS = 64;
/** Rotations recorded before they are applied: 8 MB. */
const ROTATIONS = 1 << 19;
/** Doubles added to the stride of packed rows, so that a column does not fall into few cache sets. */
const PAD = 8;
/** Up to this size one item of the batched solver is faster, whatever the threads: the parts wait for each other too often. */
const SMALL = 384;

interface Tridiagonal {
  diagonal: Float64Array;
  off: Float64Array;
  beta: Float64Array;
  /** Reflection k in row k, from column k + 1 on. */
  reflections: Float64Array;
}

/** See `Kernels.eigen`. */
export async function wasmEigen(pool: Pool, matrix: Float64Array, n: number): Promise<Eigenpairs> {
  return n <= SMALL ? wasmEigenBatch(pool, { matrices: matrix, m: 1, n }) : largeEigen(pool, matrix, n);
}

/** In parts that threads share. */
export async function largeEigen(pool: Pool, matrix: Float64Array, n: number): Promise<Eigenpairs> {
  const scale = scaleFor(matrix);
  const reduced = reduce(matrix, n, scale);
  const rows = await formRows(pool, reduced, n);
  await rotateRows(pool, reduced, rows);
  const out = { values: float64(n), vectors: float64(n * n) };
  orderInto(reduced.diagonal, rows, { ...out, stride: n });
  for (let i = 0; i < n; i++) out.values[i] /= scale;
  return out;
}

/** Tridiagonal form of `scale · matrix`, in an instance of its own whose memory is freed with it. */
function reduce(matrix: Float64Array, n: number, scale: number): Tridiagonal {
  const wasm = createWasm();
  const at = wasm.allocate(n * n);
  const [diagonal, off, beta] = [wasm.allocate(n), wasm.allocate(n), wasm.allocate(n)];
  const work = wasm.allocate(4 * n);
  const inside = wasm.float64(at, n * n);
  for (let i = 0; i < inside.length; i++) inside[i] = scale * matrix[i];
  wasm.exports.tridiagonalize(at, n, diagonal, off, beta, work);
  return {
    diagonal: wasm.float64(diagonal, n).slice(),
    off: wasm.float64(off, n).slice(),
    beta: shareFloat64(wasm.float64(beta, n)),
    reflections: shareFloat64(wasm.float64(at, n * n)),
  };
}

interface FormArguments extends TaskArguments {
  reflections: Float64Array;
  beta: Float64Array;
  rows: Float64Array;
  n: number;
}

/** Qᵀ, n × n. */
async function formRows(pool: Pool, { reflections, beta }: Tridiagonal, n: number): Promise<Float64Array> {
  const rows = float64(n * n);
  const args: FormArguments = { reflections, beta, rows, n };
  await pool.run(eigenFormTask, args, { items: Math.ceil(n / BLOCK), cost: n ** 3 });
  return rows;
}

/** Forms blocks `[begin, end)` of 64 rows of Qᵀ. */
export const eigenFormTask: Task = (wasm, args, { begin, end }) => {
  const { reflections, beta, rows, n } = args as FormArguments;
  wasm.reset();
  const [block, vectors] = [wasm.allocate(BLOCK * n), wasm.allocate(REFLECTIONS * n)];
  const betas = wasm.allocate(n);
  wasm.float64(betas, n).set(beta);
  for (let item = begin; item < end; item++) {
    const first = item * BLOCK;
    const count = Math.min(BLOCK, n - first);
    const inside = wasm.float64(block, count * n);
    inside.fill(0);
    for (let i = 0; i < count; i++) inside[i * n + first + i] = 1;
    for (let end = Math.min(n - 2, first + count); end > 0; end -= REFLECTIONS) {
      const start = Math.max(0, end - REFLECTIONS);
      wasm.float64(vectors, (end - start) * n).set(reflections.subarray(start * n, end * n));
      wasm.exports.reflectRows(block, first, count, n, vectors, betas, start, end);
    }
    rows.set(inside, first * n);
  }
};

interface RotateArguments extends TaskArguments {
  rows: Float64Array;
  n: number;
  rotations: Float64Array;
  used: number;
  sweeps: Int32Array;
  count: number;
}

/** Runs QL on the tridiagonal matrix, applying its rotations to the rows; leaves the eigenvalues in `diagonal`. */
async function rotateRows(pool: Pool, reduced: Tridiagonal, rows: Float64Array): Promise<void> {
  const n = reduced.diagonal.length;
  const wasm = createWasm();
  const [diagonal, off] = [wasm.allocate(n), wasm.allocate(n)];
  const [recorded, swept, state] = [wasm.allocate(2 * ROTATIONS), wasm.allocate(ROTATIONS), wasm.allocate(1)];
  wasm.float64(diagonal, n).set(reduced.diagonal);
  wasm.float64(off, n).set(reduced.off);
  const [rotations, sweeps] = [float64(2 * ROTATIONS), int32(2 * ROTATIONS)];
  for (;;) {
    const { recordSweeps } = wasm.exports;
    const count = recordSweeps(diagonal, off, n, recorded, swept, ROTATIONS, state);
    if (count === 0) break;
    sweeps.set(wasm.int32(swept, 2 * count));
    const used = rotationsIn(sweeps, count);
    rotations.set(wasm.float64(recorded, 2 * used));
    const args: RotateArguments = { rows, n, rotations, used, sweeps, count };
    await pool.run(eigenRotateTask, args, { items: Math.ceil(n / BLOCK), cost: 6 * used * n });
  }
  reduced.diagonal.set(wasm.float64(diagonal, n));
}

function rotationsIn(sweeps: Int32Array, count: number): number {
  let used = 0;
  for (let q = 0; q < count; q++) used += sweeps[2 * q + 1];
  return used;
}

/** Rotates blocks `[begin, end)` of 64 columns. */
export const eigenRotateTask: Task = (wasm, args, { begin, end }) => {
  const { rows, n, rotations, used, sweeps, count } = args as RotateArguments;
  wasm.reset();
  const stride = BLOCK + PAD;
  const [block, pairs, counts] = [wasm.allocate(n * stride), wasm.allocate(2 * used), wasm.allocate(count)];
  wasm.float64(pairs, 2 * used).set(rotations.subarray(0, 2 * used));
  wasm.int32(counts, 2 * count).set(sweeps.subarray(0, 2 * count));
  for (let item = begin; item < end; item++) {
    const first = item * BLOCK;
    const width = Math.min(BLOCK, n - first);
    const inside = wasm.float64(block, n * stride);
    for (let i = 0; i < n; i++) {
      inside.set(rows.subarray(i * n + first, i * n + first + width), i * stride);
    }
    wasm.exports.applySweeps(block, stride, width + (width & 1), pairs, counts, count);
    for (let i = 0; i < n; i++) {
      rows.set(inside.subarray(i * stride, i * stride + width), i * n + first);
    }
  }
};
