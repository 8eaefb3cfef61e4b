import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fitPca } from "../../src/data/pca.ts";
import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { COLLAPSED_SIZE, collapseTimes } from "../../src/diagnosis/collapse.ts";
import { measureRegimes } from "../../src/diagnosis/regimes.ts";
import { ridgeSpeciation, spectralSpeciation } from "../../src/diagnosis/speciation.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { veLevel } from "../../src/schedule/noise-level.ts";
import { densityOf } from "../support/density-of.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

const rng = createRng(3);
/** OU time at which the noise variance in the data's scale, h / a², is so large. */
const timeOf = (variance: number) => 0.5 * Math.log1p(variance);

/** ±μ along a diagonal of the plane, |μ| = size, off the origin. */
const pair = (size: number) => {
  const s = size * Math.SQRT1_2;
  return densityOf(kernels, [
    [5 + s, -2 + s],
    [5 - s, -2 - s],
  ]);
};

/** Normal rows with these standard deviations. */
function gaussian(n: number, widths: readonly number[]): EmpiricalDensity {
  const d = widths.length;
  const data = createRng(8)
    .normals(n * d)
    .map((value, i) => widths[i % d] * value);
  return createDensity(kernels, { data, n, d });
}

describe("speciation", () => {
  it.each([0.3, 1, 4])(
    "of ±μ is where a² |μ|² = h, by the spectrum and by the modes, |μ| = %s",
    async (size) => {
      const density = pair(size);
      const { variance, time } = await spectralSpeciation(density);
      expect(variance / size ** 2).toBeCloseTo(1, 9);
      expect(time).toBeCloseTo(timeOf(size ** 2), 9);
      const ridge = await ridgeSpeciation(density, { rng });
      expect(ridge.time / timeOf(size ** 2)).toBeCloseTo(1, 3);
      expect(ridge).toMatchObject({ minorShare: 0.5, reason: "" });
    },
  );

  it("of ±μ is where log p_t bends the other way in the middle", async () => {
    const x = Float64Array.of(5, -2);
    for (const [factor, sign] of [
      [1 - 1e-6, 1],
      [1 + 1e-6, -1],
    ]) {
      const level = veLevel(2 * Math.sqrt(factor));
      const { eigenvalues } = await geometry(pair(2), level, { x, dim: 1 });
      expect(Math.sign(eigenvalues[0])).toBe(sign);
    }
  });

  it("has its asymptotic form only where the leading variance is above 1", async () => {
    expect((await spectralSpeciation(pair(4))).asymptotic).toBeCloseTo(Math.log(4), 9);
    expect((await spectralSpeciation(pair(0.9))).asymptotic).toBeNaN();
  });

  it("is the largest eigenvalue of the covariance, above 256 columns too", async () => {
    const d = 300;
    const data = createRng(1)
      .normals(40 * d)
      .map((value, i) => (i % d === 7 ? 6 : 1) * value);
    const { variance } = await spectralSpeciation(createDensity(kernels, { data, n: 40, d }));
    const { explainedVariance } = await fitPca(kernels, { data, n: 40, d }, 1);
    expect(variance / explainedVariance[0]).toBeCloseTo(1, 6);
  });

  it("by the modes takes the first branch, and says how little of the data it has", async () => {
    // Twenty-seven copies of the middle about a pair far off: the pair parts from the middle first.
    const rows = [...Array.from({ length: 27 }, () => [0, 0]), [40, 0], [40, 1], [40, -1]];
    const { time, minorShare } = await ridgeSpeciation(densityOf(kernels, rows), { rng });
    expect(minorShare).toBeCloseTo(0.1, 12);
    expect(time).toBeGreaterThan(timeOf(100));
    expect(time).toBeLessThan(timeOf(1600));
  });

  it("finds with some of many points what it finds with all", async () => {
    const density = gaussian(600, [0.4, 0.4]);
    density.data.forEach((_, i) => {
      if (i % 2 === 0) density.data[i] += i % 4 === 0 ? 3 : -3;
    });
    const some = await ridgeSpeciation(density, { rng, budget: 600 * 54 * 40 });
    const other = await ridgeSpeciation(density, { rng: createRng(4) });
    expect(some.time / other.time).toBeCloseTo(1, 3);
    // a² (|μ|² - σ²) = h for Gaussian clusters of variance σ².
    expect(other.time / timeOf(9 - 0.16)).toBeCloseTo(1, 1);
    expect(some.minorShare).toBeGreaterThan(0.35);
  });

  it("is not looked for where that would take long", async () => {
    const { time, reason } = await ridgeSpeciation(gaussian(100, [1, 1]), { rng, budget: 100 * 54 * 31 });
    expect(time).toBeNaN();
    expect(reason).toContain("not looked for, as 100 points in 2 dimensions");
  });
});

