import { afterAll, describe, expect, it } from "vitest";
import { createPool } from "../../src/kernels/pool/pool.ts";
import { referenceEigen, referenceEigenBatch } from "../../src/kernels/reference/eigen.ts";
import { largeEigen, wasmEigen } from "../../src/kernels/wasm/eigen.ts";
import { wasmEigenBatch } from "../../src/kernels/wasm/eigen-batch.ts";
import { distance, randomArray, randomSymmetric, sameBytes } from "./random-array.ts";

const pools = [1, 2, 3].map((threads) => createPool(threads));
afterAll(() => {
  for (const pool of pools) pool.close();
});

/** |V A Vᵀ - diag(values)| and |V Vᵀ - 1|, largest entries, for one matrix. */
function residuals(
  matrix: Float64Array,
  n: number,
  { values, vectors }: { values: Float64Array; vectors: Float64Array },
) {
  let [residual, orthogonality] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < n; r++) {
      let total = -values[i] * vectors[i * n + r];
      for (let c = 0; c < n; c++) total += matrix[r * n + c] * vectors[i * n + c];
      residual = Math.max(residual, Math.abs(total));
    }
    for (let j = 0; j <= i; j++) {
      let dot = i === j ? -1 : 0;
      for (let c = 0; c < n; c++) dot += vectors[i * n + c] * vectors[j * n + c];
      orthogonality = Math.max(orthogonality, Math.abs(dot));
    }
  }
  return { residual, orthogonality };
}

describe("eigenBatch", () => {
  it.each([
    [0, 3],
    [1, 1],
    [3, 0],
    [5, 1],
    [7, 2],
    [7, 3],
    [9, 4],
    [40, 5],
    [33, 8],
    [20, 17],
    [12, 32],
    [5, 33],
    [3, 64],
    [2, 101],
  ])("agrees with Jacobi on %i matrices of size %i", async (m, n) => {
    const matrices = randomSymmetric(m, n, 100 * m + n);
    const slow = referenceEigenBatch(matrices, m, n);
    for (const pool of pools) {
      const fast = await wasmEigenBatch(pool, { matrices, m, n });
      expect(distance(fast.values, slow.values)).toBeLessThan(1e-13 * Math.max(1, n));
      for (let q = 0; q < m; q++) {
        const pairs = {
          values: fast.values.subarray(q * n, (q + 1) * n),
          vectors: fast.vectors.subarray(q * n * n, (q + 1) * n * n),
        };
        const found = residuals(matrices.subarray(q * n * n, (q + 1) * n * n), n, pairs);
        expect(found.residual).toBeLessThan(2e-14 * Math.sqrt(Math.max(1, n)));
        expect(found.orthogonality).toBeLessThan(2e-14 * Math.sqrt(Math.max(1, n)));
      }
      if (n <= 8 && m < 10) expect(distance(fast.vectors, slow.vectors)).toBeLessThan(1e-8);
    }
  });

  it("gives the same bytes on every number of threads", async () => {
    const matrices = randomSymmetric(200, 24, 5);
    const [one, two, three] = await Promise.all(
      pools.map((pool) => wasmEigenBatch(pool, { matrices, m: 200, n: 24 })),
    );
    for (const other of [two, three]) {
      expect(sameBytes(other.values, one.values) && sameBytes(other.vectors, one.vectors)).toBe(true);
    }
  });

  it.each([1e-200, 1e-300, 4e-320, 1e200])("keeps full accuracy at scale %d", async (scale) => {
    const n = 6;
    const plain = randomSymmetric(1, n, 8);
    const exact = await wasmEigenBatch(pools[0], { matrices: plain, m: 1, n });
    const scaled = await wasmEigenBatch(pools[0], { matrices: plain.map((entry) => entry * scale), m: 1, n });
    const relative = scaled.values.map((value) => value / scale);
    expect(distance(relative, exact.values)).toBeLessThan(scale < 1e-310 ? 1e-3 : 1e-14);
  });

  it("answers the identity for zero, and survives repeated eigenvalues and low rank", async () => {
    const n = 10;
    const zero = await wasmEigenBatch(pools[0], { matrices: new Float64Array(n * n), m: 1, n });
    expect(Math.max(...zero.values.map(Math.abs))).toBe(0);
    expect(residuals(new Float64Array(n * n), n, zero)).toEqual({ residual: 0, orthogonality: 0 });
    const u = randomArray(n, 3);
    const rankOne = new Float64Array(n * n).map(
      (_, i) => u[Math.floor(i / n)] * u[i % n] + (i % (n + 1) ? 0 : 2),
    );
    const pairs = await wasmEigenBatch(pools[0], { matrices: rankOne, m: 1, n });
    const found = residuals(rankOne, n, pairs);
    expect(found.residual).toBeLessThan(1e-14);
    expect(found.orthogonality).toBeLessThan(1e-14);
    expect(pairs.values[1]).toBeCloseTo(2, 14);
  });

  it("returns when the matrix holds NaN", async () => {
    const pairs = await wasmEigenBatch(pools[0], {
      matrices: new Float64Array(25).fill(Number.NaN),
      m: 1,
      n: 5,
    });
    expect(pairs.values[0]).toBeNaN();
  });
});

describe("eigen", () => {
  it.each([
    ["whole", wasmEigen, 0],
    ["whole", wasmEigen, 1],
    ["whole", wasmEigen, 2],
    ["whole", wasmEigen, 131],
    ["in parts", largeEigen, 63],
    ["in parts", largeEigen, 65],
    ["in parts", largeEigen, 96],
    ["in parts", largeEigen, 131],
  ] as const)("agrees with Jacobi, %s, at size %3$i", async (_, solve, n) => {
    const matrix = randomSymmetric(1, n, n);
    const slow = referenceEigen(matrix, n);
    const [one, two, three] = await Promise.all(pools.map((pool) => solve(pool, matrix, n)));
    for (const other of [two, three]) {
      expect(sameBytes(other.values, one.values) && sameBytes(other.vectors, one.vectors)).toBe(true);
    }
    expect(distance(one.values, slow.values)).toBeLessThan(1e-13 * Math.max(1, n));
    const found = residuals(matrix, n, one);
    expect(found.residual).toBeLessThan(1e-13);
    expect(found.orthogonality).toBeLessThan(1e-13);
  });

  it("resolves a matrix of rank three to machine precision", async () => {
    const n = 150;
    const u = randomArray(3 * n, 7);
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n * n; i++) {
      for (let r = 0; r < 3; r++) matrix[i] += u[r * n + Math.floor(i / n)] * u[r * n + (i % n)];
    }
    const pairs = await largeEigen(pools[1], matrix, n);
    expect(Math.abs(pairs.values[3]) / pairs.values[0]).toBeLessThan(1e-14);
    expect(residuals(matrix, n, pairs).residual / pairs.values[0]).toBeLessThan(1e-14);
  });
});
