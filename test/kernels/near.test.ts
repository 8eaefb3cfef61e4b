import { afterAll, describe, expect, it } from "vitest";
import type { MomentsRequest } from "../../src/kernels/kernels.ts";
import type { NearRowsInput } from "../../src/kernels/near/collector.ts";
import { momentsOfRows } from "../../src/kernels/near/near-moments.ts";
import { boundOf, rowTree, scaledQuery } from "../../src/kernels/near/row-tree.ts";
import { treeFor } from "../../src/kernels/near/tree-rows.ts";
import { createPool } from "../../src/kernels/pool/pool.ts";
import { referenceGradedFrames } from "../../src/kernels/reference/graded-frames.ts";
import { referenceMoments } from "../../src/kernels/reference/moments.ts";
import { createWasm } from "../../src/kernels/wasm/instance.ts";
import { nearRows } from "../../src/kernels/wasm/near-rows.ts";
import { createRng } from "../../src/random/rng.ts";
import { difference, expectSame } from "./same-moments.ts";

const pools = [1, 2, 3].map(createPool);
afterAll(() => {
  for (const pool of pools) pool.close();
});

const none = treeFor({ data: new Float64Array(1), n: 1, d: 1 }, 1);

interface Cloud {
  n: number;
  d: number;
  m: number;
  /** Sizes of all coordinates, and how far from zero they are. */
  unit?: number;
  far?: number;
  /** Rows that stand at the place of another. */
  copies?: number;
}

/** Clusters of points, columns of very different widths, and queries in and far outside of them. */
function cloud({ n, d, m, unit = 1, far = 0, copies = 0 }: Cloud) {
  const rng = createRng(3).split(n, d, m);
  const centres = rng.split("centres").normals(9 * d);
  const noise = rng.split("noise").normals(n * d);
  const data = noise.map((z, i) => {
    const [row, j] = [Math.floor(i / d), i % d];
    return unit * (far + centres[(row % 9) * d + j] + (0.3 * z) / (1 + j));
  });
  for (let r = 0; r < copies; r++) data.copyWithin((n - 1 - r) * d, r * d, (r + 1) * d);
  const shifts = rng.split("queries").normals(m * d);
  const queries = shifts.map(
    (z, i) => data[(Math.floor(i / d) * 11 * d + (i % d)) % (n * d)] + unit * z * (i < 2 * d ? 300 : 0.2),
  );
  return { data, n, d, m, queries };
}

function input(points: ReturnType<typeof cloud>, more: Partial<NearRowsInput> = {}): NearRowsInput {
  const { data, n, d, queries } = points;
  return {
    data,
    n,
    d,
    queries,
    exclude: new Int32Array(0),
    keep: 5,
    window: 0.5,
    most: new Float64Array(0),
    ...more,
  };
}

describe("rows by boxes", () => {
  const wasm = createWasm();
  for (const size of [
    { n: 2, d: 3, m: 2 },
    { n: 7, d: 2, m: 3 },
    { n: 8, d: 1, m: 4 },
    { n: 65, d: 5, m: 9 },
    { n: 512, d: 9, m: 6 },
    { n: 513, d: 17, m: 6 },
    { n: 5000, d: 32, m: 20 },
    { n: 4500, d: 3, m: 30, copies: 40 },
    { n: 1200, d: 8, m: 12, unit: 1e-120 },
    { n: 1200, d: 8, m: 12, unit: 1e140 },
    { n: 1200, d: 8, m: 12, far: 1e6 },
  ] as const) {
    it(`are those of looking at all: ${JSON.stringify(size)}`, () => {
      const points = cloud(size);
      const { unit = 1 }: Cloud = size;
      const exclude = Int32Array.from({ length: size.m }, (_, q) => (q * 11) % size.n);
      const most = Float64Array.from({ length: size.m }, (_, q) =>
        q % 3 === 0 ? 0.2 * unit * unit : Number.MAX_VALUE,
      );
      for (const asked of [
        input(points, { window: 0.5 * unit * unit }),
        input(points, { window: 0, exclude }),
        input(points, { window: Infinity, most }),
      ]) {
        const expected = nearRows(wasm, { ...asked, ...none }, { first: 0, count: size.m });
        const found = nearRows(wasm, { ...asked, ...rowTree(points) }, { first: 0, count: size.m });
        expect(found).toEqual(expected);
        expect(found.some(({ index }) => index.length > 0)).toBe(true);
      }
    });
  }

  it("have 32-bit sums below the bound of their distance, for queries near and far", () => {
    const points = cloud({ n: 600, d: 11, m: 40, far: 50 });
    const { data, n, d, queries, m } = points;
    const tree = rowTree(points);
    const z = new Float32Array(d);
    for (let q = 0; q < m; q++) {
      scaledQuery(z, tree, queries.subarray(q * d, (q + 1) * d));
      for (let i = 0; i < n; i++) {
        let square = 0;
        let sum = 0;
        for (let j = 0; j < d; j++) {
          const column = tree.columns[j];
          square += (data[i * d + column] - queries[q * d + column]) ** 2;
          const row = Math.fround((data[i * d + column] - tree.centre[column]) * tree.scale);
          const u = Math.fround(row - z[j]);
          sum = Math.fround(sum + Math.fround(u * u));
        }
        expect(sum).toBeLessThanOrEqual(Math.fround(boundOf(square, { z, scale: tree.scale })));
      }
    }
  });
});

