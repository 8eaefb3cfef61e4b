import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syntheticSet } from "../../src/data/synthetic.ts";
import { createDensity } from "../../src/density/empirical-density.ts";
import { posterior } from "../../src/density/posterior.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { autoDim } from "../../src/ridge/auto-dim.ts";
import { ridgeGraph } from "../../src/ridge/graph.ts";
import { mergeTree } from "../../src/ridge/merge-tree.ts";
import { findModes } from "../../src/ridge/modes.ts";
import { traceRidges } from "../../src/ridge/trace-all.ts";
import { ouLevel, veLevel } from "../../src/schedule/noise-level.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

const set = (name: string) => {
  const { data, n, d } = syntheticSet(name);
  return createDensity(kernels, { data, n, d });
};

describe("findModes", () => {
  it("finds one mode per point at small noise and a single one at large noise", async () => {
    const density = set("nine-modes");
    expect((await findModes(density, veLevel(0.1))).count).toBe(9);
    const merged = await findModes(density, veLevel(3));
    expect(merged.count).toBe(1);
    expect(
      [...merged.points].every((value) => Math.abs(value - density.data.reduce((a, b) => a + b) / 18) < 1e-6),
    ).toBe(true);
    expect(merged.basin[0]).toBe(9);
  });

  it("places the two modes where m* = x, x = a 3 tanh(3 a x / h)", async () => {
    const level = ouLevel(0.8);
    const { points, count } = await findModes(set("two-modes"), level);
    expect(count).toBe(2);
    const b = 3 * level.scale;
    for (const i of [0, 1]) {
      const x = points[2 * i];
      expect(x).toBeCloseTo(b * Math.tanh((b * x) / level.variance), 7);
    }
  });
});

describe("ridgeGraph", () => {
  it("joins two modes by the segment through the saddle at the origin, with the closed-form drop", async () => {
    const density = set("two-modes");
    const level = ouLevel(0.3);
    const { edges, saddles, modes } = await ridgeGraph(density, level);
    expect(edges.map((edge) => edge.modes)).toEqual([[0, 1]]);
    expect(Math.hypot(...saddles.points)).toBeLessThan(1e-6);
    const { logDensity } = await posterior(density, level, {
      x: Float64Array.from([...modes.points.subarray(0, 2), 0, 0]),
    });
    expect(edges[0].drop).toBeCloseTo(logDensity[0] - logDensity[1], 8);
    const path = edges[0].path.points;
    const xs = [...path].filter((_, i) => i % 2 === 0);
    expect([...path].every((value, i) => i % 2 === 0 || Math.abs(value) < 1e-7)).toBe(true);
    const sorted = [...xs].sort((a, b) => a - b);
    expect(xs[0] < 0 ? xs : [...xs].reverse()).toEqual(sorted);
  });

  it("finds the twelve sides of the 3 × 3 grid at small noise", async () => {
    const { edges, modes } = await ridgeGraph(set("nine-modes"), veLevel(0.2));
    expect(modes.count).toBe(9);
    const sides = edges.filter(({ modes: [a, b] }) => a >= 0 && a !== b);
    expect(sides.length).toBe(12);
    for (const {
      modes: [a, b],
    } of sides) {
      const gap = Math.hypot(
        modes.points[2 * a] - modes.points[2 * b],
        modes.points[2 * a + 1] - modes.points[2 * b + 1],
      );
      expect(gap).toBeCloseTo(1, 3);
    }
  });

  it("refuses more modes than asked for", async () => {
    await expect(ridgeGraph(set("nine-modes"), veLevel(0.1), { maxModes: 4 })).rejects.toThrow(
      "modes: expected at most 4 (a larger noise level merges them), got 9",
    );
  });
});

describe("mergeTree", () => {
  it("merges the two modes between h < (3a)² and h > (3a)², where their curvature changes sign", async () => {
    const critical = 0.5 * Math.log(10); // 1 - e^-2t = 9 e^-2t
    const levels = await mergeTree(set("two-modes"), [0.1, critical - 0.02, critical + 0.02, 3]);
    expect(levels.map((level) => level.count)).toEqual([2, 2, 1, 1]);
    expect([...levels[2].parent]).toEqual([0, 0]);
  });
});

describe("traceRidges", () => {
  it("traces points on a circle as one closed polyline of the right length", async () => {
    const n = 60;
    const data = Float64Array.from({ length: 2 * n }, (_, i) => {
      const angle = (2 * Math.PI * (i >> 1)) / n;
      return 2 * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
    });
    const density = createDensity(kernels, { data, n, d: 2 });
    const lines = await traceRidges(density, veLevel(0.3), { starts: data });
    expect(lines.length).toBe(1);
    expect(lines[0].end).toBe("closed");
    const { points } = lines[0];
    const radii = Array.from({ length: points.length / 2 }, (_, i) =>
      Math.hypot(points[2 * i], points[2 * i + 1]),
    );
    // The ridge of a ring of radius R smoothed by σ lies near R - σ²/2R.
    expect(Math.max(...radii) - Math.min(...radii)).toBeLessThan(1e-6);
    expect(Math.abs(radii[0] - (2 - 0.09 / 4))).toBeLessThan(0.003);
  });
});

describe("autoDim", () => {
  it("finds the dimension of a noisy plane in six dimensions", async () => {
    const rng = createRng(9);
    const flat = rng.normals(500 * 2);
    const thin = rng.split("thin").normals(500 * 4);
    const data = Float64Array.from({ length: 500 * 6 }, (_, i) => {
      const [row, j] = [Math.floor(i / 6), i % 6];
      return j < 2 ? 3 * flat[row * 2 + j] : 0.02 * thin[row * 4 + j - 2];
    });
    const chosen = await autoDim(createDensity(kernels, { data, n: 500, d: 6 }), veLevel(0.5), { rng });
    expect(chosen.dim).toBe(2);
  });
});
