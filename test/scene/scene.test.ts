import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syntheticSet } from "../../src/data/synthetic.ts";
import { InputError } from "../../src/errors/input-error.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { sceneCriterion, scenePoints } from "../../src/scene/scene.ts";
import { tinyScene } from "./scenes.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

/** The one line of the InputError that `work` throws. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error("expected an InputError, got none");
}

describe("a scene", () => {
  it("has the points of its set, or its own in their order", () => {
    expect(scenePoints({ set: "two-modes", points: [] })).toEqual(syntheticSet("two-modes").data);
    const points = [
      [1, 2],
      [-3.5, 0],
    ];
    expect([...scenePoints({ set: "custom", points })]).toEqual([1, 2, -3.5, 0]);
    const { density } = tinyScene(kernels, { data: { set: "custom", points } });
    expect([density.n, density.d, ...density.data]).toEqual([2, 2, 1, 2, -3.5, 0]);
  });

  it("refuses what are no points of the plane, in one line that names them", () => {
    const custom = (...points: number[][]) => refusal(() => scenePoints({ set: "custom", points }));
    expect(custom()).toBe("data.points: expected at least one point, got none");
    expect(custom([1, 2], [3])).toBe("data.points[1]: expected two finite numbers, got [3]");
    expect(custom([1, 2, 3])).toBe("data.points[0]: expected two finite numbers, got [1,2,3]");
    expect(custom([Number.NaN, 0])).toMatch(/^data\.points\[0\]: expected two finite numbers, got \[.*\]$/);
    const named = (set: string) => refusal(() => scenePoints({ set, points: [] }));
    expect(named("high-dimension:modes=8,d=16")).toMatch(/^data\.set: expected a set in the plane, got .*16/);
    for (const set of ["no-such-set", "__proto__", "a\nb", "x".repeat(5000)]) {
      expect(named(set)).not.toContain("\n");
      expect(named(set).length).toBeLessThan(400);
    }
  });

  it("goes from the horizon to t_min, and refuses times that do not", () => {
    const { times } = tinyScene(kernels, { time: { horizon: 4, min: 0.01 } });
    expect([times.length, times[0], times.at(-1)]).toEqual([21, 4, 0.01]);
    expect(() => tinyScene(kernels, { time: { horizon: 1, min: 2 } })).toThrow(
      /^horizon: expected .*, got 1$/,
    );
  });

  it("judges the ridge at t_min, or at the time that is given", async () => {
    const auto = await sceneCriterion(tinyScene(kernels));
    expect([auto.time, auto.dim, auto.source]).toEqual([1e-3, 1, "tube"]);
    const fixed = await sceneCriterion(tinyScene(kernels, { ridge: { dim: 0, analysis_time: 0.2 } }));
    expect([fixed.time, fixed.dim]).toEqual([0.2, 0]);
  });

  it("of very many points and of one point can be made", () => {
    const points = Array.from({ length: 100_000 }, (_, i) => [i, -i]);
    expect(tinyScene(kernels, { data: { set: "custom", points } }).density.n).toBe(100_000);
    expect(tinyScene(kernels, { data: { set: "custom", points: [[1, 1]] } }).density.n).toBe(1);
  });
});
