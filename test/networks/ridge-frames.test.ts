import { afterAll, beforeAll, expect, test } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRidgeFrames } from "../../src/networks/ridge-frames.ts";
import { createRng } from "../../src/random/rng.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

const D = 3;
const cloud = () => createDensity(kernels, { data: createRng(6).normals(30 * D), n: 30, d: D });
const x = createRng(7).normals(6 * D);
/** Runs of equal times, a time that comes back, and single rows. */
const times = Float64Array.from([0.2, 0.2, 1.5, 0.2, 0.05, 0.05]);

test("frames are the geometry's tangents at each row's own time", async () => {
  const density = cloud();
  const frames = await createRidgeFrames(density, 2)(x, times);
  expect(frames.length).toBe(6 * 2 * D);
  for (let q = 0; q < 6; q++) {
    const at = x.slice(q * D, (q + 1) * D);
    const { tangent } = await geometry(density, ouLevel(times[q]), { x: at, dim: 2 });
    expect([...frames.subarray(q * 2 * D, (q + 1) * 2 * D)]).toEqual([...Float32Array.from(tangent)]);
  }
});

test("frames are orthonormal", async () => {
  const frames = await createRidgeFrames(cloud(), 2)(x, times);
  for (let q = 0; q < 6; q++) {
    const row = (j: number) => frames.subarray((2 * q + j) * D, (2 * q + j + 1) * D);
    const inner = (i: number, j: number) => row(i).reduce((sum, value, k) => sum + value * row(j)[k], 0);
    expect(inner(0, 0)).toBeCloseTo(1, 5);
    expect(inner(1, 1)).toBeCloseTo(1, 5);
    expect(inner(0, 1)).toBeCloseTo(0, 5);
  }
});

test("on two modes the frame is the line between them", async () => {
  const density = createDensity(kernels, { data: Float64Array.from([3, 0, -3, 0]), n: 2, d: 2 });
  const frames = await createRidgeFrames(density, 1)(
    Float64Array.from([0.5, 1, -2, 0.3]),
    Float64Array.from([0.5, 0.1]),
  );
  expect([...frames].map(Math.abs)).toEqual([1, 0, 1, 0]);
});

test("ridges of dimension 0 have empty frames", async () => {
  expect((await createRidgeFrames(cloud(), 0)(x, times)).length).toBe(0);
});
