import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { newtonDistances } from "../../src/ridge/newton-distances.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

describe("newtonDistances", () => {
  it.each([
    ["dense", 6, 40],
    ["by leading eigenpairs", 300, 30],
  ])("are those of a geometry of each dimension by itself, %s", async (_, d, n) => {
    const rng = createRng(3);
    const density = createDensity(kernels, { data: rng.normals(n * d), n, d });
    const x = rng.split("x").normals(12 * d);
    for (const time of [1e-4, 0.05, 0.8, 3]) {
      const level = ouLevel(time);
      const dims = [0, 1, 3, 4];
      const all = newtonDistances(await geometry(density, level, { x, dim: 4 }), dims);
      for (const [i, dim] of dims.entries()) {
        const { newtonDistance } = await geometry(density, level, { x, dim });
        newtonDistance.forEach((value, q) => {
          if (Number.isNaN(value)) expect(all[i][q]).toBeNaN();
          else expect(all[i][q] / value).toBeCloseTo(1, 7);
        });
      }
    }
  });
});
