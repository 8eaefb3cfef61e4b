import { expect, it, vi } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { borrowFloat64, float64, giveBack, int32, shareFloat64 } from "../../src/kernels/shared.ts";
import { createRng } from "../../src/random/rng.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";

it("lends memory that was given back, zeroed, and only where it is large enough and not much larger", () => {
  const first = borrowFloat64(1000).fill(7);
  giveBack(first);
  const longer = borrowFloat64(1001);
  expect(longer.buffer).not.toBe(first.buffer);
  const much = borrowFloat64(400);
  expect(much.buffer).not.toBe(first.buffer);
  const again = borrowFloat64(900);
  expect(again.buffer).toBe(first.buffer);
  expect(again.length).toBe(900);
  expect(again.every((value) => value === 0)).toBe(true);
  expect(borrowFloat64(900).buffer).not.toBe(first.buffer);
});

it("keeps the memory of geometry bounded, and one result apart from the next", async () => {
  const kernels = await createKernels({ threads: 1 });
  const [n, d] = [60, 32];
  const rng = createRng(0);
  const density = createDensity(kernels, { data: rng.split("data").normals(n * d), n, d });
  const x = rng.split("x").normals(2000 * d);
  const look = (time: number) => geometry(density, ouLevel(time), { x, dim: 2, frame: false });
  const first = await look(0.3);
  const before = { tangent: first.tangent.slice(), step: first.newtonStep.slice() };
  const start = process.memoryUsage().rss;
  // Each look needs two arrays of 2000 · 32² doubles, 33 MB together.
  for (let i = 0; i < 12; i++) await look(0.3 + 0.02 * i);
  expect(process.memoryUsage().rss - start).toBeLessThan(200e6);
  expect(first.tangent).toEqual(before.tangent);
  expect(first.newtonStep).toEqual(before.step);
  kernels.close();
});

it("is ordinary memory from when the platform has no shared one", () => {
  expect(float64(2).buffer).toBeInstanceOf(SharedArrayBuffer);
  vi.stubGlobal("SharedArrayBuffer", undefined);
  try {
    expect(float64(2).buffer).toBeInstanceOf(ArrayBuffer);
    expect(int32(2).buffer).toBeInstanceOf(ArrayBuffer);
    const own = Float64Array.of(1);
    expect(shareFloat64(own)).toBe(own);
  } finally {
    vi.unstubAllGlobals();
  }
});
