import { afterAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { measureSamples } from "../../src/metrics/measure-samples.ts";
import { passQueries, passTrain } from "../../src/metrics/shared-pass.ts";
import { shareLost } from "../../src/metrics/sole-holders.ts";
import { studentHalfWidth } from "../../src/metrics/student.ts";
import { createRng } from "../../src/random/rng.ts";
import * as naive from "./naive.ts";

const kernels = await createKernels({ threads: 2 });
afterAll(() => kernels.close());

const normals = (name: string, count: number) => createRng(8).split(name).normals(count);

describe("intervals of metrics", () => {
  it("hold the mean over repeated draws of samples in about 95 of 100", async () => {
    const [m, d, repetitions] = [80, 2, 100];
    const train = normals("train", m * d);
    const found = [];
    for (let r = 0; r < repetitions; r++) {
      const generated = normals(`samples ${r}`, m * d).map((z, i) => 0.9 * z + (i % d === 0 ? 0.4 : 0));
      const roles = { kernels, d, train, generated };
      found.push((await measureSamples(roles, { rng: createRng(r), space: "plane" })).metrics);
    }
    for (const name of ["coverage", "kid", "energy_distance", "frechet", "sliced_wasserstein", "vendi"]) {
      const mean = naive.average(found.map((one) => one[name].value));
      const held = found.filter((one) => one[name].low <= mean && mean <= one[name].high).length;
      // 100 draws of 0.95: 4.3 standard errors are 0.09.
      expect(held >= 90 ? "enough" : `${name} ${held}`).toBe("enough");
    }
  });

  it("of coverage and recall count what is lost without each sample", async () => {
    const [n, m, d, k] = [40, 23, 2, 3];
    const [train, generated] = [normals("a", n * d), normals("b", m * d).map((z) => 1.3 * z)];
    const pass = await passTrain(kernels, { data: train, n, d }, { k, rng: createRng(0) });
    const { holders } = await passQueries(kernels, pass, { queries: generated, k });
    const [x, q] = [naive.rows(train, d), naive.rows(generated, d)];
    const distance = (a: number[], b: number[]) => Math.hypot(...a.map((v, j) => v - b[j]));
    const radii = {
      train: x.map((_, i) => naive.radius(x, i, k)),
      own: q.map((_, i) => naive.radius(q, i, k)),
    };
    const covered = (one: number[], i: number) => distance(one, x[i]) <= radii.train[i];
    const reached = (_: number[], i: number, at: number) => distance(q[at], x[i]) <= radii.own[at];
    for (const [found, holds] of [
      [holders.covers, covered],
      [holders.reaches, reached],
    ] as const) {
      const share = (left: number) =>
        x.filter((_, i) => q.some((one, at) => at !== left && holds(one, i, at))).length / n;
      shareLost(found, m).forEach((lost, at) => {
        expect(lost).toBeCloseTo((m - 1) * (share(-1) - share(at)), 12);
      });
    }
  });

  it("are Student's, with fewer degrees of freedom where tails are long", () => {
    // Two values as often as each other have a kurtosis of 1: 9 degrees of freedom, quantile 2.2622 of the tables.
    const even = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    expect(studentHalfWidth(even)).toBeCloseTo(2.2622 / 3, 3);
    // One row of 40 differs: kurtosis 39² / 40 + … = 38.03, 80 / 37.03 degrees taken as 4, quantile 2.7764.
    const odd = Array.from({ length: 40 }, (_, i) => (i === 0 ? 1 : 0));
    expect(studentHalfWidth(odd) / (2.7764 / 40)).toBeCloseTo(1, 2);
    expect(studentHalfWidth([3, 3, 3])).toBe(0);
  });
});

describe("metrics of little", () => {
  it("have no kernel and energy distance of fewer than ten points or training points", async () => {
    const names = async (n: number, m: number) => {
      const roles = { kernels, d: 2, train: normals("t", 2 * n), generated: normals("g", 2 * m) };
      const { metrics } = await measureSamples(roles, { rng: createRng(1), space: "plane" });
      return ["kid", "energy_distance"].filter((name) => name in metrics);
    };
    expect(await names(30, 9)).toEqual([]);
    expect(await names(9, 30)).toEqual([]);
    expect(await names(10, 10)).toEqual(["kid", "energy_distance"]);
  });

  it("are finite and right where training points are at three places", async () => {
    const places = (count: number) => Float64Array.from({ length: count }, (_, i) => i % 3);
    const generated = Float64Array.from({ length: 100 }, (_, i) => 0.25 * (i % 8) - 0.5);
    const roles = { kernels, d: 1, train: places(300), test: places(200), generated };
    const { metrics, cells } = await measureSamples(roles, { rng: createRng(2), space: "line" });
    for (const { value, low, high } of Object.values(metrics))
      expect([value, low, high].every(Number.isFinite)).toBe(true);
    expect(cells).toBe(3);
    const [x, q] = [naive.rows(places(300), 1), naive.rows(generated, 1)];
    expect(metrics.nearest_ratio.value).toBeCloseTo(
      naive.average(q.map((one) => naive.nearestRatio(one, x))),
      12,
    );
    expect(metrics.calibrated_distance.value).toBeCloseTo(
      naive.average(q.map((one) => naive.calibrated(one, x) || 0)),
      12,
    );
    expect(metrics.energy_distance.value).toBeCloseTo(naive.energy(x, q), 10);
    expect(metrics.precision.value).toBeCloseTo(naive.balls(x, q, 5, false).precision, 12);
    expect(metrics.coverage.value).toBeCloseTo(naive.balls(x, q, 5, false).coverage, 12);
  });
});
