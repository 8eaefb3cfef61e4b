import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { KNOWN_MODELS } from "../../src/scene/model.ts";
import { fieldAt, probeAt } from "../../src/scene/probe.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import type { ScoreModel } from "../../src/score/score-model.ts";
import { modelOf, type Patch, tinyScene } from "./scenes.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const scene = (patch: Patch = {}) =>
  tinyScene(kernels, { data: { set: "two-modes" }, model: "exact", ...patch });
/** The exact posterior mean, moved by (0.3, -0.2). */
const moved = (exact: ScoreModel): ScoreModel => ({
  ...exact,
  posteriorMean: async (x, time) =>
    (await exact.posteriorMean(x, time)).map((value, i) => value + (i % 2 === 0 ? 0.3 : -0.2)),
});

describe("the probe", () => {
  it("splits the error into what is across the ridge and what is along it", async () => {
    const of = scene();
    const found = await probeAt(of, moved(KNOWN_MODELS.exact(of)), {
      time: 0.2,
      at: Float64Array.of(0.5, 0.1),
    });
    expect(found.normalError[0]).toBeCloseTo(0, 12);
    expect(found.normalError[1]).toBeCloseTo(-0.2, 12);
    expect(found.tangentError[0]).toBeCloseTo(0.3, 12);
    expect(found.tangentError[1]).toBeCloseTo(0, 12);
    // across the straight ridge |δ| is the distance itself, and the curvature -1/h
    expect(found.newtonDistance).toBeCloseTo(0.1, 12);
    expect(found.curvature).toBeCloseTo(-1 / ouLevel(0.2).variance, 8);
    const gap = Math.hypot(3 - 0.5 / Math.exp(-0.2), 0.1 / Math.exp(-0.2));
    expect([found.nearest, found.nearestDistance]).toEqual([1, expect.closeTo(gap, 12)]);
  });

  it.each([0, 1])("has parts that add up to the whole error, for k = %i", async (dim) => {
    const of = tinyScene(kernels, { ridge: { dim }, model: "inflated" });
    const model = await modelOf(of);
    for (const place of [Float64Array.of(0.4, 1.1), Float64Array.of(-2, -0.3), Float64Array.of(40, -7)]) {
      const found = await probeAt(of, model, { time: 0.05, at: place });
      const whole = found.learned.map((value, j) => value - found.exact[j]);
      for (const [j, value] of found.normalError.entries())
        expect(Math.abs(value + found.tangentError[j] - whole[j])).toBeLessThan(1e-12);
      const inner =
        found.normalError[0] * found.tangentError[0] + found.normalError[1] * found.tangentError[1];
      expect(Math.abs(inner)).toBeLessThan(1e-10);
      if (dim === 0) expect([...found.tangentError]).toEqual([0, 0]);
    }
  });

  it.each([1e-6, 1e-3, 0.1, 5])("is finite at a training point and exact there, at t = %f", async (time) => {
    const of = scene();
    const at = Float64Array.of(3 * Math.exp(-time), 0);
    const found = await probeAt(of, KNOWN_MODELS.exact(of), { time, at });
    const { at: place, exact, learned, normalError, tangentError, ...numbers } = found;
    expect(place).toEqual(at);
    for (const part of [exact, learned, normalError, tangentError])
      expect(part.every(Number.isFinite)).toBe(true);
    for (const value of Object.values(numbers)) expect(Number.isFinite(value)).toBe(true);
    expect([...normalError, ...tangentError]).toEqual([0, 0, 0, 0]);
    expect(found.nearestDistance).toBeLessThan(1e-12);
  });

  it("gives the arrows of a field at all its places", async () => {
    const of = scene();
    const exact = KNOWN_MODELS.exact(of);
    const at = Float64Array.of(0.5, 0.1, -2, 0.7, 0, 0);
    const field = await fieldAt(of, moved(exact), { time: 0.2, at });
    for (let i = 0; i < 3; i++) {
      const one = await probeAt(of, moved(exact), { time: 0.2, at: at.slice(2 * i, 2 * i + 2) });
      expect(field.exact.slice(2 * i, 2 * i + 2)).toEqual(one.exact);
      expect(field.learned.slice(2 * i, 2 * i + 2)).toEqual(one.learned);
    }
    const { scale, variance } = ouLevel(0.2);
    const mean = 3 * scale * Math.tanh((3 * scale * 0.5) / variance);
    expect(field.exact[0]).toBeCloseTo(mean - 0.5, 12);
    expect(field.exact[1]).toBeCloseTo(-0.1, 12);
  });
});
