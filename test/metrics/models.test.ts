import { afterAll, describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { modelLocalDimension } from "../../src/metrics/local-dimension.ts";
import { modelAgreement } from "../../src/metrics/model-agreement.ts";
import { normalBundle } from "../../src/metrics/normal-bundle.ts";
import { responsibilities, responsibilityCurve } from "../../src/metrics/responsibilities.ts";
import { segmentRates, segmentTest } from "../../src/metrics/segment-test.ts";
import { trajectoryVariances } from "../../src/metrics/trajectory-variance.ts";
import { createRng } from "../../src/random/rng.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import { createExactScore } from "../../src/score/exact.ts";
import { createGaussianScore } from "../../src/score/gaussian.ts";
import { worstRelative } from "../support/arrays.ts";

const kernels = await createKernels({ threads: 2 });
afterAll(() => kernels.close());

function gaussian(variances: readonly number[]) {
  const d = variances.length;
  const vectors = Float64Array.from({ length: d * d }, (_, at) => (at % (d + 1) === 0 ? 1 : 0));
  return createGaussianScore(kernels, {
    mean: new Float64Array(d),
    variances: Float64Array.from(variances),
    vectors,
  });
}

describe("local dimension of a model", () => {
  it("is d + h (tr ∇s + |s|²) of a Gaussian in closed form, by the exact trace and by Hutchinson's", async () => {
    const [variances, time] = [[4, 1, 0.01, 0], 0.05];
    const { scale, variance: h } = ouLevel(time);
    const x = createRng(1).normals(12);
    const total = variances.map((c) => scale * scale * c + h);
    const wanted = Float64Array.from({ length: 3 }, (_, q) =>
      total.reduce((sum, v, j) => sum + 1 - h / v + (h * x[q * 4 + j] ** 2) / v ** 2, 0),
    );
    expect(worstRelative(await modelLocalDimension(gaussian(variances), { x, time }), wanted)).toBeLessThan(
      1e-8,
    );
    // Signs give the trace of a diagonal matrix whatever they are.
    const signs = { trace: "hutchinson", probes: 2, rng: createRng(3) } as const;
    expect(
      worstRelative(await modelLocalDimension(gaussian(variances), { x, time, ...signs }), wanted),
    ).toBeLessThan(1e-8);
  });

  it("collapses to Σ w |x - a x_i|² / h for the exact score", async () => {
    const density = createDensity(kernels, { data: createRng(2).normals(60), n: 20, d: 3 });
    const [time, x] = [0.1, createRng(4).normals(15)];
    const found = await modelLocalDimension(createExactScore(density), { x, time });
    const { localDimension } = await geometry(density, ouLevel(time), { x, dim: 1 });
    expect(worstRelative(found, localDimension)).toBeLessThan(1e-4);
    const level = ouLevel(time);
    const naive = Float64Array.from({ length: 5 }, (_, q) => {
      const squares = Array.from({ length: 20 }, (_, i) =>
        [0, 1, 2].reduce((sum, j) => sum + (x[q * 3 + j] - level.scale * density.data[i * 3 + j]) ** 2, 0),
      );
      const weights = squares.map((square) => Math.exp(-square / (2 * level.variance)));
      const all = weights.reduce((sum, w) => sum + w, 0);
      return weights.reduce((sum, w, i) => sum + (w * squares[i]) / all, 0) / level.variance;
    });
    expect(worstRelative(localDimension, naive)).toBeLessThan(1e-10);
  });

  it("refuses points and probes that do not fit", async () => {
    await expect(modelLocalDimension(gaussian([1, 1]), { x: new Float64Array(3), time: 1 })).rejects.toThrow(
      /^points:/,
    );
    const none = { trace: "hutchinson", probes: 0, rng: createRng(0) } as const;
    await expect(
      modelLocalDimension(gaussian([1]), { x: new Float64Array(1), time: 1, ...none }),
    ).rejects.toThrow(/^probes:/);
  });
});

describe("normal bundle", () => {
  it("finds the dimension of a plane, and normal singular values of the size of sqrt(4d/h)", async () => {
    const model = gaussian([1, 1, 1, 0, 0, 0, 0, 0]);
    const x = Float64Array.from([0.3, -1, 0.2, 0, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0]);
    const found = await normalBundle(kernels, model, { x, time: 1e-4, rng: createRng(5) });
    expect([...found.dimension]).toEqual([3, 3]);
    const typical = Math.sqrt(32 / ouLevel(1e-4).variance);
    expect(found.singularValues[4] / typical).toBeGreaterThan(0.4);
    expect(found.singularValues[4] / typical).toBeLessThan(1.6);
    expect(found.singularValues[5] / typical).toBeLessThan(0.05);
    await expect(
      normalBundle(kernels, gaussian([1]), { x: new Float64Array(1), time: 1, rng: createRng(0) }),
    ).rejects.toThrow("dimension: expected at least 2, got 1");
  });
});

describe("responsibilities", () => {
  it("are those of two points by hand, and duplicates share theirs", async () => {
    const level = { scale: 1, variance: 0.5 };
    const w = 1 / (1 + Math.exp(-(1.5 ** 2 - 0.5 ** 2)));
    const density = createDensity(kernels, { data: Float64Array.of(0, 2), n: 2, d: 1 });
    const found = await responsibilities(density, Float64Array.of(0.5), level);
    expect(found.largest[0]).toBeCloseTo(w, 12);
    expect(found.inverseSquare[0]).toBeCloseTo(1 / (w * w + (1 - w) ** 2), 12);
    expect(found.entropySize[0]).toBeCloseTo(w ** -w * (1 - w) ** (w - 1), 12);
    const twice = createDensity(kernels, { data: Float64Array.of(0, 0, 2), n: 3, d: 1 });
    const shared = await responsibilities(twice, Float64Array.of(0.5), level);
    expect(shared.largest[0]).toBeCloseTo(w / (1 + w), 12);
  });

  it("go from one point to all of them as t grows", async () => {
    const density = createDensity(kernels, { data: createRng(6).normals(40), n: 20, d: 2 });
    const curve = await responsibilityCurve(density, density.data, [1e-4, 0.1, 8]);
    expect(curve[0].largest).toBeGreaterThan(0.99);
    expect(curve[2].entropySize).toBeCloseTo(20, 2);
    expect(curve[2].inverseSquare).toBeCloseTo(20, 2);
    expect(curve.map(({ entropySize }) => entropySize)).toEqual(
      curve.map(({ entropySize }) => entropySize).sort((a, b) => a - b),
    );
  });
});

describe("segment test", () => {
  const modes = Float64Array.of(0, 0, 4, 0, 0, 3);
  const at = (points: number[], options = {}) =>
    segmentTest(Float64Array.from(points), { modes, d: 2 }, { reach: 0.5, ...options });

  it("assigns a sample to the nearest segment between its ends and outside the balls", () => {
    // The middle of 0–1; beside it; too far; in a ball; beyond an end; the middle of 1–2; the middle of 0–2.
    const found = at([2, 0, 2, 0.4, 2, 0.5, 0.3, 0, 5, 0, 2, 1.5, 0, 1.5]);
    expect([...found.pairs]).toEqual([0, 1, 0, 2, 1, 2]);
    expect([...found.pair]).toEqual([0, 0, -1, -1, -1, 2, 1]);
    expect([found.position[0], found.distance[1], found.position[5]]).toEqual([0.5, 0.4, 0.5]);
    expect(found.position[2]).toBeNaN();
    const rates = segmentRates(found, createRng(0));
    expect(rates.map(({ value }) => value)).toEqual([2 / 7, 1 / 7, 1 / 7]);
    expect(rates[0].low).toBeLessThan(2 / 7);
  });

  it("keeps away from the ends by the margin, strictly", () => {
    expect([...at([0.4, 0, 0.41, 0], { ball: 0 }).pair]).toEqual([-1, 0]);
    expect([...at([0.4, 0], { ball: 0, margin: 0.05 }).pair]).toEqual([0]);
    expect(() => at([1, 1], { margin: 0.5 })).toThrow(/^margin:/);
    expect(() => at([1, 1], { reach: 0 })).toThrow(/^reach:/);
  });
});

describe("agreement of two models", () => {
  it("compares pairs with the nearest point of each half", async () => {
    const samples = [Float64Array.of(1, 5, 9), Float64Array.of(1.5, 9, 9)] as const;
    const train = [Float64Array.of(0, 6), Float64Array.of(3, 9)] as const;
    const found = await modelAgreement(kernels, { d: 1, samples, train }, createRng(0));
    expect([...found.pairDistance]).toEqual([0.5, 4, 0]);
    expect([...found.nearest[0]]).toEqual([1, 1, 3]);
    expect([...found.nearest[1]]).toEqual([1.5, 0, 0]);
    expect(found.agreeing.value).toBeCloseTo(1 / 3, 14);
    expect(found.meanPairDistance.value).toBe(1.5);
    expect(found.meanNearest.value).toBeCloseTo(6.5 / 6, 14);
    const short = [samples[0], Float64Array.of(1)] as const;
    await expect(modelAgreement(kernels, { d: 1, samples: short, train }, createRng(0))).rejects.toThrow(
      "samples: expected as many of both models, got 3 and 1",
    );
  });
});

describe("trajectory variance", () => {
  it("is the mean over coordinates of the variance over records", () => {
    const records = [Float64Array.of(0, 0, 5, 1), Float64Array.of(2, 4, 5, 1), Float64Array.of(4, 8, 5, 1)];
    expect([...trajectoryVariances(records, 2)]).toEqual([(8 / 3 + 32 / 3) / 2, 0]);
    expect([...trajectoryVariances(records.slice(0, 1), 2)]).toEqual([0, 0]);
    expect(() => trajectoryVariances([], 2)).toThrow(/^records:/);
    expect(() => trajectoryVariances([Float64Array.of(1, 2), Float64Array.of(1)], 1)).toThrow(/^records:/);
  });
});