function request(size: Cloud, variance: number): MomentsRequest {
  const { data, n, d, m, queries } = cloud(size);
  const exclude = Int32Array.from({ length: m }, (_, q) => (q % 2 === 0 ? (q * 11) % n : -1));
  const frames = { count: Math.min(3, d), width: d };
  return { points: { data, n, d }, queries, m, variance, covariance: true, keep: 4, exclude, frames };
}

describe("moments of the rows found", () => {
  for (const [size, variance] of [
    [{ n: 2, d: 1, m: 4 }, 0.1],
    [{ n: 3000, d: 6, m: 30 }, 1e-3],
    [{ n: 3000, d: 6, m: 30 }, 0.05],
    [{ n: 2900, d: 5, m: 30 }, 30],
    [{ n: 700, d: 33, m: 12, copies: 60 }, 1e-2],
  ] as const) {
    it(`equal the definition, with their frames: ${JSON.stringify(size)}, σ² = ${variance}`, async () => {
      const asked = request(size, variance);
      const tree = { ...rowTree(asked.points) };
      let left = 0;
      const every = async (part: MomentsRequest) => {
        left += part.m;
        return referenceMoments(part);
      };
      const plain = { ...asked, frames: undefined };
      expectSame(await momentsOfRows(pools[0], plain, { tree, every }), referenceMoments(asked), size.d);
      const found = await momentsOfRows(pools[0], asked, { tree, every });
      expect(difference(found.shift, referenceMoments(asked).shift, size.d)).toBeLessThan(1e-12);
      expect(left).toBe(0);
      const { frames } = found;
      const expected = referenceGradedFrames({ ...asked, ...asked.frames, count: 3, width: size.d });
      frames?.resolved.forEach((resolved, q) => {
        for (let j = 0; j < Math.min(resolved, 3); j++) {
          const at = q * size.d + j;
          expect(Math.abs(frames.logValues[at] - expected.logValues[at])).toBeLessThan(1e-9);
        }
      });
      for (const pool of pools.slice(1)) {
        expect(await momentsOfRows(pool, asked, { tree, every })).toEqual(found);
      }
    });
  }

  // Without boxes every row is looked at, and far fewer may matter before another kernel is faster.
  it.each([
    [{ n: 3000, d: 6, m: 30 }, 1e-3, 0],
    [{ n: 500, d: 6, m: 31 }, 0.05, 0],
    [{ n: 2900, d: 5, m: 30 }, 30, 30],
  ] as const)("are the same without boxes: %o, σ² = %d", async (size, variance, others) => {
    const asked = request(size, variance);
    const tree = treeFor(asked.points, 1);
    expect(tree.order.length).toBe(0);
    let left = 0;
    const every = async (part: MomentsRequest) => {
      left += part.m;
      return referenceMoments(part);
    };
    const found = await momentsOfRows(pools[0], asked, { tree, every });
    expect(left).toBe(others);
    const { frames, ...moments } = found;
    const expected = referenceMoments(asked);
    expect(difference(moments.shift, expected.shift, size.d)).toBeLessThan(1e-12);
    const own = referenceGradedFrames({ ...asked, ...asked.frames, count: 3, width: size.d });
    const made = [...(frames?.resolved ?? [])].flatMap((resolved, q) => (resolved < 0 ? [] : [q]));
    expect(made.length > 0).toBe(others === 0);
    for (const q of made) {
      for (let j = 0; j < Math.min(own.resolved[q], 3); j++) {
        const at = q * size.d + j;
        expect(Math.abs((frames?.logValues[at] ?? NaN) - own.logValues[at])).toBeLessThan(1e-9);
      }
    }
    for (const pool of pools.slice(1)) {
      left = 0;
      expect(await momentsOfRows(pool, asked, { tree, every })).toEqual(found);
    }
  });

  it("go to another kernel where too many rows matter", async () => {
    const asked = request({ n: 8000, d: 2, m: 20 }, 1e3);
    let left = 0;
    const every = async (part: MomentsRequest) => {
      left += part.m;
      return referenceMoments(part);
    };
    const found = await momentsOfRows(pools[1], asked, { tree: { ...rowTree(asked.points) }, every });
    expect(left).toBe(asked.m);
    expectSame(found, referenceMoments(asked), 2);
    expect(found.frames?.resolved).toEqual(new Int32Array(asked.m).fill(-1));
  });
});
