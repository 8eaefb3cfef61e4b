import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { geometry } from "../../src/density/geometry.ts";
import { chooseDim, DEFINED_SHARE } from "../../src/diagnosis/choose-dim.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createRng } from "../../src/random/rng.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

/** A Gaussian with these standard deviations along the axes. */
function gaussian(count: number, widths: readonly number[]): EmpiricalDensity {
  const d = widths.length;
  const data = createRng(4)
    .normals(count * d)
    .map((value, i) => widths[i % d] * value);
  return createDensity(kernels, { data, n: count, d });
}

describe("chooseDim", () => {
  it("takes the number of wide directions, where the others are thinner than the noise", async () => {
    const density = gaussian(300, [1, 1, 0.01, 0.01]);
    const { dim, spectrum, time } = await chooseDim(density, {
      time: 0.02,
      timeMin: 1e-3,
      rng: createRng(0),
    });
    expect([dim, spectrum.dim, time]).toEqual([2, 2, 0.02]);
  });

  it("takes no less than leaves the ridge well defined at nearly all real points", async () => {
    const density = gaussian(300, [3, 0.4, 0.3, 0.2]);
    const { dim, spectrum } = await chooseDim(density, { time: 0.02, timeMin: 1e-3, rng: createRng(0) });
    expect(dim).toBeGreaterThan(spectrum.dim);
    const level = ouLevel(0.02);
    const x = density.data.map((value) => level.scale * value);
    const exclude = Int32Array.from({ length: 300 }, (_, i) => i);
    const { eigenvalues, width } = await geometry(density, level, { x, dim, exclude });
    const defined = (k: number) =>
      exclude.filter((q) => level.variance * eigenvalues[q * width + k] <= -0.5).length / 300;
    expect(defined(dim)).toBeGreaterThanOrEqual(DEFINED_SHARE);
    expect(defined(dim - 1)).toBeLessThan(DEFINED_SHARE);
  });

  it("takes copies of points for one: the same k from every point twice or thrice as from each once", async () => {
    const { kernels: _, data, n, d } = gaussian(300, [3, 0.4, 0.3, 0.2]);
    const options = { time: 0.02, timeMin: 1e-3, rng: createRng(0) };
    const chosen = await Promise.all(
      [1, 2, 3].map((times) => {
        const copied = Float64Array.from(Array.from({ length: times }, () => [...data]).flat());
        return chooseDim(createDensity(kernels, { data: copied, n: times * n, d }), options);
      }),
    );
    // As by hand in the test above; left out a row at a time, a copy would stay where the point was.
    expect(chosen.map(({ dim }) => dim)).toEqual([3, 3, 3]);
    expect(chosen[1].spectrum).toEqual(chosen[0].spectrum);
    const few = gaussian(12, [1, 0.01]);
    const twice = Float64Array.from([...few.data, ...few.data]);
    const { time } = await chooseDim(createDensity(kernels, { data: twice, n: 24, d: 2 }), options);
    expect(time).toBe(Math.sqrt(1e-3));
  });

  it("looks at the spectrum at a larger time where there are few points, and at that alone", async () => {
    const density = gaussian(19, [1, 0.01]);
    const { dim, spectrum, time } = await chooseDim(density, {
      time: 0.02,
      timeMin: 1e-4,
      rng: createRng(0),
    });
    expect([dim, time]).toEqual([spectrum.dim, 0.01]);
  });
});
