import { afterAll, describe, expect, it } from "vitest";
import { denseMoments } from "../../src/kernels/dense/dense-moments.ts";
import { createDenseSums } from "../../src/kernels/dense/weighted-sums.ts";
import type { Moments, MomentsRequest } from "../../src/kernels/kernels.ts";
import { findOnnxRuntime } from "../../src/kernels/native/onnx-runtime.ts";
import { createPool } from "../../src/kernels/pool/pool.ts";
import { referenceMoments } from "../../src/kernels/reference/moments.ts";
import { createRng } from "../../src/random/rng.ts";
import { expectSame } from "./same-moments.ts";

const runtime = await findOnnxRuntime();
if (!runtime) throw new Error("onnxruntime-node is a development dependency");
const machines = [1, 2, 3, 4].map((threads) => createDenseSums(runtime, threads));
const pool = createPool(2);
afterAll(() => {
  pool.close();
  for (const machine of machines) machine.close();
});

/** Points about a far place, in directions of very different widths, and queries about them. */
function request(n: number, d: number, m: number, variance: number): MomentsRequest {
  const rng = createRng(1).split(n, d, m);
  const points = (name: string, count: number, more: number) =>
    rng
      .split(name)
      .normals(count * d)
      .map((z, i) => 3 + z * (0.2 + more + 1 / (1 + (i % d))));
  const data = points("data", n, 0);
  const queries = points("queries", m, 0.1);
  return { points: { data, n, d }, queries, m, variance, covariance: true, keep: 4 };
}

/** Counts the queries that are left to the kernel for few rows. */
async function run(asked: MomentsRequest, threads = 2): Promise<{ found: Moments; left: number }> {
  let left = 0;
  const sparse = async (part: MomentsRequest) => {
    left += part.m;
    return referenceMoments(part);
  };
  const found = await denseMoments({ dense: machines[threads - 1], pool, sparse }, asked);
  return { found, left };
}

describe("moments by products", () => {
  for (const [n, d, m, variance] of [
    [5000, 8, 70, 1],
    [4096, 17, 130, 0.8],
    [4500, 24, 64, 3],
  ] as const) {
    it(`equal the definition for ${m} queries on ${n} × ${d} points`, async () => {
      const asked = request(n, d, m, variance);
      const { found, left } = await run(asked);
      expect(left).toBe(0);
      expectSame(found, referenceMoments(asked), d);
    });
  }

  it("leave a row out of each query's, and see copies of the nearest place", async () => {
    const asked = request(4200, 8, 80, 1);
    const { data } = asked.points;
    const exclude = Int32Array.from({ length: 80 }, (_, q) => (q % 5 === 0 ? -1 : 7 * q));
    // Queries at the rows that they leave out, some of which stand three and four times.
    exclude.forEach((row, q) => {
      if (row >= 0) asked.queries.set(data.subarray(8 * row, 8 * row + 8), 8 * q);
    });
    for (const copy of [4100, 4101]) data.copyWithin(8 * copy, 8 * 77, 8 * 78);
    for (const copy of [500, 501, 502]) data.copyWithin(8 * copy, 8 * 84, 8 * 85);
    const { found, left } = await run({ ...asked, exclude });
    // All of the first chunk's heaviest rows are at one place there.
    expect(left).toBe(1);
    expectSame(found, referenceMoments({ ...asked, exclude }), 8);
  });

  it("leave to the other kernel what has few rows, is far away, or would lose digits", async () => {
    const asked = request(4200, 8, 100, 1);
    for (let i = 0; i < 10 * 8; i++) asked.queries[i] += 40;
    const { found, left } = await run(asked);
    expect(left).toBe(10);
    expectSame(found, referenceMoments(asked), 8);
    expect((await run(request(4200, 8, 100, 1e-3))).left).toBe(100);
    expect((await run(request(4000, 8, 100, 1))).left).toBe(100);
    expect((await run({ ...asked, covariance: false })).left).toBe(100);
  });

  it("give the same bytes for every number of threads, and every batch of as many queries", async () => {
    const asked = request(4500, 12, 1100, 2);
    const [one, ...others] = await Promise.all([1, 2, 3, 4].map((threads) => run(asked, threads)));
    for (const other of others) expect(other.found).toEqual(one.found);
    const rows = 100;
    const few = { ...asked, queries: asked.queries.slice(1000 * 12), m: rows };
    const { found } = await run(few);
    expect(found.covariance).toEqual(one.found.covariance.slice(1000 * 12 * 12));
    expect(found.logSum).toEqual(one.found.logSum.slice(1000));
  });

  it("take a part of the rows where points lie in clusters, each tile about its own middle", async () => {
    const [n, d, m] = [66000, 8, 190];
    const rng = createRng(4);
    const centres = rng.split("centres").normals(4 * d);
    const place = (z: number, i: number, cluster: number) => z + 60 * centres[cluster * d + (i % d)];
    const noise = rng.split("data").normals(n * d);
    const data = noise.map((z, i) => place(z, i, Math.floor(i / d) % 4));
    // The last queries are far from all, the others in two of the clusters.
    const queries = rng
      .split("queries")
      .normals(m * d)
      .map((z, i) => (i < (m - 20) * d ? place(1.1 * z, i, 3 * (Math.floor(i / d) % 2)) : 1000 + z));
    const exclude = Int32Array.from({ length: m }, (_, q) => (q % 3 === 0 ? 4 * q : -1));
    const asked = { points: { data, n, d }, queries, m, variance: 1, covariance: true, keep: 4, exclude };
    const { found, left } = await run(asked);
    expect(left).toBe(20);
    const { found: other } = await run(asked, 3);
    expect(other).toEqual(found);
    expectSame(found, referenceMoments(asked), d);
  });
});
