import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastOf } from "../../src/arrays/present.ts";
import { followDynamics } from "../../src/dynamics/dynamics.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { type Measured, measurePaths } from "../../src/scene/measures.ts";
import { SCENE_MODELS } from "../../src/scene/model-entries.ts";
import { generatePaths, sceneNoise } from "../../src/scene/paths.ts";
import type { Scene } from "../../src/scene/scene.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import type { ScoreModel } from "../../src/score/score-model.ts";
import { modelOf, type Patch, tinyScene } from "./scenes.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

/** What a scene of two modes measures; the model is the scene's unless one is given. */
async function measured(patch: Patch, model?: ScoreModel): Promise<{ scene: Scene; found: Measured }> {
  const scene = tinyScene(kernels, { data: { set: "two-modes" }, ...patch });
  const used = model ?? (await modelOf(scene));
  return { scene, found: await measurePaths(scene, used, await generatePaths(scene, used)) };
}

/** Root mean square of a column of two. */
function rms(x: Float64Array, column: number): number {
  const values = x.filter((_, i) => i % 2 === column);
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/**
 * The flow of η = 0 across the straight ridge of two modes, with a normal error e of the posterior mean, is linear:
 * dy/dt = -y + (y - e)/h. From y at T it ends at y √(h/h_T) + e g.
 */
function straightFlow(time: number, horizon: number): { spread: number; g: number } {
  const [h, last] = [ouLevel(time).variance, ouLevel(horizon).variance];
  const grown = Math.acosh(Math.exp(horizon)) - Math.acosh(Math.exp(time));
  return { spread: Math.sqrt(h / last), g: 1 + Math.sqrt(h) * (grown - 1 / Math.sqrt(last)) };
}

const FINE = { count: 40, steps: 2500, stochasticity: 0, solver: "euler", grid: "exponential" } as const;
/** Looks are dear where steps are many. */
const analysis = { every: 100 };

describe("paths measured", () => {
  it.each(SCENE_MODELS)("of %s say what followDynamics says of the same model", async (kind) => {
    const scene = tinyScene(kernels, { model: kind, perturbed: { normal: 0.1, tangent: 0.1 } });
    const model = await modelOf(scene);
    const { dynamics } = await measurePaths(scene, model, await generatePaths(scene, model));
    const { times, config, density } = scene;
    const followed = await followDynamics(model, density, {
      rng: scene.rng.split("samples"),
      count: 20,
      times,
      stochasticity: 1,
      solver: "euler",
      dim: 1,
      every: 5,
      exponent: true,
      snapshotTimes: [...dynamics.times],
      // an eighth of the period of the fastest of two harmonics
      ...(kind === "random-features" ? { longestGap: config.time.horizon / 16 } : {}),
    });
    expect(dynamics.times).toEqual(Float64Array.of(...[0, 5, 10, 15, 20].map((step) => times[step])));
    expect(dynamics.snapshots).toHaveLength(5);
    expect(JSON.stringify(dynamics)).toBe(JSON.stringify(followed));
    await model.close?.();
  });

  it("of the exact score hold no error, h of variance across the ridge, and copies alone", async () => {
    const sampling = { ...FINE, count: 2000, steps: 200, stochasticity: 1 };
    const { found } = await measured({ model: "exact", sampling });
    const { figures, dynamics, classes } = found;
    expect([figures["memorised"], figures["inter_mode"], figures["off_ridge"]]).toEqual([1, 0, 0]);
    expect([figures["normal_error"], figures["tangent_error"], figures["diverged"]]).toEqual([0, 0, 0]);
    const { variance } = ouLevel(1e-3);
    expect(Math.abs(figures["measured_distance"] ** 2 / variance - 1)).toBeLessThan(0.15);
    expect(Math.abs(figures["predicted_distance"] ** 2 / variance - 1)).toBeLessThan(0.02);
    // the tube holds 95 % of draws of p_t, and the samples are such draws; some never see both points
    const withRidge = lastOf(dynamics.withRidge);
    expect(Math.abs(figures["inside_tube"] / withRidge - 0.95)).toBeLessThan(0.04);
    expect(withRidge).toBeGreaterThan(0.75);
    expect(Math.min(...dynamics.reachTime.filter(Number.isFinite))).toBeGreaterThan(1e-3);
    expect(Math.max(...classes.nearestDistance)).toBeLessThan(6 * Math.sqrt(variance));
  });

  it("under a normal error end where the closed form of a straight ridge says: e from it as t_min falls to 0", async () => {
    const e = 0.3;
    for (const [min, tolerance] of [
      [1e-3, 0.3],
      [1e-6, 0.015],
    ] as const) {
      const time = { horizon: 5, min };
      const patch = {
        model: "perturbed",
        perturbed: { normal: e, tangent: 0 },
        time,
        sampling: FINE,
        analysis,
      } as const;
      const { scene, found } = await measured(patch);
      const { spread, g } = straightFlow(min, 5);
      const start = sceneNoise(scene, { first: 0, count: 40 }).start();
      const moved = start.filter((_, i) => i % 2 === 1);
      const ends = found.dynamics.x.filter((_, i) => i % 2 === 1);
      const way = Math.sign(ends[0]);
      const expected = moved.map((y) => y * spread + way * e * g);
      for (const [i, y] of ends.entries()) expect(Math.abs(y - expected[i])).toBeLessThan(0.01 * e);
      const distance = found.figures["measured_distance"];
      expect(distance).toBeCloseTo(rms(found.dynamics.x, 1), 12);
      expect(Math.abs(distance / e - 1)).toBeLessThan(tolerance);
      expect(Math.abs(found.figures["predicted_distance"] / distance - 1)).toBeLessThan(0.03);
    }
  });

  it("under a tangent error end on the straight ridge, e along it from where they would", async () => {
    const e = 0.3;
    const time = { horizon: 5, min: 1e-6 };
    const common = { time, sampling: FINE, analysis };
    const { found } = await measured({ ...common, model: "perturbed", perturbed: { normal: 0, tangent: e } });
    const { spread } = straightFlow(1e-6, 5);
    expect(found.figures["measured_distance"]).toBeLessThan(1.2 * spread);
    expect(found.figures["measured_distance"]).toBeLessThan(0.01 * e);
    const x = found.dynamics.x.filter((_, i) => i % 2 === 0);
    for (const value of x) expect(Math.abs(Math.abs(Math.abs(value) - 3) / e - 1)).toBeLessThan(0.03);
    // all moved the same way
    expect(new Set(x.map((value) => Math.sign(Math.abs(value) - 3) * Math.sign(value))).size).toBe(1);
    expect(found.figures["normal_error"]).toBeLessThan(1e-9 * found.figures["tangent_error"]);
  });

  it("finish samples in data units, and judge at the analysis time", async () => {
    const ridge = { dim: 1, analysis_time: 0.3 };
    const { found } = await measured({ model: "neighbours", neighbours: { count: 2 }, ridge });
    // the mean of both modes is the origin, and every sample goes there
    expect(Math.max(...found.classes.nearestRatio)).toBeGreaterThan(0.9);
    expect(found.figures["inter_mode"]).toBe(1);
    expect(found.criterion.time).toBe(0.3);
    for (const distance of found.classes.nearestDistance) expect(Math.abs(distance - 3)).toBeLessThan(0.3);
  });

  it("of a scene of one point are finite", async () => {
    const { found } = await measured({ data: { set: "custom", points: [[1, 2]] }, model: "exact" });
    expect(found.figures["memorised"]).toBe(0);
    expect(found.figures["inter_mode"]).toBeGreaterThan(0.8);
    expect(found.figures["measured_distance"]).toBeGreaterThan(0);
    expect([...found.classes.nearest]).toEqual(new Array(20).fill(0));
  });

  it("refuse paths that left the numbers", async () => {
    const scene = tinyScene(kernels, { model: "exact" });
    const model = await modelOf(scene);
    const paths = await generatePaths(scene, model);
    paths.x[paths.x.length - 1] = Number.NaN;
    await expect(measurePaths(scene, model, paths)).rejects.toThrow(RangeError);
  });
});
