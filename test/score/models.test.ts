import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { createExactScore } from "../../src/score/exact.ts";
import { createGaussianScore, fitGaussian } from "../../src/score/gaussian.ts";
import { createInflatedScore } from "../../src/score/inflated.ts";
import { createNearestNeighbourScore } from "../../src/score/nearest-neighbours.ts";
import { createPerturbedScore } from "../../src/score/perturbed.ts";
import { worstRelative } from "../support/arrays.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const cloud = () => createDensity(kernels, { data: createRng(4).normals(80 * 3), n: 80, d: 3 });
const at = createRng(5).normals(10 * 3);

describe("score models", () => {
  it("the inflated score tends to the exact one as its bandwidth tends to 0", async () => {
    const density = cloud();
    const exact = await createExactScore(density).posteriorMean(at, 0.3);
    const inflated = await createInflatedScore(density, 1e-6).posteriorMean(at, 0.3);
    expect(worstRelative(inflated, exact, 1)).toBeLessThan(1e-9);
  });

  it("the inflated score of one point is that of a Gaussian of its bandwidth", async () => {
    const density = createDensity(kernels, { data: Float64Array.from([1, -2]), n: 1, d: 2 });
    const inflated = await createInflatedScore(density, 0.5).posteriorMean(
      Float64Array.from([0.3, 0.4]),
      0.2,
    );
    const gaussian = {
      mean: Float64Array.from([1, -2]),
      variances: Float64Array.from([0.25, 0.25]),
      vectors: Float64Array.from([1, 0, 0, 1]),
    };
    const wanted = await createGaussianScore(kernels, gaussian).posteriorMean(
      Float64Array.from([0.3, 0.4]),
      0.2,
    );
    expect(worstRelative(inflated, wanted)).toBeLessThan(1e-12);
  });

  it("the Gaussian fit has the data's mean and covariance", async () => {
    const density = cloud();
    const { mean, variances, vectors } = await fitGaussian(density);
    const { data, n, d } = density;
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        let [wanted, found] = [0, 0];
        for (let r = 0; r < n; r++) wanted += ((data[r * d + i] - mean[i]) * (data[r * d + j] - mean[j])) / n;
        for (let k = 0; k < d; k++) found += variances[k] * vectors[k * d + i] * vectors[k * d + j];
        expect(found).toBeCloseTo(wanted, 12);
      }
    }
  });

  it("the nearest-neighbour model with one neighbour returns the nearest training point", async () => {
    const density = cloud();
    const found = await createNearestNeighbourScore(density, 1).posteriorMean(
      density.data.map((v) => v * Math.exp(-0.1)),
      0.1,
    );
    expect(
      worstRelative(
        found,
        density.data.map((v) => v * Math.exp(-0.1)),
      ),
    ).toBeLessThan(1e-14);
    expect(() => createNearestNeighbourScore(density, 81)).toThrow(
      "neighbours: expected an integer from 1 to 80, got 81",
    );
  });

  it("the perturbed model's error has exactly the asked normal and tangent lengths", async () => {
    const density = createDensity(kernels, { data: Float64Array.from([3, 0, -3, 0]), n: 2, d: 2 });
    const x = Float64Array.from([1, 0.4, -2, 0.1]);
    const exact = await createExactScore(density).posteriorMean(x, 0.4);
    const model = createPerturbedScore(density, { dim: 1, normal: 0.2, tangent: 0.3, rng: createRng(1) });
    const found = await model.posteriorMean(x, 0.4);
    for (const q of [0, 1]) {
      expect(Math.abs(found[2 * q] - exact[2 * q])).toBeCloseTo(0.3, 12);
      expect(Math.abs(found[2 * q + 1] - exact[2 * q + 1])).toBeCloseTo(0.2, 12);
    }
  });
});
