import { describe, expect, test } from "vitest";
import { decode, encode, fitPca } from "../../src/data/pca.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createRng } from "../../src/random/rng.ts";

const kernels = await createKernels({ backend: "reference" });

/** n points around `mean` with standard deviation `sd[j]` along orthonormal directions that mix neighbours. */
function cloud(n: number, sd: readonly number[], seed = 1): Float64Array {
  const d = sd.length;
  const z = createRng(seed).normals(n * d);
  const data = new Float64Array(n * d);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < d; j += 2) {
      const [a, b] = [z[i * d + j] * sd[j], z[i * d + j + 1] * sd[j + 1]];
      data[i * d + j] = 10 + 0.8 * a - 0.6 * b;
      data[i * d + j + 1] = -5 + 0.6 * a + 0.8 * b;
    }
  return data;
}

function spread(z: Float64Array): number {
  const mean = z.reduce((sum, v) => sum + v, 0) / z.length;
  return Math.sqrt(z.reduce((sum, v) => sum + (v - mean) ** 2, 0) / z.length);
}

describe("principal components", () => {
  test("are the directions of largest variance, with positive largest entries", async () => {
    const pca = await fitPca(kernels, { data: cloud(5000, [3, 0.5, 2, 0.1]), n: 5000, d: 4 }, 3);
    expect(Math.abs(pca.components[0] - 0.8)).toBeLessThan(0.02);
    expect(Math.abs(pca.components[1] - 0.6)).toBeLessThan(0.02);
    expect(Math.sqrt(pca.explainedVariance[0])).toBeCloseTo(3, 0);
    expect(Math.sqrt(pca.explainedVariance[2])).toBeCloseTo(0.5, 1);
    expect(pca.explainedRatio.reduce((a, b) => a + b, 0)).toBeGreaterThan(0.99);
    for (let j = 0; j < 3; j++) {
      const row = pca.components.slice(4 * j, 4 * j + 4);
      expect(Math.max(...row)).toBe(Math.max(...row.map(Math.abs)));
    }
  });

  test("give latents whose overall standard deviation is 1", async () => {
    const data = cloud(3000, [3, 0.5, 2, 0.1]);
    const pca = await fitPca(kernels, { data, n: 3000, d: 4 }, 2);
    expect(spread(await encode(kernels, pca, data))).toBeCloseTo(1, 10);
  });

  test("all of them reproduce the data exactly", async () => {
    const data = cloud(100, [3, 0.5, 2, 0.1]);
    const pca = await fitPca(kernels, { data, n: 100, d: 4 }, 4);
    const back = await decode(kernels, pca, await encode(kernels, pca, data));
    for (const [i, value] of back.entries()) expect(value).toBeCloseTo(data[i], 10);
  });

  test("more than a block of rows is encoded like each row alone", async () => {
    const data = cloud(5000, [1, 2]);
    const pca = await fitPca(kernels, { data, n: 5000, d: 2 }, 1);
    const all = await encode(kernels, pca, data);
    const last = await encode(kernels, pca, data.slice(2 * 4999));
    expect(last[0]).toBeCloseTo(all[4999], 12);
  });

  test("with fewer points than dimensions come from the Gram matrix and agree", async () => {
    const sd = Array.from({ length: 40 }, (_, j) => 5 / (1 + j));
    const data = cloud(30, sd);
    const pca = await fitPca(kernels, { data, n: 30, d: 40 }, 5);
    const padded = new Float64Array(60 * 40);
    padded.set(data);
    padded.set(data, 30 * 40);
    const twice = await fitPca(kernels, { data: padded, n: 60, d: 40 }, 5);
    for (const [i, value] of pca.components.entries()) expect(value).toBeCloseTo(twice.components[i], 8);
    for (const [i, value] of pca.explainedVariance.entries())
      expect(value).toBeCloseTo(twice.explainedVariance[i], 8);
    expect(pca.scale).toBeCloseTo(twice.scale, 8);
  });

  test("too many components, or data that do not vary, are refused", async () => {
    const points = { data: new Float64Array(6).fill(0.1), n: 3, d: 2 };
    await expect(fitPca(kernels, points, 1)).rejects.toThrow("pca: expected data that vary");
    await expect(fitPca(kernels, points, 3)).rejects.toThrow("from 1 to 2, got 3");
    await expect(fitPca(kernels, points, 1.5)).rejects.toThrow(RangeError);
  });
});
