import { afterAll, beforeAll, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { sampleDensity } from "../../src/density/sample-density.ts";
import { laplacianGradient } from "../../src/density/third-moment.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

it.each([0.02, 0.3, 2])(
  "is the gradient of the Hessian's trace, by finite differences, at t = %d",
  async (time) => {
    const [n, d, m] = [60, 4, 8];
    const rng = createRng(5);
    const density = createDensity(kernels, { data: rng.split("data").normals(n * d), n, d });
    const level = ouLevel(time);
    const { x } = sampleDensity(density, level, { count: m, rng });
    const { posteriorMean } = await geometry(density, level, { x, dim: 1 });
    const found = laplacianGradient(density, level, { x, posteriorMean });
    const trace = async (points: Float64Array) => {
      const { eigenvalues } = await geometry(density, level, { x: points, dim: 1 });
      return Float64Array.from({ length: m }, (_, q) =>
        eigenvalues.subarray(q * d, (q + 1) * d).reduce((a, b) => a + b),
      );
    };
    const step = 1e-4 * Math.sqrt(level.variance);
    const size = Math.max(...found.map(Math.abs));
    expect(size).toBeGreaterThan(1e-4);
    for (let j = 0; j < d; j++) {
      const [ahead, behind] = [1, -1].map((sign) =>
        x.map((value, i) => value + (i % d === j ? sign * step : 0)),
      );
      const [up, down] = [await trace(ahead), await trace(behind)];
      for (let q = 0; q < m; q++) {
        const slope = (up[q] - down[q]) / (2 * step);
        expect(Math.abs(found[q * d + j] - slope)).toBeLessThan(1e-5 * size);
      }
    }
  },
);
