import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { createExactScore } from "../../src/score/exact.ts";
import { createGaussianScore, fitGaussian } from "../../src/score/gaussian.ts";
import { createInflatedScore } from "../../src/score/inflated.ts";
import type { ModelOptions, ScoreModelEntry } from "../../src/score/model-entry.ts";
import { SCORE_MODELS, type ScoreModelName, scoreModelNamed } from "../../src/score/models.ts";
import { createNearestNeighbourScore } from "../../src/score/nearest-neighbours.ts";
import { createPerturbedScore } from "../../src/score/perturbed.ts";
import { checkConfig } from "../../src/settings/check.ts";
import { configOf } from "../../src/settings/config.ts";
import { tinyScene } from "../scene/scenes.ts";
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

/** The model of an entry with some of its settings changed, ridge dimension 1. */
function modelOf(entry: ScoreModelEntry, density: EmpiricalDensity, changes: Record<string, number> = {}) {
  const options: ModelOptions<Record<string, number>> = {
    settings: configOf(entry.settings, changes),
    dim: 1,
    rng: createRng(1),
  };
  return entry.create(density, options);
}

describe("the known score models", () => {
  it("have names of their own, and are found by them", () => {
    const names: ScoreModelName[] = SCORE_MODELS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(scoreModelNamed(name).name).toBe(name);
    expect(scoreModelNamed("inflated").settings.bandwidth.default).toBe(0.2);
  });

  it.each<ScoreModelEntry>([...SCORE_MODELS])(
    "$name gives finite posterior means, each of its place alone",
    async (entry) => {
      const density = cloud();
      const model = modelOf(entry, density);
      expect(model.d).toBe(3);
      for (const time of [1e-3, 0.3, 5]) {
        const found = await model.posteriorMean(at, time);
        expect(found).toHaveLength(30);
        expect(found.every(Number.isFinite)).toBe(true);
        const alone = await model.posteriorMean(at.slice(3, 6), time);
        expect(worstRelative(found.slice(3, 6), alone, 1)).toBeLessThan(1e-9);
      }
    },
  );

  it.each<ScoreModelEntry>([...SCORE_MODELS])(
    "$name may be set to all that its sliders and links offer",
    ({ settings }) => {
      for (const [name, { slider }] of Object.entries(settings))
        for (const value of [slider.min, slider.max, slider.link?.min, slider.link?.max])
          if (value !== undefined)
            expect(checkConfig({ [name]: settings[name] }, { [name]: value }, "model")).toEqual({
              [name]: value,
            });
    },
  );

  it("take their settings", async () => {
    const density = cloud();
    const mean = (name: ScoreModelName, changes: Record<string, number>) =>
      modelOf(scoreModelNamed(name), density, changes).posteriorMean(at, 0.3);
    const exact = await createExactScore(density).posteriorMean(at, 0.3);
    expect(await mean("exact", {})).toEqual(exact);
    expect(await mean("inflated", { bandwidth: 0.7 })).toEqual(
      await createInflatedScore(density, 0.7).posteriorMean(at, 0.3),
    );
    expect(await mean("neighbours", { count: 5 })).toEqual(
      await createNearestNeighbourScore(density, 5).posteriorMean(at, 0.3),
    );
    const moved = await mean("perturbed", { normal: 0.3, tangent: 0.4 });
    for (let q = 0; q < 10; q++) {
      const gap = [0, 1, 2].map((j) => moved[3 * q + j] - exact[3 * q + j]);
      expect(Math.hypot(...gap)).toBeCloseTo(0.5, 12);
    }
  });

  it("shrink to the mean by a² c / (a² c + h) where the data are taken for a Gaussian", async () => {
    const points = [
      [3, 1],
      [-3, 1],
    ];
    const { density } = tinyScene(kernels, { data: { set: "custom", points } });
    const found = await modelOf(scoreModelNamed("gaussian"), density).posteriorMean(
      Float64Array.of(2, 5),
      0.4,
    );
    const square = Math.exp(-0.8);
    // variances 9 and 0 about the mean (0, 1)
    expect(found[0]).toBeCloseTo((2 * 9 * square) / (9 * square + 1 - square), 12);
    expect(found[1]).toBeCloseTo(Math.exp(-0.4), 12);
  });
});
