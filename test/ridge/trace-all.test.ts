import { describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { createCover } from "../../src/ridge/cover.ts";
import type { TraceOptions } from "../../src/ridge/trace.ts";
import { traceRidges } from "../../src/ridge/trace-all.ts";
import { veLevel } from "../../src/schedule/noise-level.ts";
import { sequentialRidges } from "../support/sequential-ridges.ts";

const kernels = await createKernels({ threads: 1 });

/** n points of d numbers near a figure of eight. */
function eight(n: number, d: number, seed: number): Float64Array {
  const rng = createRng(seed);
  const angles = rng.split("angle").uniforms(n);
  const noise = rng.split("noise").normals(n * d);
  return noise.map((value, i) => {
    const angle = 2 * Math.PI * angles[Math.floor(i / d)];
    const at = [2 * Math.sin(angle), 1.4 * Math.sin(2 * angle), Math.cos(angle)][i % d] ?? 0;
    return at + 0.12 * value;
  });
}

const CASES: [name: string, n: number, d: number, sigma: number, options: TraceOptions][] = [
  ["few points and much noise", 13, 2, 0.4, { maxDrop: 12 }],
  ["many points and crossing ridges", 60, 2, 0.22, { maxDrop: 8 }],
  ["coarse steps", 60, 2, 0.25, { step: 0.6, maxDrop: 6, maxSteps: 300 }],
  ["a border to stop at", 60, 2, 0.3, { stopAt: ([x]) => Math.abs(x) > 1.5, maxDrop: 20 }],
  ["few steps", 40, 2, 0.2, { maxSteps: 9 }],
  ["three dimensions", 50, 3, 0.35, { maxDrop: 8, maxSteps: 200 }],
  ["more dimensions than have cells", 30, 5, 0.5, { maxDrop: 6, maxSteps: 100 }],
];

describe("traceRidges", () => {
  it.each(CASES)(
    "gives the lines that tracing one after the other gives: %s",
    async (_, n, d, sigma, options) => {
      const data = eight(n, d, n);
      const density = createDensity(kernels, { data, n, d });
      const expected = await sequentialRidges(density, veLevel(sigma), { starts: data, ...options });
      const lines = await traceRidges(density, veLevel(sigma), { starts: data, ...options });
      expect(lines.map(({ end, logDensity }) => [end, logDensity.length])).toEqual(
        expected.map(({ end, logDensity }) => [end, logDensity.length]),
      );
      lines.forEach((line, i) => {
        expect(line.points).toEqual(expected[i].points);
        expect(line.curvature).toEqual(expected[i].curvature);
      });
      expect(lines.length).toBeGreaterThan(0);
    },
  );

  it("gives no line of no start", async () => {
    const density = createDensity(kernels, { data: eight(5, 2, 1), n: 5, d: 2 });
    expect(await traceRidges(density, veLevel(0.3), { starts: new Float64Array(0) })).toEqual([]);
  });
});

describe("createCover", () => {
  it.each([1, 2, 3, 4])("finds the least taken label among the points within reach in %i dimensions", (d) => {
    const rng = createRng(d);
    const points = rng.split("points").normals(200 * d);
    const asked = rng.split("asked").normals(50 * d);
    const cover = createCover(d, 0.5);
    for (let i = 0; i < 200; i++) cover.add(points, i, i % 7);
    for (let q = 0; q < 50; q++) {
      const near = Array.from({ length: 200 }, (_, i) => i).filter(
        (i) => Math.hypot(...Array.from({ length: d }, (_, j) => points[i * d + j] - asked[q * d + j])) < 0.5,
      );
      const labels = near.map((i) => i % 7).filter((label) => label !== 2);
      expect(cover.least(asked, q, (label) => label !== 2)).toBe(
        labels.length > 0 ? Math.min(...labels) : -1,
      );
    }
  });
});
