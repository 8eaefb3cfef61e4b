import { afterAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { energyDistanceQuantity } from "../../src/metrics/energy-distance.ts";
import { frechetQuantity } from "../../src/metrics/frechet.ts";
import { gradedCoupling, isGraded } from "../../src/metrics/graded-coupling.ts";
import { kernelDistanceQuantity, kernelPairMean } from "../../src/metrics/kernel-distance.ts";
import { type Quantity, quantityValue } from "../../src/metrics/quantity.ts";
import { passQueries, passTrain } from "../../src/metrics/shared-pass.ts";
import { slicedWassersteinQuantity, transport } from "../../src/metrics/sliced-wasserstein.ts";
import { vendiQuantity } from "../../src/metrics/vendi.ts";
import { createRng } from "../../src/random/rng.ts";
import * as naive from "./naive.ts";

const kernels = await createKernels({ threads: 2 });
afterAll(() => kernels.close());

function normals(name: string, count: number): Float64Array {
  return createRng(4).split(name).normals(count);
}

/** The metric of a set with some rows repeated, and what the first-order rows say of it. */
async function firstOrder(
  x: Float64Array,
  d: number,
  measure: (x: Float64Array) => Promise<Quantity>,
): Promise<{ change: number; predicted: number }> {
  const m = x.length / d;
  const many = 40; // copies of everything, so that one more row is a small change
  const base = Float64Array.from({ length: many * x.length }, (_, i) => x[i % x.length]);
  const more = Float64Array.from([...base, ...x.subarray(0, d)]);
  const [before, after] = [await measure(base), await measure(more)];
  const share = 1 / (many * m + 1);
  const { rows, finish = (value: number) => value } = before;
  const centre = rows.reduce((sum, value) => sum + value, 0) / rows.length;
  const predicted = finish(centre + share * (rows[0] - centre)) - finish(centre);
  return { change: quantityValue(after) - quantityValue(before), predicted };
}

async function expectFirstOrder(
  x: Float64Array,
  d: number,
  measure: (x: Float64Array) => Promise<Quantity>,
): Promise<void> {
  const { change, predicted } = await firstOrder(x, d, measure);
  expect(Math.abs(change / predicted - 1)).toBeLessThan(0.05);
}

describe("Fréchet distance", () => {
  it("is the closed form for Gaussians with common axes", async () => {
    // Points ±s_j e_j: mean 0 and variance 2 s_j² / (n - 1) along each axis.
    const cross = (sizes: number[], shift: number) => {
      const d = sizes.length;
      const out = new Float64Array(2 * d * d).fill(shift);
      sizes.forEach((size, j) => {
        out[2 * j * d + j] += size;
        out[(2 * j + 1) * d + j] -= size;
      });
      return out;
    };
    const [a, b] = [
      [1, 2, 0],
      [3, 2, 1],
    ];
    const sets = { train: cross(a, 0), generated: cross(b, 0.5), d: 3 };
    const sd = (size: number) => size * Math.sqrt(2 / 5);
    const wanted = 0.75 + a.reduce((sum, size, j) => sum + (sd(size) - sd(b[j])) ** 2, 0);
    expect(quantityValue(await frechetQuantity(kernels, sets))).toBeCloseTo(wanted, 10);
  });

  it("is that of 60 digits where columns have sizes a thousand million apart", async () => {
    // 40 rows; the large column is the same in both sets but for a part as small as the first column.
    const set = (s: 0 | 1) =>
      Float64Array.from(
        Array.from({ length: 40 }, (_, i) => {
          const [u, v] = [3, 4].map((j) => (((i + 1) * j * (s + 5) * 17) % 101) - 50);
          const large = 1e6 * (((i + 1) * 41) % 97);
          return s === 0 ? [u, large, (v + u) / 1024] : [2 * u, large + v, (3 * v - u) / 1024];
        }).flat(),
      );
    const found = await frechetQuantity(kernels, { train: set(0), generated: set(1), d: 3 });
    expect(quantityValue(found) / 1395.82947141026).toBeCloseTo(1, 9);
    const own = await frechetQuantity(kernels, { train: set(0), generated: set(0), d: 3 });
    expect(quantityValue(own)).toBeLessThan(1e-12);
  });

  it("is the closed form where a large column is a multiple of a small one", async () => {
    const wide = (values: Float64Array) =>
      Float64Array.from([...values].flatMap((value) => [value, 1e4 * value, 0]));
    const sets = { train: wide(Float64Array.of(-1, 1)), generated: wide(Float64Array.of(1, 7)), d: 3 };
    const found = await frechetQuantity(kernels, sets);
    // Means 0 and 4, standard deviations √2 and 3√2, along (1, 10⁴).
    expect(quantityValue(found) / (24 * (1 + 1e8))).toBeCloseTo(1, 12);
  });

  it("is the same by factors and singular values as by eigenvalues, map and all", async () => {
    const covariance = (x: Float64Array, d: number) =>
      kernels.multiply({ a: x, b: x, rows: d, inner: x.length / d, columns: d, transposeA: true });
    const d = 4;
    const [train, generated] = [await covariance(normals("t", 40), d), await covariance(normals("g", 60), d)];
    const { trace, map } = gradedCoupling({ train, generated, d });
    const product = (a: Float64Array, b: Float64Array) =>
      kernels.multiply({ a, b, rows: d, inner: d, columns: d });
    // A Σ_g A = Σ_t, and the trace is tr Σ_g + tr Σ_t - 2 tr(A Σ_g).
    const carried = await product(await product(map, generated), map);
    carried.forEach((value, at) => {
      expect(value).toBeCloseTo(train[at], 10);
    });
    const diagonal = (matrix: Float64Array) => matrix.filter((_, at) => at % (d + 1) === 0);
    const sum = (matrix: Float64Array) => diagonal(matrix).reduce((total, value) => total + value, 0);
    expect(trace).toBeCloseTo(sum(train) + sum(generated) - 2 * sum(await product(map, generated)), 10);
    expect(isGraded({ train, generated, d })).toBe(false);
  });

  it("is 0 for a set and itself, and its rows predict what one more sample does", async () => {
    const [train, generated] = [normals("a", 300), normals("b", 60).map((z, i) => z * (1 + (i % 3)) + 0.3)];
    const same = await frechetQuantity(kernels, { train, generated: train, d: 3 });
    expect(quantityValue(same)).toBeCloseTo(0, 10);
    await expectFirstOrder(generated, 3, (x) => frechetQuantity(kernels, { train, generated: x, d: 3 }));
  });
});

describe("kernel distance and energy distance", () => {
  const [train, generated, d] = [normals("x", 3 * 37), normals("q", 3 * 21).map((z) => z + 0.4), 3];
  const [x, q] = [naive.rows(train, d), naive.rows(generated, d)];
  const kid = async (samples: Float64Array) =>
    kernelDistanceQuantity(kernels, {
      generated: samples,
      train,
      d,
      trainMean: await kernelPairMean(kernels, train, d),
    });
  const energy = async (samples: Float64Array) => {
    const pass = await passTrain(kernels, { data: train, n: 37, d }, { k: 1, rng: createRng(0) });
    return energyDistanceQuantity(pass, await passQueries(kernels, pass, { queries: samples, k: 1 }));
  };

  it("equal their definitions", async () => {
    expect(quantityValue(await kid(generated))).toBeCloseTo(naive.kid(x, q), 10);
    expect(quantityValue(await energy(generated))).toBeCloseTo(naive.energy(x, q), 10);
  });

  it("take more than one block", async () => {
    const many = normals("many", 3 * 600);
    expect(quantityValue(await kid(many))).toBeCloseTo(naive.kid(x, naive.rows(many, d)), 10);
  });

  it("have rows that predict what one more sample does", async () => {
    await expectFirstOrder(generated, d, kid);
    await expectFirstOrder(generated, d, energy);
  });
});

describe("sliced W₂", () => {
  const options = { rng: createRng(2), directions: 40 };

  it("of a shift is its length over sqrt(d), up to the directions drawn", async () => {
    const train = normals("s", 400);
    const generated = train.map((z, i) => z + (i % 2 === 0 ? 3 : 4));
    const sets = { train, generated, d: 2 };
    const value = quantityValue(
      await slicedWassersteinQuantity(kernels, sets, { ...options, directions: 512 }),
    );
    expect(value).toBeGreaterThan(0.93 * (5 / Math.SQRT2));
    expect(value).toBeLessThan(1.07 * (5 / Math.SQRT2));
    const one = await slicedWassersteinQuantity(
      kernels,
      { train: Float64Array.of(0, 4), generated: Float64Array.of(1, 1, 7), d: 1 },
      options,
    );
    // Thirds 1, 1, 7 against halves 0, 4: 1/3·1 + 1/6·1 + 1/6·9 + 1/3·9.
    expect(quantityValue(one)).toBeCloseTo(Math.sqrt(5), 12);
  });

  it("couples quantiles of any two sizes as a fine grid does", () => {
    const [x, y] = [normals("t", 7), normals("u", 5).sort()];
    const fine = 35 * 40;
    const sorted = Float64Array.from(x).sort();
    let wanted = 0;
    for (let i = 0; i < fine; i++)
      wanted += (sorted[Math.floor((i * 7) / fine)] - y[Math.floor((i * 5) / fine)]) ** 2 / fine;
    expect(transport(x, y).square).toBeCloseTo(wanted, 12);
  });

  it("has rows that predict what one more sample does", async () => {
    const train = normals("v", 2 * 400);
    const generated = normals("w", 2 * 150).map((z) => 2 * z + 1);
    await expectFirstOrder(generated, 2, (x) =>
      slicedWassersteinQuantity(kernels, { train, generated: x, d: 2 }, options),
    );
  });
});

describe("Vendi score", () => {
  it("counts orthogonal samples, takes lengths for nothing, and a sample at 0 for none", async () => {
    const value = async (x: number[], d: number) =>
      quantityValue(await vendiQuantity(kernels, Float64Array.from(x), d));
    expect(await value([1, 0, 0, 0, 5, 0, 0, 0, 2], 3)).toBeCloseTo(3, 10);
    expect(await value([1, 1, 2, 2, 3, 3], 2)).toBeCloseTo(1, 10);
    expect(await value([1, 0, 0, 3, 0, 0], 2)).toBeCloseTo(2, 10);
    expect(await value([1, 0, 0, 0, 4, 0], 3)).toBeCloseTo(2, 10);
  });

  it("is the same from either side, and from the eigenvalues of the kernel", async () => {
    const x = normals("vendi", 4 * 9);
    const wide = await vendiQuantity(kernels, x, 9);
    const unit = naive
      .rows(x, 9)
      .map((row) => row.map((value) => value / Math.sqrt(naive.average(row.map((v) => v * v)) * 9)));
    const kernel = Float64Array.from(
      unit.flatMap((a) => unit.map((b) => a.reduce((s, v, j) => s + v * b[j], 0) / 4)),
    );
    const { values } = await kernels.eigen(kernel, 4);
    const entropy = -values.reduce((sum, value) => sum + value * Math.log(value), 0);
    expect(quantityValue(wide)).toBeCloseTo(Math.exp(entropy), 10);
    const padded = Float64Array.from(naive.rows(x, 4).flatMap((row) => [...row, 0, 0, 0, 0, 0, 0, 0]));
    const tall = quantityValue(await vendiQuantity(kernels, x, 4));
    expect(quantityValue(await vendiQuantity(kernels, padded, 11))).toBeCloseTo(tall, 10);
  });

  it("has rows that predict what one more sample does", async () => {
    await expectFirstOrder(normals("z", 3 * 30), 3, (x) => vendiQuantity(kernels, x, 3));
  });
});