describe("collapse", () => {
  it.each([0.5, 3])("of ±μ by the excess entropy is where 2 a² |μ|² = h log 2, |μ| = %s", async (size) => {
    const { excess } = await collapseTimes(pair(size), { rng });
    expect(excess.value / timeOf((2 * size ** 2) / Math.log(2))).toBeCloseTo(1, 6);
    // Pairs x_i ± noise leave nothing to chance here.
    expect(excess.high - excess.low).toBeLessThan(1e-6);
  });

  it("of far pairs by the excess entropy is where the partner alone makes up for log n", async () => {
    const rows = Array.from({ length: 4 }, (_, i) => [1e5 * i ** 2, 0]).flatMap(([x, y]) => [
      [x, y],
      [x, y + 2],
    ]);
    // log n = D² / 2σ² + log(n - 1), D = 2
    const { excess } = await collapseTimes(densityOf(kernels, rows), { rng });
    expect(excess.value / timeOf(2 / Math.log(8 / 7))).toBeCloseTo(1, 6);
  });

  it("of two points by the posterior agrees with quadrature of the entropy, in its interval", async () => {
    const { posterior } = await collapseTimes(densityOf(kernels, [[-2], [2]]), { rng, draws: 4000 });
    const exact = zero((variance) => entropyOfTwo(2, variance) - Math.log(COLLAPSED_SIZE));
    expect(posterior.low).toBeLessThan(timeOf(exact));
    expect(posterior.high).toBeGreaterThan(timeOf(exact));
    expect(posterior.value / timeOf(exact)).toBeCloseTo(1, 1);
  });

  it("comes when the noise has the same size beside the data, whatever their size", async () => {
    const near = gaussian(50, [1, 1, 1]);
    const far = createDensity(kernels, { data: near.data.map((value) => 1000 * value), n: 50, d: 3 });
    const [a, b] = [await collapseTimes(near, { rng }), await collapseTimes(far, { rng })];
    for (const rule of ["excess", "posterior"] as const) {
      const ratio = Math.expm1(2 * b[rule].value) / Math.expm1(2 * a[rule].value);
      expect(ratio / 1e6).toBeCloseTo(1, 3);
    }
  });

  it("of a Gaussian is near the closed form ½ ln(1 + σ² / (n^(2/d) - 1)) in many dimensions", async () => {
    const { excess } = await collapseTimes(gaussian(4000, new Array(20).fill(1)), { rng });
    const closed = timeOf(1 / (4000 ** (2 / 20) - 1));
    // Leaving one out sees a density of finitely many points: more noise, not less.
    expect(excess.value).toBeGreaterThan(closed);
    expect(excess.value / closed).toBeLessThan(1.6);
  });

  it("gives the same bytes for every number of threads, and counts copies once", async () => {
    const one = await createKernels({ threads: 1 });
    const { data, n, d } = gaussian(300, [1, 2]);
    const twice = Float64Array.from([...data, ...data]);
    const found = [
      await collapseTimes(createDensity(one, { data, n, d }), { rng }),
      await collapseTimes(createDensity(kernels, { data, n, d }), { rng }),
      await collapseTimes(createDensity(kernels, { data: twice, n: 2 * n, d }), { rng }),
    ];
    one.close();
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
    expect(found[0].excess.low).toBeLessThan(found[0].excess.value);
  });

  it("is refused with fewer draws than an interval needs", async () => {
    await expect(collapseTimes(pair(1), { rng, draws: 3 })).rejects.toThrow(
      "draws: expected at least 4, got 3",
    );
  });
});

describe("measureRegimes", () => {
  it("has no times where squares of distances underflow", async () => {
    const { spectral, ridge, collapse } = await measureRegimes(densityOf(kernels, [[0], [1e-170]]), { rng });
    expect([spectral.time, ridge.time, collapse.excess.value]).toEqual([NaN, NaN, NaN]);
  });

  it("says why there are no times for one place", async () => {
    const density = densityOf(kernels, [
      [1, 2],
      [1, 2],
    ]);
    const { spectral, ridge, collapse } = await measureRegimes(density, { rng });
    expect([spectral.time, ridge.time, collapse.excess.value, collapse.posterior.value]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
    expect(ridge.reason).toBe("all training points are at one place");
  });
});

/** The entropy of the weights of ±μ over p_t, in the data's scale, by the trapezium rule. */
function entropyOfTwo(mu: number, variance: number): number {
  const [step, reach] = [1e-3, 12];
  let sum = 0;
  for (let z = -reach; z <= reach; z += step) {
    const ratio = (2 * mu * (mu + Math.sqrt(variance) * z)) / variance;
    const w = 1 / (1 + Math.exp(-ratio));
    const v = 1 / (1 + Math.exp(ratio));
    const entropy = -(w > 0 ? w * Math.log(w) : 0) - (v > 0 ? v * Math.log(v) : 0);
    sum += (step * entropy * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI);
  }
  return sum;
}

/** The zero of a function that grows, by bisection. */
function zero(f: (x: number) => number): number {
  let [low, high] = [1e-3, 1e3];
  for (let i = 0; i < 60; i++) {
    const middle = Math.sqrt(low * high);
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return low;
}
