/**
 * Host side of the batched symmetric eigensolver: one matrix is one item. Matrices are scaled to largest
 * entry about 1 by a power of two, so that neither tiny nor huge ones lose accuracy.
 */
import type { Eigenpairs } from "../kernels.ts";
import type { Pool, Task, TaskArguments } from "../pool/task.ts";
import { borrowFloat64, float64, shareFloat64 } from "../shared.ts";
import type { Wasm } from "./instance.ts";

interface EigenBatchArguments extends TaskArguments {
  matrices: Float64Array;
  n: number;
  values: Float64Array;
  vectors: Float64Array;
}

/** See `Kernels.eigenBatch`. */
export async function wasmEigenBatch(
  pool: Pool,
  { matrices, m, n }: { matrices: Float64Array; m: number; n: number },
): Promise<Eigenpairs> {
  const values = float64(m * n);
  const vectors = borrowFloat64(m * n * n);
  const args: EigenBatchArguments = { matrices: shareFloat64(matrices), n, values, vectors };
  const grain = Math.max(1, Math.min(64, Math.ceil(m / (8 * pool.threads))));
  if (n > 0) await pool.run(eigenBatchTask, args, { items: m, grain, cost: 10 * m * n ** 3 });
  return { values, vectors };
}

/** Solves matrices `[begin, end)`. */
export const eigenBatchTask: Task = (wasm, args, { begin, end }) => {
  const { matrices, n, values, vectors } = args as EigenBatchArguments;
  const room = reserve(wasm, n);
  for (let i = begin; i < end; i++) {
    const square = [i * n * n, (i + 1) * n * n] as const;
    solve(wasm, room, matrices.subarray(...square));
    const found = wasm.float64(room.diagonal, n);
    orderInto(found, wasm.float64(room.rows, n * room.stride), {
      values: values.subarray(i * n, (i + 1) * n),
      vectors: vectors.subarray(...square),
      stride: room.stride,
    });
    const back = 1 / room.scale;
    for (let j = 0; j < n; j++) values[i * n + j] *= back;
  }
};

interface Room {
  n: number;
  matrix: number;
  diagonal: number;
  off: number;
  beta: number;
  work: number;
  rows: number;
  rotations: number;
  sweeps: number;
  state: number;
  capacity: number;
  stride: number;
  scale: number;
}

function reserve(wasm: Wasm, n: number): Room {
  wasm.reset();
  const [matrix, rows] = [wasm.allocate(n * n), wasm.allocate(n * (n + 1))];
  const [diagonal, off, beta] = [wasm.allocate(n), wasm.allocate(n), wasm.allocate(n)];
  const capacity = 8 * n;
  const [rotations, sweeps] = [wasm.allocate(2 * capacity), wasm.allocate(capacity)];
  const [work, state] = [wasm.allocate(4 * n), wasm.allocate(1)];
  const places = { matrix, rows, diagonal, off, beta, work, rotations, sweeps, state };
  return { n, ...places, capacity, stride: 0, scale: 1 };
}

/** Leaves eigenvalues (unordered, scaled) in `room.diagonal` and eigenvectors in the rows of `room.rows`. */
function solve(wasm: Wasm, room: Room, matrix: Float64Array): void {
  const { exports } = wasm;
  const { n } = room;
  room.scale = scaleFor(matrix);
  const inside = wasm.float64(room.matrix, n * n);
  for (let i = 0; i < inside.length; i++) inside[i] = room.scale * matrix[i];
  exports.tridiagonalize(room.matrix, n, room.diagonal, room.off, room.beta, room.work);
  room.stride = n;
  identityInto(wasm.float64(room.rows, n * n), n);
  exports.reflectRows(room.rows, 0, n, n, room.matrix, room.beta, 0, Math.max(0, n - 2));
  if (n & 1) widen(wasm.float64(room.rows, n * (n + 1)), n);
  room.stride = n + (n & 1);
  wasm.int32(room.state, 2).fill(0);
  for (;;) {
    const count = exports.recordSweeps(
      ...([room.diagonal, room.off, n, room.rotations, room.sweeps, room.capacity, room.state] as const),
    );
    if (count === 0) return;
    exports.applySweeps(room.rows, room.stride, room.stride, room.rotations, room.sweeps, count);
  }
}

/** The power of two that brings the largest entry near 1 (1 for a zero matrix). */
export function scaleFor(matrix: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < matrix.length; i++) largest = Math.max(largest, Math.abs(matrix[i]));
  if (!(largest > 0) || largest === Infinity) return 1;
  return 2 ** -Math.max(-1022, Math.min(1022, Math.ceil(Math.log2(largest))));
}

/** Writes the n × n identity. */
function identityInto(out: Float64Array, n: number): void {
  out.fill(0);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
}

/** Spreads n rows of odd length n to even stride n + 1, so that columns come in pairs. */
function widen(rows: Float64Array, n: number): void {
  for (let i = n - 1; i > 0; i--) {
    rows.copyWithin(i * (n + 1), i * n, i * n + n);
    rows[i * (n + 1) - 1] = 0;
  }
  rows[n * (n + 1) - 1] = 0;
}

/** Copies eigenpairs in descending order, each vector with its first entry of nearly largest size positive. */
export function orderInto(
  found: Float64Array,
  rows: Float64Array,
  { values, vectors, stride }: { values: Float64Array; vectors: Float64Array; stride: number },
): void {
  const n = found.length;
  const order = Array.from(found.keys()).sort((i, j) => found[j] - found[i] || i - j);
  for (let i = 0; i < n; i++) {
    const from = order[i];
    values[i] = found[from];
    const target = vectors.subarray(i * n, (i + 1) * n);
    target.set(rows.subarray(from * stride, from * stride + n));
    orient(target);
  }
}

/** Flips a vector whose first entry within 1e-8 of the largest size is negative. */
function orient(vector: Float64Array): void {
  let largest = 0;
  for (const entry of vector) largest = Math.max(largest, Math.abs(entry));
  const leading = vector.find((entry) => Math.abs(entry) >= (1 - 1e-8) * largest) ?? 0;
  if (leading >= 0) return;
  for (let j = 0; j < vector.length; j++) vector[j] = -vector[j];
}
