import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { mean } from "../../src/metrics/statistics.ts";
import { createRng } from "../../src/random/rng.ts";
import { finalSamples, finishedSamples } from "../../src/sample/sampler.ts";
import { SOLVER_NAMES, type SolverName } from "../../src/sample/solvers.ts";
import { GRID_NAMES, timeGrid } from "../../src/sample/time-grid.ts";
import { createExactScore } from "../../src/score/exact.ts";
import { createGaussianScore } from "../../src/score/gaussian.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

describe("finishedSamples", () => {
  it("undoes the shrinking of the data, e^-t", () => {
    const [x] = finishedSamples(Float64Array.of(3 * Math.exp(-0.7)), 0.7);
    expect(x).toBeCloseTo(3, 12);
  });
});

describe("timeGrid", () => {
  it("falls from the horizon to the smallest time in every grid", () => {
    for (const name of GRID_NAMES) {
      const times = timeGrid(name, { horizon: 10, timeMin: 1e-3, steps: 37 });
      expect([times.length, times[0], times[37]]).toEqual([38, 10, 1e-3]);
      for (let i = 1; i <= 37; i++) expect(times[i]).toBeLessThan(times[i - 1]);
    }
  });

  it("falls strictly, and ends where it should, from and to times as small and as large as numbers are", () => {
    for (const name of GRID_NAMES)
      for (const horizon of [1e-290, 1e-9, 1, 354, 355, 400, 1000, 1e6, 1e12])
        for (const timeMin of [1e-300, 1e-12, 0.5, 700])
          for (const steps of [1, 2, 7]) {
            if (timeMin >= horizon) continue;
            const times = timeGrid(name, { horizon, timeMin, steps });
            expect([times.length, times[0], times[steps]]).toEqual([steps + 1, horizon, timeMin]);
            for (let i = 1; i <= steps; i++) {
              const where = `${name} ${horizon} ${timeMin} ${i}/${steps}`;
              expect(times[i] < times[i - 1] ? "falls" : where).toBe("falls");
            }
          }
  });

  it("takes equal steps in σ^(1/7) beyond the largest σ², where log σ is t", () => {
    // From 50 digits: t_i = log(1 + σ_i²) / 2, σ_i^(1/7) = ((4 - i) e^(1000/7) (1 - e^-2000)^(1/14) + i s) / 4.
    const times = timeGrid("karras", { horizon: 1000, timeMin: 0.001, steps: 4 });
    const wanted = [1000, 997.9862254928375, 995.14796973608, 990.2959394721603, 0.001];
    times.forEach((time, i) => {
      expect(time).toBeCloseTo(wanted[i], 9);
    });
  });

  it("refuses times that do not fit", () => {
    expect(() => timeGrid("linear", { horizon: 1, timeMin: 2, steps: 3 })).toThrow("horizon: expected");
    expect(() => timeGrid("linear", { horizon: 1, timeMin: 0, steps: 3 })).toThrow("time-min: expected");
    expect(() => timeGrid("linear", { horizon: 1, timeMin: 0.1, steps: 0 })).toThrow("steps: expected");
    // The first step would be log(2^7) long, which 1e300 does not feel.
    expect(() => timeGrid("karras", { horizon: 1e300, timeMin: 1e-3, steps: 2 })).toThrow(
      "horizon: expected one with 2 steps to 0.001 that differ from each other, got 1e+300",
    );
  });
});

