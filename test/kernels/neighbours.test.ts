import { afterAll, describe, expect, it } from "vitest";
import type { NeighboursRequest } from "../../src/kernels/kernels.ts";
import { rowTree } from "../../src/kernels/near/row-tree.ts";
import { neighboursTree } from "../../src/kernels/near/tree-neighbours.ts";
import { createPool } from "../../src/kernels/pool/pool.ts";
import { referenceMoments } from "../../src/kernels/reference/moments.ts";
import { referenceNeighbours } from "../../src/kernels/reference/neighbours.ts";
import { referenceTopEigenpairs } from "../../src/kernels/reference/top-eigenpairs.ts";
import { neighboursBy, wasmNeighbours } from "../../src/kernels/wasm/neighbours.ts";
import { pooledTopEigenpairs } from "../../src/kernels/workers/top-eigenpairs.ts";
import { createRng } from "../../src/random/rng.ts";
import { worstRelative } from "../support/arrays.ts";

const pools = [1, 2, 3].map(createPool);
afterAll(() => {
  for (const pool of pools) pool.close();
});

describe("neighbours", () => {
  it("equals the reference for all sizes, ties and exclusions, on 1, 2 and 3 threads", async () => {
    for (const [n, d, m, count] of [
      [1, 1, 1, 1],
      [3, 2, 4, 5],
      [50, 3, 0, 2],
      [400, 17, 33, 7],
      [900, 40, 200, 3],
    ] as const) {
      const rng = createRng(n);
      const data = rng.split("d").integers(n * d, 4);
      const points = { data: Float64Array.from(data), n, d };
      const queries = Float64Array.from(rng.split("q").integers(m * d, 4));
      const exclude = rng.split("x").integers(m, n);
      const asked = { points, queries, m, count, exclude };
      const wanted = referenceNeighbours(asked);
      for (const pool of pools) {
        const found = await wasmNeighbours(pool, asked);
        expect([...found.index]).toEqual([...wanted.index]);
        expect([...found.distance]).toEqual([...wanted.distance]);
        expect([found.inside.length, found.strictlyInside.length, found.sum.length]).toEqual([0, 0, 0]);
      }
    }
  });

  it("counts balls, their surface told apart, and adds up distances as the reference does", async () => {
    for (const [n, d, m, count] of [
      [1, 1, 1, 1],
      [3, 2, 0, 2],
      [50, 3, 7, 60],
      [400, 17, 33, 7],
      [300, 40, 101, 3],
    ] as const) {
      const rng = createRng(n);
      const points = { data: Float64Array.from(rng.split("d").integers(n * d, 4)), n, d };
      const queries = Float64Array.from(rng.split("q").integers(m * d, 4));
      const radii = Float64Array.from(rng.split("r").integers(n, 3 * d), Math.sqrt);
      const exclude = rng.split("x").integers(m, n);
      const plain = { points, queries, m, count };
      for (const asked of [
        { ...plain, radii },
        { ...plain, radii, exclude, sums: true },
        { ...plain, sums: true },
      ]) {
        const wanted = referenceNeighbours(asked);
        for (const pool of pools) expect(await wasmNeighbours(pool, asked)).toEqual(wanted);
      }
    }
  });

  it("equals the reference to the bit at any size of the numbers, in one column and in many", async () => {
    for (const [n, d, m, count, size] of [
      [7, 1, 5, 2, 1],
      [700, 2, 131, 1, 1e150],
      [257, 3, 3, 4, 1e-150],
      [300, 32, 70, 2, 1e-161],
      [130, 784, 9, 2, 1],
      [20, 5000, 3, 1, 1e150],
    ] as const) {
      const rng = createRng(n);
      const values = (name: string, length: number) =>
        Float64Array.from(rng.split(name).normals(length), (z) => size * z);
      const asked = { points: { data: values("d", n * d), n, d }, queries: values("q", m * d), m, count };
      // Balls that reach each row's nearest query exactly: their surfaces hold queries.
      const balls = { points: { data: asked.queries, n: m, d }, queries: asked.points.data, m: n, count: 1 };
      const radii = referenceNeighbours(balls).distance;
      for (const request of [asked, { ...asked, radii }, { ...asked, radii, sums: true }]) {
        const wanted = referenceNeighbours(request);
        for (const pool of pools) expect(await wasmNeighbours(pool, request)).toEqual(wanted);
      }
    }
  });

  it("finds on the surfaces of balls the points that set their radii", async () => {
    const [n, d, count] = [333, 9, 3];
    const data = Float64Array.from(createRng(3).normals(n * d));
    const exclude = Int32Array.from({ length: n }, (_, i) => i);
    const asked = { points: { data, n, d }, queries: data, m: n, count, exclude };
    for (const pool of pools) {
      const { distance } = await wasmNeighbours(pool, asked);
      const radii = Float64Array.from({ length: n }, (_, i) => distance[i * count + count - 1]);
      const { inside, strictlyInside } = await wasmNeighbours(pool, { ...asked, radii });
      const total = (counts: Int32Array) => counts.reduce((sum, value) => sum + value, 0);
      expect([total(inside), total(strictlyInside)]).toEqual([n * count, n * (count - 1)]);
    }
  });

  it("finds the same by way of boxes, ties and copies in their order", async () => {
    for (const [n, d, m, count, kind] of [
      [3, 2, 5, 4, "integers"],
      [1500, 3, 70, 5, "integers"],
      [1500, 3, 70, 64, "integers"],
      [2000, 32, 130, 2, "normals"],
      [600, 5, 9, 1, "tiny"],
      [600, 300, 9, 3, "huge"],
    ] as const) {
      const rng = createRng(n + count);
      const size = { integers: 1, normals: 1, tiny: 1e-150, huge: 1e150 }[kind];
      const values = (name: string, length: number) =>
        kind === "integers"
          ? Float64Array.from(rng.split(name).integers(length, 5))
          : Float64Array.from(rng.split(name).normals(length), (z) => size * z);
      const points = { data: values("d", n * d), n, d };
      const exclude = rng.split("x").integers(m, n);
      const asked = { points, queries: values("q", m * d), m, count, exclude };
      const wanted = referenceNeighbours(asked);
      for (const pool of pools) {
        expect(await neighboursBy(pool, asked, { ...rowTree(points) })).toEqual(wanted);
      }
    }
  });

  it("takes boxes for many rows and nearest rows alone, and finds the same", async () => {
    const [n, d, m] = [8192, 128, 480];
    const points = { data: Float64Array.from(createRng(1).normals(n * d)), n, d };
    const asked = { points, queries: points.data.slice(0, m * d), m, count: 2 };
    const hasBoxes = (request: Partial<NeighboursRequest>) =>
      neighboursTree({ ...asked, ...request }).order.length > 0;
    expect(hasBoxes({})).toBe(false);
    const every = await wasmNeighbours(pools[0], asked);
    rowTree(points);
    expect([hasBoxes({}), hasBoxes({ m: 4 }), hasBoxes({ sums: true }), hasBoxes({ count: 65 })]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(await wasmNeighbours(pools[1], asked)).toEqual(every);
  });

  it("does not take points that differ in late coordinates for copies where balls have no size", async () => {
    const d = 40;
    const data = new Float64Array(3 * d);
    data[2 * d - 1] = 1;
    const asked = { points: { data, n: 3, d }, queries: new Float64Array(d), m: 1, count: 1 };
    for (const pool of pools) {
      const { inside, strictlyInside } = await wasmNeighbours(pool, {
        ...asked,
        radii: new Float64Array(3),
      });
      expect([inside[0], strictlyInside[0]]).toEqual([2, 0]);
    }
  });
});

describe("topEigenpairs", () => {
  for (const [variance, rows] of [
    [0.01, "few rows, by the Gram matrix"],
    [1, "many rows, by Lanczos"],
  ] as const) {
    it(`equals the reference with ${rows}`, async () => {
      const [n, d, m, count] = [220, 24, 6, 4];
      const rng = createRng(8);
      const data = rng
        .split("d")
        .normals(n * d)
        .map((z, i) => z * (i % d < 5 ? 0.6 - 0.05 * (i % d) : 0.04));
      const queries = Float64Array.from(
        rng.split("q").normals(m * d),
        (z, i) => data[i] + (i >= d * (m - 1) ? 4e-3 : Math.sqrt(variance)) * z,
      );
      const base = { points: { data, n, d }, queries, m, variance, covariance: false, keep: count + 1 };
      const asked = { ...base, count, moments: referenceMoments(base) };
      const wanted = referenceTopEigenpairs(asked);
      for (const pool of pools) {
        const found = await pooledTopEigenpairs(pool, asked);
        expect(worstRelative(found.values, wanted.values)).toBeLessThan(1e-8);
        for (let r = 0; r < m * count; r++) {
          const overlap = found.vectors
            .subarray(r * d, (r + 1) * d)
            .reduce((sum, value, j) => sum + value * wanted.vectors[r * d + j], 0);
          expect(Math.abs(overlap)).toBeCloseTo(1, 7);
        }
        const step = found.normalStep.filter((_, i) => !Number.isNaN(found.normalStep[i]));
        const same = wanted.normalStep.filter((_, i) => !Number.isNaN(found.normalStep[i]));
        expect(worstRelative(step, same, 0.01)).toBeLessThan(1e-7);
        expect(step.length).toBeGreaterThan(0);
      }
    });
  }
});
