import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { ApproachRequest, Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";

const M = 9;
let plain: Kernels;
let fast: Kernels;

beforeAll(async () => {
  plain = await createKernels({ backend: "reference" });
  fast = await createKernels({ threads: 2 });
});
afterAll(() => {
  plain.close();
  fast.close();
});

/** Normal points whose columns shrink by `factor`, the last of them constant, and some of the points as starts. */
function request(n: number, d: number, { factor, dim }: { factor: number; dim: number }): ApproachRequest {
  const data = createRng(n).normals(n * d);
  for (let i = 0; i < n * d; i++) data[i] = i % d >= d - 4 ? 2 : data[i] * factor ** (i % d);
  const starts = data.slice(0, M * d).map((value) => 0.5 * value + 0.1);
  return { points: { data, n, d }, starts, m: M, variance: 0.5, dim, tolerance: 1e-9, maxSteps: 1000 };
}

function farthest(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

describe("the approach to the ridge", () => {
  it.each([0, 1, 3])("ends where the reference does, for k = %d", async (dim) => {
    const asked = request(500, 20, { factor: 0.7, dim });
    const [found, wanted] = [await fast.approachRidge(asked), await plain.approachRidge(asked)];
    expect(farthest(found.points, wanted.points)).toBeLessThan(1e-5);
    expect(Math.min(...found.steps)).toBeGreaterThan(0);
  });

  it("is near enough for the reference to take no more steps than one", async () => {
    const asked = request(500, 20, { factor: 0.7, dim: 2 });
    const { points } = await fast.approachRidge(asked);
    const after = await plain.approachRidge({ ...asked, starts: points });
    expect(Math.max(...after.steps)).toBeLessThanOrEqual(1);
    expect(farthest(after.points, points)).toBeLessThan(1e-8);
  });

  it("leaves starts with few points about where they are", async () => {
    const asked = request(40, 20, { factor: 0.7, dim: 2 });
    const { points, steps } = await fast.approachRidge(asked);
    expect([...steps]).toEqual(new Array(M).fill(0));
    expect(points).toEqual(asked.starts);
  });

  it("takes no more steps than it may", async () => {
    const asked = { ...request(500, 20, { factor: 0.7, dim: 2 }), maxSteps: 1 };
    expect([...(await fast.approachRidge(asked)).steps]).toEqual(new Array(M).fill(1));
  });

  it("has the same bytes on any number of threads", async () => {
    const asked = request(500, 20, { factor: 0.7, dim: 2 });
    const found = await fast.approachRidge(asked);
    for (const threads of [1, 3]) {
      const others = await createKernels({ threads });
      expect(await others.approachRidge(asked)).toEqual(found);
      others.close();
    }
  });
});
