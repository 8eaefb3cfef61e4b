import { afterAll, expect, it } from "vitest";
import type { GradedFrames, GradedFramesRequest } from "../../src/kernels/kernels.ts";
import { createPool } from "../../src/kernels/pool/pool.ts";
import { referenceGradedFrames } from "../../src/kernels/reference/graded-frames.ts";
import { wasmGradedFrames } from "../../src/kernels/wasm/graded-frames.ts";
import { createRng } from "../../src/random/rng.ts";

const pools = [1, 2, 3].map(createPool);
afterAll(() => {
  for (const pool of pools) pool.close();
});

interface Size {
  n: number;
  d: number;
  m: number;
  count: number;
  variance: number;
  /** Decades from the widest to the narrowest direction of the data, which are those of the coordinates unless `turned`. */
  decades?: number;
  turned?: boolean;
  /** Whether one coordinate is a copy of another, and one is the same for all. */
  copied?: boolean;
}

function request(size: Size): GradedFramesRequest {
  const { n, d, m, count, variance, decades = 0, turned = false, copied = false } = size;
  const rng = createRng(5).split(n, d, m);
  const straight = rng.split("data").normals(n * d);
  for (let i = 0; i < n * d; i++) straight[i] *= 10 ** (-decades * ((i % d) / Math.max(1, d - 1)));
  for (let at = 0; copied && at < n * d; at += d) straight.set([straight[at], 3], at + d - 2);
  const data = turned ? reflected(straight, rng.split("mirror").normals(d)) : straight;
  const noise = rng.split("noise").normals(m * d);
  const queries = noise.map((z, i) => data[i % data.length] + Math.sqrt(variance) * z);
  return { points: { data, n, d }, queries, m, variance, count, width: d };
}

/** Rows mirrored at the plane with that normal, so that every coordinate has a part of every direction. */
function reflected(rows: Float64Array, normal: Float64Array): Float64Array {
  const d = normal.length;
  const square = normal.reduce((sum, value) => sum + value * value, 0);
  return rows.map((value, i) => {
    const at = i - (i % d);
    const along = normal.reduce((sum, v, j) => sum + v * rows[at + j], 0);
    return value - (2 * along * normal[i % d]) / square;
  });
}

/** Largest sine of the angle between vectors of the same query, over the first `count`. */
function angle(a: GradedFrames, b: GradedFrames, { d, m, count }: Size): number {
  let worst = 0;
  for (let q = 0; q < m; q++) {
    for (let j = 0; j < Math.min(count, a.resolved[q]); j++) {
      const at = (q * d + j) * d;
      const [u, v] = [a.vectors.subarray(at, at + d), b.vectors.subarray(at, at + d)];
      const along = u.reduce((sum, value, i) => sum + value * v[i], 0);
      worst = Math.max(worst, Math.hypot(...u.map((value, i) => value - along * v[i])));
    }
  }
  return worst;
}

const SIZES: readonly Size[] = [
  { n: 1, d: 3, m: 2, count: 1, variance: 1 },
  { n: 2, d: 1, m: 1, count: 1, variance: 1e-3 },
  { n: 5, d: 8, m: 3, count: 4, variance: 1e-3 },
  { n: 127, d: 5, m: 65, count: 3, variance: 1e-4 },
  { n: 500, d: 6, m: 9, count: 3, variance: 0.02 },
  { n: 700, d: 3, m: 7, count: 2, variance: 0.5 },
  { n: 900, d: 7, m: 5, count: 5, variance: 2, decades: 5 },
  { n: 900, d: 7, m: 5, count: 5, variance: 2, decades: 3, turned: true },
  { n: 400, d: 16, m: 4, count: 9, variance: 0.3, decades: 2, turned: true },
  { n: 700, d: 5, m: 4, count: 4, variance: 2, copied: true },
];

for (const size of SIZES) {
  it(`equals the reference and itself on any number of threads: ${JSON.stringify(size)}`, async () => {
    const asked = request(size);
    const expected = referenceGradedFrames(asked);
    const found = await wasmGradedFrames(pools[0], asked);
    expect([...found.resolved].map((r) => Math.min(r, size.count))).toEqual(
      [...expected.resolved].map((r) => Math.min(r, size.count)),
    );
    for (let q = 0; q < size.m; q++) {
      for (let j = 0; j < Math.min(size.count, found.resolved[q]); j++) {
        const at = q * size.d + j;
        expect(Math.abs(found.logValues[at] - expected.logValues[at])).toBeLessThan(1e-9);
      }
    }
    expect(angle(found, expected, size)).toBeLessThan(1e-9);
    for (const pool of pools.slice(1)) expect(await wasmGradedFrames(pool, asked)).toEqual(found);
  });
}

it("is an orthonormal frame that diagonalises the covariance, with its eigenvalues", () => {
  const size = { n: 40, d: 4, m: 3, count: 4, variance: 0.3 };
  const asked = request(size);
  const { vectors, logValues } = referenceGradedFrames(asked);
  const { data, n, d } = asked.points;
  for (let q = 0; q < size.m; q++) {
    const weights = Array.from({ length: n }, (_, i) => {
      let square = 0;
      for (let j = 0; j < d; j++) square += (data[i * d + j] - asked.queries[q * d + j]) ** 2;
      return Math.exp(-square / (2 * size.variance));
    });
    const total = weights.reduce((sum, w) => sum + w, 0);
    const mean = Array.from({ length: d }, (_, j) =>
      weights.reduce((s, w, i) => s + (w / total) * data[i * d + j], 0),
    );
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) {
        const [u, v] = [a, b].map((k) => vectors.subarray((q * d + k) * d, (q * d + k + 1) * d));
        const product = weights.reduce((sum, w, i) => {
          const along = (x: Float64Array) =>
            x.reduce((s, value, j) => s + value * (data[i * d + j] - mean[j]), 0);
          return sum + (w / total) * along(u) * along(v);
        }, 0);
        const right = a === b ? Math.exp(logValues[q * d + a]) : 0;
        expect(Math.abs(product - right)).toBeLessThan(1e-13);
        const inner = u.reduce((sum, value, j) => sum + value * v[j], 0);
        expect(Math.abs(inner - Number(a === b))).toBeLessThan(1e-13);
      }
    }
  }
});
