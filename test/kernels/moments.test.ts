import { afterAll, describe, expect, it } from "vitest";
import type { Moments, MomentsRequest } from "../../src/kernels/kernels.ts";
import { createPool } from "../../src/kernels/pool/pool.ts";
import { referenceMoments } from "../../src/kernels/reference/moments.ts";
import { CHUNK_ROWS, wasmMoments } from "../../src/kernels/wasm/moments.ts";
import { createRng } from "../../src/random/rng.ts";

const pools = [1, 2, 3].map(createPool);
afterAll(() => {
  for (const pool of pools) pool.close();
});

function request(n: number, d: number, m: number, variance: number, covariance = true): MomentsRequest {
  const rng = createRng(1).split(n, d, m);
  const data = rng.split("data").normals(n * d);
  const noise = rng.split("noise").normals(m * d);
  const queries = noise.map((z, i) => data[i % data.length] + Math.sqrt(variance) * z);
  return { points: { data, n, d }, queries, m, variance, covariance, keep: 3 };
}

/** Largest difference, each relative to the largest magnitude in its row of `width`. */
function rowError(actual: Float64Array, expected: Float64Array, width: number): number {
  let worst = 0;
  for (let start = 0; start < expected.length; start += width) {
    const row = expected.subarray(start, start + width);
    const scale = row.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-290);
    row.forEach((value, j) => {
      worst = Math.max(worst, Math.abs(actual[start + j] - value) / scale);
    });
  }
  return worst;
}

function expectSame(actual: Moments, expected: Moments, d: number): void {
  expect([...actual.nearest]).toEqual([...expected.nearest]);
  expect([...actual.secondNearest]).toEqual([...expected.secondNearest]);
  for (const [name, width, tolerance] of [
    ["shift", d, 1e-11],
    ["covariance", d * d, 1e-9],
    ["meanSquare", 1, 1e-12],
    ["weightSquare", 1, 1e-12],
  ] as const) {
    expect(rowError(actual[name], expected[name], width), name).toBeLessThan(tolerance);
  }
  for (let q = 0; q < expected.logSum.length; q++) {
    const scale = Math.max(1, Math.abs(expected.logSum[q]));
    expect(Math.abs(actual.logSum[q] - expected.logSum[q]) / scale).toBeLessThan(1e-13);
  }
}

describe("moments", () => {
  const sizes = [1, 2, 7, 8, 9, 127, 128, 129, 400];
  for (const d of [1, 2, 3, 5, 8, 17, 32]) {
    it(`equals the reference at d = ${d} for sizes around the block edges and noise from tiny to large`, async () => {
      for (const n of sizes) {
        for (const variance of [1e-4, 0.1, 1, 30]) {
          const asked = request(n, d, 5, variance);
          expectSame(await wasmMoments(pools[0], asked), referenceMoments(asked), d);
        }
      }
    });
  }

  it("answers an empty request", async () => {
    expect((await wasmMoments(pools[0], request(4, 2, 0, 1))).logSum.length).toBe(0);
  });

  it("merges chunks into what one pass gives", async () => {
    for (const variance of [1e-3, 0.5, 20]) {
      const asked = request(2 * CHUNK_ROWS + 77, 3, 6, variance);
      expectSame(await wasmMoments(pools[0], asked), referenceMoments(asked), 3);
    }
  });

  it("gives the same bytes for 1, 2 and 3 threads and for every batch size", async () => {
    const asked = request(2 * CHUNK_ROWS + 5, 4, 131, 0.05);
    const [one, two, three] = await Promise.all(pools.map((pool) => wasmMoments(pool, asked)));
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    const few = { ...asked, queries: asked.queries.slice(60 * 4, 63 * 4), m: 3 };
    for (const pool of pools) {
      const part = await wasmMoments(pool, few);
      expect(part.covariance).toEqual(one.covariance.slice(60 * 16, 63 * 16));
      expect(part.logSum).toEqual(one.logSum.slice(60, 63));
    }
  });

  it("leaves out the excluded point and only that", async () => {
    const asked = { ...request(300, 3, 40, 0.02), exclude: Int32Array.from({ length: 40 }, (_, q) => q) };
    asked.queries.set(asked.points.data.subarray(0, 40 * 3));
    const moments = await wasmMoments(pools[0], asked);
    expectSame(moments, referenceMoments(asked), 3);
    expect([...moments.nearest].every((index, q) => index !== q)).toBe(true);
  });

  it("takes the second nearest point from another place when the nearest is duplicated", async () => {
    const data = Float64Array.from([0, 0, 3, 4, 0, 0, 0, 0, 1, 0]);
    const asked = {
      ...request(5, 2, 1, 0.3),
      points: { data, n: 5, d: 2 },
      queries: new Float64Array([0.1, 0]),
    };
    const moments = await wasmMoments(pools[0], asked);
    expect([moments.nearest[0], moments.secondNearest[0]]).toEqual([0, 4]);
    expectSame(moments, referenceMoments(asked), 2);
  });

  it("has no second nearest point when all points coincide", async () => {
    const asked = { ...request(3, 2, 1, 1), points: { data: new Float64Array(6), n: 3, d: 2 } };
    const moments = await wasmMoments(pools[0], asked);
    expect([moments.secondNearest[0], moments.secondDistance[0]]).toEqual([-1, Infinity]);
  });

  it("keeps equally near points at different places apart", async () => {
    const data = Float64Array.from([1, 0, -1, 0, 0, 1]);
    const asked = { ...request(3, 2, 1, 1), points: { data, n: 3, d: 2 }, queries: new Float64Array(2) };
    const moments = await wasmMoments(pools[0], asked);
    expect([moments.nearest[0], moments.secondNearest[0], moments.secondDistance[0]]).toEqual([0, 1, 1]);
  });

  it("skips only what the bound allows: skipped weights stay below 1e-16 of the K-th nearest's", async () => {
    const d = 2;
    const far = Float64Array.from({ length: 4000 * d }, (_, i) => 5 + Math.sin(i));
    const data = Float64Array.from([0, 0, 0.1, 0, 0, 0.1, ...far]);
    const asked = {
      ...request(4003, d, 1, 0.01),
      points: { data, n: 4003, d },
      queries: new Float64Array(d),
    };
    expectSame(await wasmMoments(pools[0], asked), referenceMoments(asked), d);
  });
});
