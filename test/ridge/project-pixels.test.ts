import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeRows } from "../../src/arrays/rows.ts";
import { readMatrix } from "../../src/data/read-matrix.ts";
import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { isDone, judge, projectToRidge, propose, startWalk } from "../../src/ridge/project.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";

const D = 784;
const M = 6;
const DIM = 5;
const level = ouLevel(0.2);
const width = Math.sqrt(level.variance);
let kernels: Kernels;
let density: EmpiricalDensity;
let from: Float64Array;

beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
  const { data, rows, columns } = await readMatrix("mnist:train/1");
  density = createDensity(kernels, { data, n: rows, d: columns });
  from = takeRows(data, [10, 999, 2000, 3333, 5000, 6700], D).map((value) => level.scale * value);
});
afterAll(() => kernels.close());

/** The walk whose every step is exact. */
async function exactEnds(): Promise<Float64Array> {
  const walk = startWalk(from, { d: D, dim: DIM, level, tolerance: 1e-9 });
  for (let first = true; walk.active.length > 0; first = false) {
    if (!first) for (const q of walk.active) propose(walk, q);
    const found = await geometry(density, level, { x: takeRows(walk.trial, walk.active, D), dim: DIM });
    walk.active.forEach((q, i) => {
      judge(walk, q, { found, i });
    });
    walk.active = walk.active.filter((q) => !isDone(walk, q));
  }
  return walk.points;
}

function gap(a: Float64Array, b: Float64Array): number {
  return Math.hypot(...a.map((value, j) => value - b[j])) / width;
}

describe("projections of images onto the ridge", () => {
  it("end where exact steps do, and report what is there", async () => {
    const found = await projectToRidge(density, level, { from, dim: DIM });
    const ends = await exactEnds();
    expect([...found.onRidge]).toEqual(new Array(M).fill(1));
    for (let q = 0; q < M; q++) {
      const row = [q * D, (q + 1) * D] as const;
      expect(gap(found.points.subarray(...row), ends.subarray(...row))).toBeLessThan(1e-5);
    }
    const there = await geometry(density, level, { x: found.points, dim: DIM });
    expect(gap(found.normalScoreNorm, there.normalScoreNorm)).toBeLessThan(1e-10);
    expect(gap(found.curvature, there.curvature)).toBeLessThan(1e-9);
  });

  it("that may take one step only say what is left after it", async () => {
    const found = await projectToRidge(density, level, { from, dim: DIM, maxIterations: 1 });
    expect(Math.max(...found.iterations)).toBe(1);
    const there = await geometry(density, level, { x: found.points, dim: DIM });
    expect(gap(found.normalScoreNorm, there.normalScoreNorm)).toBeLessThan(1e-10);
    const within = there.normalScoreNorm.map((residual) => Number(width * residual <= 1e-9));
    expect([...found.converged]).toEqual([...within]);
  });
});
