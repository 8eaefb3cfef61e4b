import { afterAll, beforeAll, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { ridgeCriterion } from "../../src/diagnosis/classes.ts";
import { knownModelTests } from "../../src/dynamics/known-errors.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { timeGrid } from "../../src/sample/time-grid.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

it("F4 and F5 hold for two points on a line, and progress ends where its total is", async () => {
  const density = createDensity(kernels, { data: Float64Array.of(-3, 0, 3, 0), n: 2, d: 2 });
  const told: [number, number][] = [];
  const { F4, F5 } = await knownModelTests(density, {
    criterion: await ridgeCriterion(density, { dim: 1, timeMin: 1e-3 }),
    times: timeGrid("exponential", { horizon: 4, timeMin: 1e-3, steps: 60 }),
    count: 60,
    rng: createRng(0),
    size: 0.15,
    onProgress: (done, total) => told.push([done, total]),
  });
  // The exact score leads every sample into one of the two points.
  expect([F4.value, F4.holds, F5.holds]).toEqual([1, true, true]);
  expect(F5.p).toBeLessThan(0.01);
  expect(told.at(-1)).toEqual([4 * 61, 4 * 61]);
  expect(told.map(([done]) => done)).toEqual(told.map((_, i) => i + 1));
});
