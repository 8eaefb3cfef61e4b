import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syntheticSet } from "../../src/data/synthetic.ts";
import { createDensity } from "../../src/density/empirical-density.ts";
import { ridgeCriterion } from "../../src/diagnosis/classes.ts";
import {
  cornerBranches,
  createBranchScore,
  noteBranches,
  placeOn,
  placesOn,
} from "../../src/dynamics/branches.ts";
import { knownModelTests } from "../../src/dynamics/known-errors.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { timeGrid } from "../../src/sample/time-grid.ts";
import { createExactScore } from "../../src/score/exact.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const densityOf = (name: string) => createDensity(kernels, syntheticSet(name));
/** An L: two to the right, then three up. */
const L = Float64Array.of(0, 0, 2, 0, 2, 3);

describe("placeOn", () => {
  it.each([
    ["on the way", [1, 0.5], 1, 0.5, 0.5, [1, 0]],
    ["before the start", [-1, 1], -1, 1, Math.SQRT2, [1, 0]],
    ["beyond the end", [3, 5], 7, 1, Math.hypot(1, 2), [0, 1]],
    ["outside the corner", [3, -1], 2, Math.SQRT2, Math.SQRT2, [1, 0]],
  ] as const)("%s", (_, point, along, across, away, direction) => {
    const found = placeOn(L, Float64Array.from(point), 2);
    expect(found.along).toBeCloseTo(along, 12);
    expect(found.across).toBeCloseTo(across, 12);
    expect(found.away).toBeCloseTo(away, 12);
    expect([...found.direction]).toEqual(direction);
  });

  it("places every sample on its own branch", () => {
    const places = placesOn([L, Float64Array.of(0, 0, 0, 1)], Float64Array.of(1, 1, 1, 1));
    expect([...places.along]).toEqual([1, 1]);
    expect([...places.across]).toEqual([1, 1]);
  });
});

describe("corners of a ridge", () => {
  it("are where edges of the graph meet at an angle: along both legs of a right one", async () => {
    const found = await cornerBranches(densityOf("three-modes"));
    expect(found?.paths).toHaveLength(2);
    const ends = found?.paths.map((path) => [...path.slice(-2)].map(Math.round).join()).sort();
    expect(ends).toEqual(["0,5", "5,0"]);
    for (const path of found?.paths ?? []) {
      const [a, b] = [path[0], path[1]];
      expect(Math.hypot(a, b)).toBeLessThan(0.01);
      // away from the other leg by nothing but what its mode takes
      const { across } = placeOn(
        path,
        Float64Array.of(path.at(-2) ?? 0, path.at(-1) ?? 0).map((value) => value / 2),
        2,
      );
      expect(across).toBeLessThan(0.02);
    }
    // the noise is a quarter of the spacing of 5
    expect(found?.time).toBeCloseTo(0.5 * Math.log1p(1.25 ** 2), 12);
  });

  it("are not on a line, a curve, or among many points", async () => {
    expect(await cornerBranches(densityOf("two-modes"))).toBeUndefined();
    expect(await cornerBranches(densityOf("thirteen-points"))).toBeUndefined();
    const line = createDensity(kernels, { data: Float64Array.of(0, 0, 1, 0.1, 2, 0), n: 3, d: 2 });
    expect(await cornerBranches(line)).toBeUndefined();
    const many = createDensity(kernels, { data: createRng(0).normals(80), n: 40, d: 2 });
    expect(await cornerBranches(many)).toBeUndefined();
  });
});

describe("noteBranches", () => {
  const branches = { time: 0.1, paths: [Float64Array.of(0, 0, 5, 0), Float64Array.of(0, 0, 0, 5)] };
  it("keeps the last branch that was nearer by more than chance, and nothing before the branches' time", () => {
    const on = new Int32Array(2).fill(-1);
    const note = (x: readonly number[], time: number) => {
      noteBranches(on, { x: Float64Array.from(x), time, branches });
      return [...on];
    };
    expect(note([1, 3, 3, 1], 0.2)).toEqual([-1, -1]);
    expect(note([1, 3, 3, 1], 0.05)).toEqual([1, 0]);
    // at the corner both are equally near
    expect(note([0.001, 0, 0, 0.001], 0.01)).toEqual([1, 0]);
    expect(note([-1, -1, -2, -1], 0.01)).toEqual([1, 0]);
  });
});

describe("F5 where the ridge has corners", () => {
  it("moves samples along their branch or across it by the length of the error", async () => {
    const density = densityOf("three-modes");
    const own = [0, 1].map((i) => (i === 0 ? Float64Array.of(0, 0, 5, 0) : Float64Array.of(0, 0, 0, 5)));
    const exact = createExactScore(density);
    const x = Float64Array.of(1, 0.2, 0.1, 2);
    const mean = await exact.posteriorMean(x, 0.05);
    const moved = async (error: { tangent?: number; normal?: number }, time = 0.05) => {
      const model = createBranchScore(density, { own, since: 0.4 }, { ...error, rng: createRng(0) });
      const at = await model.posteriorMean(x, time);
      const still = time === 0.05 ? mean : await exact.posteriorMean(x, time);
      return at.map((value, i) => Math.abs(value - still[i]));
    };
    const near = (found: Float64Array, wanted: readonly number[]) => {
      for (const [i, value] of wanted.entries()) expect(found[i]).toBeCloseTo(value, 12);
    };
    near(await moved({ tangent: 0.3 }), [0.3, 0, 0, 0.3]);
    near(await moved({ normal: 0.3 }), [0, 0.3, 0.3, 0]);
    near(await moved({ normal: 0.3 }, 0.5), [0, 0, 0, 0]);
  });

  for (const name of ["three-modes", "four-modes"])
    it(`holds on ${name}, and says by which directions`, async () => {
      const density = densityOf(name);
      const { F5 } = await knownModelTests(density, {
        criterion: await ridgeCriterion(density, { dim: 1, timeMin: 1e-3, tube: true }),
        times: timeGrid("exponential", { horizon: 10, timeMin: 1e-3, steps: 150 }),
        count: 60,
        rng: createRng(0),
      });
      expect([F5.holds, F5.p < 0.01, F5.value > 10]).toEqual([true, true, true]);
      expect(F5.meaning).toContain("of the branch that each sample is on");
    });
});