/** With Gaussian data of variance v the flow is x_s = x_T sqrt(Var_s / Var_T) per coordinate. */
describe("solvers of the probability-flow ODE", () => {
  const variances = Float64Array.from([0.3, 4]);
  const orders: Record<SolverName, number> = { euler: 1, heun: 2, exponential: 1, "dpm++2m": 2 };
  for (const solver of SOLVER_NAMES) {
    it(`${solver} converges with order ${orders[solver]} to the closed form`, async () => {
      const gaussian = { mean: new Float64Array(2), variances, vectors: Float64Array.from([1, 0, 0, 1]) };
      const model = createGaussianScore(kernels, gaussian);
      const start = Float64Array.from([1, -1.2]);
      const error = async (steps: number) => {
        const times = timeGrid("exponential", { horizon: 2, timeMin: 0.02, steps });
        const options = { rng: createRng(1), count: 1, times, stochasticity: 0, solver, start };
        const { x } = await finalSamples(model, options);
        const spread = (t: number, j: number) => Math.exp(-2 * t) * variances[j] - Math.expm1(-2 * t);
        const exact = (j: number) => start[j] * Math.sqrt(spread(0.02, j) / spread(2, j));
        return Math.hypot(x[0] - exact(0), x[1] - exact(1));
      };
      const rate = Math.log2((await error(64)) / (await error(128)));
      expect(Math.abs(rate - orders[solver])).toBeLessThan(0.2);
    });
  }
});

describe("solvers of the reverse SDE", () => {
  for (const solver of SOLVER_NAMES) {
    it(`${solver} keeps the variance of Gaussian data`, async () => {
      const gaussian = {
        mean: new Float64Array(1),
        variances: Float64Array.from([2]),
        vectors: Float64Array.from([1]),
      };
      const times = timeGrid("exponential", { horizon: 4, timeMin: 0.01, steps: 200 });
      const { x } = await finalSamples(createGaussianScore(kernels, gaussian), {
        rng: createRng(3),
        count: 4000,
        times,
        solver,
      });
      const wanted = 2 * Math.exp(-0.02) - Math.expm1(-0.02);
      expect(Math.abs(mean(x.map((v) => v * v)) / wanted - 1)).toBeLessThan(0.08);
    });
  }
});

describe("sample", () => {
  it("with the exact score and the SDE ends every sample at one of two points, half at each", async () => {
    const density = createDensity(kernels, { data: Float64Array.from([3, 0, -3, 0]), n: 2, d: 2 });
    const times = timeGrid("exponential", { horizon: 10, timeMin: 1e-3, steps: 500 });
    const { x } = await finalSamples(createExactScore(density), { rng: createRng(0), count: 500, times });
    let right = 0;
    for (let q = 0; q < 500; q++) {
      expect(Math.hypot(Math.abs(x[2 * q]) - 3, x[2 * q + 1])).toBeLessThan(0.3);
      if (x[2 * q] > 0) right++;
    }
    expect(Math.abs(right - 250)).toBeLessThan(50);
  });

  it("gives a sample the same bytes in every batch and on every number of threads", async () => {
    const times = timeGrid("exponential", { horizon: 5, timeMin: 1e-2, steps: 20 });
    const data = createRng(7).normals(300 * 3);
    const runs: Float64Array[] = [];
    for (const threads of [1, 2, 3]) {
      const own = await createKernels({ threads });
      const model = createExactScore(createDensity(own, { data, n: 300, d: 3 }));
      const all = await finalSamples(model, { rng: createRng(2), count: 400, times });
      const some = await finalSamples(model, { rng: createRng(2), count: 5, first: 391, times });
      expect(some.x).toEqual(all.x.slice(391 * 3, 396 * 3));
      runs.push(Float64Array.from(all.x));
      own.close();
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
  });

  it("refuses options that do not fit", async () => {
    const model = createExactScore(createDensity(kernels, { data: Float64Array.from([0]), n: 1, d: 1 }));
    const base = { rng: createRng(0), count: 1, times: Float64Array.from([1, 0.5]) };
    await expect(finalSamples(model, { ...base, stochasticity: 2 })).rejects.toThrow(
      "stochasticity: expected",
    );
    await expect(finalSamples(model, { ...base, count: 0.5 })).rejects.toThrow("count: expected");
    await expect(finalSamples(model, { ...base, solver: "rk4" as SolverName })).rejects.toThrow(
      "solver: expected one of",
    );
  });
});
