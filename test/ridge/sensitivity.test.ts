import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { bandwidthSensitivity, hausdorffDistance } from "../../src/ridge/sensitivity.ts";
import { veLevel } from "../../src/schedule/noise-level.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

describe("bandwidthSensitivity", () => {
  it("finds that the ridge of two points does not move, and of a ring moves as R - σ²/2R", async () => {
    const two = createDensity(kernels, { data: Float64Array.from([3, 0, -3, 0]), n: 2, d: 2 });
    const starts = createRng(1).normals(60);
    const still = await bandwidthSensitivity(two, veLevel(0.5), { dim: 1, points: starts });
    expect(Math.max(...still.medianShift)).toBeLessThan(1e-6);

    const ring = Float64Array.from({ length: 120 }, (_, i) =>
      (i % 2 === 0 ? Math.cos : Math.sin)((Math.PI * (i >> 1)) / 30),
    );
    const density = createDensity(kernels, { data: ring.map((v) => 2 * v), n: 60, d: 2 });
    const found = await bandwidthSensitivity(density, veLevel(0.3), {
      dim: 1,
      points: ring.map((v) => 2.1 * v),
    });
    for (const [i, c] of [0.8, 0.9, 1.1, 1.2].entries()) {
      const wanted = Math.abs((0.09 / 4) * (c * c - 1)) / 2.1;
      expect(Math.abs(found.medianShift[i] - wanted)).toBeLessThan(0.1 * wanted);
    }
  });

  it("takes the larger of both directed distances between sets", () => {
    expect(hausdorffDistance(Float64Array.from([0, 0, 1, 0]), Float64Array.from([0, 0, 4, 0]), 2)).toBe(3);
  });
});
