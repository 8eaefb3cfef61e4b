import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createDataQuadrature } from "../../src/random-features/data-quadrature.ts";
import { drawFeatureMap } from "../../src/random-features/feature-map.ts";
import { featureMoments } from "../../src/random-features/moments.ts";
import { outputWeights, solveFeatures } from "../../src/random-features/solve.ts";
import { createTimeRule } from "../../src/random-features/time-rule.ts";
import { featureWeights, trainFeatures, trainingCurves } from "../../src/scene/feature-training.ts";
import { createFeatureModels } from "../../src/scene/model.ts";
import type { Scene } from "../../src/scene/scene.ts";
import { relativeNorm } from "../support/arrays.ts";
import { modelOf, type Patch, tinyScene } from "./scenes.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

const LOSSES = [
  { weight: "1", parameterization: "posterior-mean" },
  { weight: "h", parameterization: "score" },
  { weight: "h2", parameterization: "posterior-mean" },
] as const;
const scene = (patch: Patch = {}) => tinyScene(kernels, { model: "random-features", ...patch });

/** The same problem, put together from its parts; `panels` of the time rule. */
async function fromParts(
  { config, density, rng }: Scene,
  { panels, method }: { panels: number; method: "exact" | "series" },
) {
  const { p, harmonics } = config.features;
  const { horizon, min } = config.time;
  const features = drawFeatureMap({ p, harmonics, d: 2, horizon }, rng.split("features"));
  const rule = createTimeRule({ timeMin: min, horizon, harmonics, panels });
  const quadrature = createDataQuadrature(rule, { count: density.n, rng: rng.split("quadrature") });
  const problem = { features, data: density, quadrature, ...config.loss };
  const moments = await featureMoments(kernels, problem, { method, terms: 16, rng: rng.split("entries") });
  return { moments, solution: await solveFeatures(kernels, { features, moments }) };
}

describe("random features of a scene", () => {
  it.each(LOSSES)(
    "have the A(τ) of the same problem put together by hand: $weight, $parameterization",
    async (loss) => {
      const of = scene({ loss });
      const training = await trainFeatures(of);
      const { solution } = await fromParts(of, { panels: 16, method: "series" });
      for (const tau of [0, 1, 300, Infinity]) {
        const weights = await featureWeights(of, training, tau);
        expect(weights).toHaveLength(48);
        expect(weights).toEqual(await outputWeights(kernels, solution, tau));
      }
      const { config } = of;
      const atTau = await featureWeights({ ...of, config: { ...config, tau: "inf" } }, training);
      expect(atTau).toEqual(await outputWeights(kernels, solution, Infinity));
    },
  );

  // Measured at p = 256, K = 4 on the thirteen points: 192 time nodes against 560 change U by 6e-8 (weight 1, posterior
  // mean), 3e-6 (h) and 5e-6 (h2), in score units by 6e-6 at most; the 16 terms of the series by 2e-5 at most.
  it("know their moments on 16 panels as on the 64 of the default, to 1e-6, and by the series to 1e-4", async () => {
    for (const loss of LOSSES.slice(0, 2)) {
      const of = scene({ loss, features: { p: 16, harmonics: 4 } });
      const few = await fromParts(of, { panels: 16, method: "exact" });
      const many = await fromParts(of, { panels: 64, method: "exact" });
      expect(relativeNorm(few.moments.second, many.moments.second)).toBeLessThan(1e-6);
      expect(relativeNorm(few.moments.cross, many.moments.cross)).toBeLessThan(1e-6);
      const { momentError } = await trainFeatures(of);
      expect(momentError.timeNodes).toBeLessThan(many.moments.error.timeNodes / 2);
      expect(momentError.relative).toBeLessThan(1e-4);
    }
  });

  it.each(LOSSES)("learn as τ grows: $weight, $parameterization", async (loss) => {
    const of = scene({ loss, features: { p: 64, harmonics: 2 } });
    const training = await trainFeatures(of);
    const taus = Float64Array.of(0, 0.1, 1, 10, 100, 1e3, 1e4, Infinity);
    const curves = await trainingCurves(of, training, taus);
    expect(curves.taus).toEqual(taus);
    for (let i = 1; i < taus.length; i++) expect(curves.loss[i]).toBeLessThan(curves.loss[i - 1]);
    for (const part of ["normal", "tangent"] as const) {
      expect(curves[part].at(-1)).toBeLessThan(0.5 * curves[part][0]);
      // at the end of training all error is the architecture's
      const architecture = curves[`${part}Architecture`];
      expect(new Set(architecture).size).toBe(1);
      expect(curves[part].at(-1)).toBeCloseTo(architecture[0], 12);
    }
  });

  it("are frozen: another τ, another loss and another thread leave them", async () => {
    const [one, other] = [scene({ tau: 5 }), scene({ tau: "inf", loss: { weight: "h2" } })];
    const first = await trainFeatures(one);
    expect((await trainFeatures(other)).features.spatial).toEqual(first.features.spatial);
    const single = await createKernels({ threads: 1 });
    const alone = { ...one, density: { ...one.density, kernels: single } };
    expect(await featureWeights(alone, first)).toEqual(await featureWeights(one, first));
    single.close();
  });

  it("tell how far they are, and predict by their weights alone", async () => {
    const told: [number, number][] = [];
    const of = scene();
    const training = await trainFeatures(of, (_, done, total) => told.push([done, total]));
    expect(told).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
    ]);
    const at = Float64Array.of(0.3, -0.2, 1, 1);
    const mean = await createFeatureModels(of)(await featureWeights(of, training)).posteriorMean(
      at,
      of.times[4],
    );
    expect(mean).toEqual(await (await modelOf(of)).posteriorMean(at, of.times[4]));
    const zero = await createFeatureModels(of)(new Float64Array(48)).posteriorMean(at, of.times[4]);
    expect([...zero]).toEqual([0, 0, 0, 0]);
  });
});
