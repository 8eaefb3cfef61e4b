import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { finalSamples } from "../../src/sample/sampler.ts";
import { SCENE_MODELS } from "../../src/scene/model-entries.ts";
import { generatePaths, joinPaths, type Paths, sceneNoise } from "../../src/scene/paths.ts";
import type { Scene } from "../../src/scene/scene.ts";
import type { ScoreModel } from "../../src/score/score-model.ts";
import { modelOf, tinyScene } from "./scenes.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

const RANGES = [
  { first: 0, count: 7 },
  { first: 7, count: 1 },
  { first: 8, count: 12 },
];

async function inParts(scene: Scene, model: ScoreModel, isKept: boolean): Promise<Paths> {
  const parts: Paths[] = [];
  for (const range of RANGES) {
    const kept = isKept ? { noise: sceneNoise(scene, range) } : {};
    // a second generation takes the same noise again
    if (isKept) await generatePaths(scene, model, { ...range, ...kept });
    parts.push(await generatePaths(scene, model, { ...range, ...kept }));
  }
  return joinPaths(parts);
}

describe("paths", () => {
  it.each(SCENE_MODELS)(
    "of %s made in parts, with and without kept noise, are those made at once",
    async (kind) => {
      const scene = tinyScene(kernels, { model: kind, perturbed: { normal: 0.1, tangent: 0.2 } });
      const model = await modelOf(scene);
      const whole = await generatePaths(scene, model);
      expect([whole.count, whole.times.length, whole.x.length]).toEqual([20, 21, 21 * 20 * 2]);
      expect(whole.x.every(Number.isFinite)).toBe(true);
      for (const isKept of [false, true]) {
        const joined = await inParts(scene, model, isKept);
        expect(joined.count).toBe(20);
        expect(joined.x).toEqual(Float64Array.from(whole.x));
        expect(joined.posteriorMean).toEqual(Float64Array.from(whole.posteriorMean));
      }
      await model.close?.();
    },
  );

  it("end where the sampler ends, and hold what the model predicts on the way", async () => {
    const scene = tinyScene(kernels, { model: "inflated" });
    const model = await modelOf(scene);
    const { x, posteriorMean, times } = await generatePaths(scene, model);
    const rng = scene.rng.split("samples");
    const last = await finalSamples(model, { rng, count: 20, times, stochasticity: 1 });
    expect(x.slice(-40)).toEqual(Float64Array.from(last.x));
    const at = x.slice(5 * 40, 6 * 40);
    expect(posteriorMean.slice(5 * 40, 6 * 40)).toEqual(
      Float64Array.from(await model.posteriorMean(at, times[5])),
    );
  });

  it("tell each step, and end early where that throws", async () => {
    const scene = tinyScene(kernels, { model: "exact" });
    const model = await modelOf(scene);
    const steps: number[] = [];
    const onStep = (step: number, total: number) => {
      expect(total).toBe(20);
      steps.push(step);
      if (step === 3) throw new Error("enough");
    };
    await expect(generatePaths(scene, model, { onStep })).rejects.toThrow("enough");
    expect(steps).toEqual([0, 1, 2, 3]);
  });

  it("differ with the seed, and not with how many there are", async () => {
    const of = async (seed: number, count: number) => {
      const scene = tinyScene(kernels, { model: "exact", seed, sampling: { count } });
      return (await generatePaths(scene, await modelOf(scene))).x.slice(-2 * count);
    };
    expect((await of(0, 20)).slice(0, 10)).toEqual(await of(0, 5));
    expect(await of(1, 5)).not.toEqual(await of(0, 5));
  });

  it("join also where a part is empty or holds places alone", async () => {
    const scene = tinyScene(kernels, { model: "exact" });
    const model = await modelOf(scene);
    const whole = await generatePaths(scene, model);
    const none = await generatePaths(scene, model, { first: 0, count: 0 });
    expect(joinPaths([none, whole]).x).toEqual(Float64Array.from(whole.x));
    expect(joinPaths([none, whole, none]).posteriorMean).toEqual(Float64Array.from(whole.posteriorMean));
    const placesOnly = { ...whole, posteriorMean: new Float64Array(0) };
    expect(joinPaths([placesOnly, placesOnly]).posteriorMean).toHaveLength(0);
    expect(() => joinPaths([])).toThrow("paths: expected at least one part, got none");
  });
});
