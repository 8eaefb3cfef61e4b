import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { createDensity, type EmpiricalDensity } from "../../src/density/empirical-density.ts";
import { spanOf } from "../../src/density/span.ts";
import { ALTERNATIVES, drawAlternatives } from "../../src/diagnosis/alternatives.ts";
import { chanceCopies } from "../../src/diagnosis/chance-copies.ts";
import { chooseLevels, type MeasuredLevel } from "../../src/diagnosis/choose-levels.ts";
import { calibrateRidgeTest, ridgeStatistic, typicalSpacing } from "../../src/diagnosis/ridge-test.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { finiteSampleQuantile } from "../../src/metrics/statistics.ts";
import { createRng } from "../../src/random/rng.ts";
import { ring } from "../support/ring.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

function densityOf(data: Float64Array, d: number): EmpiricalDensity {
  return createDensity(kernels, { data, n: data.length / d, d });
}

/** A noisy circle in the plane, n × 2. */
function circle(n: number, name: string): Float64Array {
  const rng = createRng(5).split(name);
  const [angles, radii] = [rng.uniforms(n), rng.split("r").normals(n)];
  return Float64Array.from({ length: 2 * n }, (_, i) => {
    const angle = 2 * Math.PI * angles[i >> 1];
    return (1 + 0.08 * radii[i >> 1]) * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
}

function offShare(statistic: Float64Array): number {
  return statistic.filter((value) => !(value <= 1)).length / statistic.length;
}

describe("finiteSampleQuantile", () => {
  it("is exceeded by one more draw as often as said, whatever the number of draws", () => {
    const rng = createRng(8);
    for (const n of [19, 20, 50]) {
      const exceeded = Array.from({ length: 4000 }, (_, i) => {
        const draws = rng.split(n, i).uniforms(n + 1);
        return draws[n] > finiteSampleQuantile(draws.subarray(0, n), 0.95) ? 1 : 0;
      });
      const rank = Math.ceil((n + 1) * 0.95 - 1e-9);
      const share = exceeded.reduce<number>((sum, one) => sum + one, 0) / 4000;
      // The chance is 1 - rank / (n + 1); four standard errors.
      expect(Math.abs(share - (1 - rank / (n + 1)))).toBeLessThan(4 * Math.sqrt(0.05 / 4000));
    }
  });
});

describe("typicalSpacing", () => {
  it("is the median distance to the nearest other point, looked for once in a density", async () => {
    let searches = 0;
    const counting: Kernels = {
      ...kernels,
      neighbours: (request) => {
        searches++;
        return kernels.neighbours(request);
      },
    };
    // Nearest others are 1, 1, 3, 3 and 7 away.
    const line = createDensity(counting, { data: Float64Array.of(0, 1, 5, 8, 15), n: 5, d: 1 });
    expect([await typicalSpacing(line), await typicalSpacing(line)]).toEqual([3, 3]);
    expect(searches).toBe(1);
  });
});

describe("drawAlternatives", () => {
  it("have the mean and covariance, the midpoints, the middle, and the distances that they are named for", async () => {
    const data = createRng(2)
      .normals(600 * 3)
      .map((z, i) => [5, -2, 0][i % 3] + [3, 1, 0.1][i % 3] * z);
    const density = densityOf(data, 3);
    const drawn = await drawAlternatives(density, { count: 4000, spacing: 0.5, rng: createRng(1) });
    const column = (values: Float64Array, j: number) => values.filter((_, i) => i % 3 === j);
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = (values: Float64Array) =>
      Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    for (const j of [0, 1, 2]) {
      const [ours, theirs] = [column(drawn.gaussian, j), column(data, j)];
      expect(Math.abs(mean(ours) - mean(theirs))).toBeLessThan(0.08 * deviation(theirs));
      expect(deviation(ours) / deviation(theirs)).toBeCloseTo(1, 1);
      expect(deviation(column(drawn.averages, j)) / deviation(theirs)).toBeCloseTo(Math.SQRT1_2, 1);
    }
    expect(deviation(column(drawn.mean, 0))).toBeLessThan(0.03);
    const radius = Math.sqrt([0, 1, 2].reduce((sum, j) => sum + deviation(column(data, j)) ** 2, 0));
    const far = Array.from({ length: 10 }, (_, i) =>
      Math.hypot(...[0, 1, 2].map((j) => drawn.far[3 * i + j] - mean(column(data, j)))),
    );
    far.forEach((distance, i) => {
      expect(distance / radius).toBeCloseTo([3, 30][i % 2], 6);
    });
  });

  it("stay in a span, and are as far away there", async () => {
    const z = createRng(2).normals(1200);
    const rows = Float64Array.from({ length: 1800 }, (_, i) => {
      const [x, y] = [z[2 * Math.floor(i / 3)], z[2 * Math.floor(i / 3) + 1]];
      return [x, y, x + y][i % 3];
    });
    const density = densityOf(rows, 3);
    const span = present(await spanOf(density));
    const drawn = await drawAlternatives(density, { count: 4000, spacing: 0.5, span, rng: createRng(1) });
    for (const points of Object.values(drawn)) {
      const gaps = Array.from({ length: 4000 }, (_, i) =>
        Math.abs(points[3 * i] + points[3 * i + 1] - points[3 * i + 2]),
      );
      expect(Math.max(...gaps)).toBeLessThan(1e-9);
    }
    const nearest = Array.from({ length: 200 }, (_, i) => drawn.far.subarray(3 * i, 3 * i + 3)).map((point) =>
      Math.hypot(...point),
    );
    // Variances 1, 1 and 2: a radius of 2, and a mean near 0.
    expect(nearest[0] / 6).toBeCloseTo(1, 1);
    expect(nearest[1] / 60).toBeCloseTo(1, 1);
  });
});

describe("chooseLevels", () => {
  const even = (n: number) => Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n);
  const level = (time: number, distances: Partial<MeasuredLevel["distances"]>): MeasuredLevel => {
    const near = { gaussian: even(40), averages: even(40), mean: even(40), noise: even(40) };
    const far = new Float64Array(40).fill(9);
    return { time, dim: 1, floor: 0, distances: { real: even(100), far, ...near, ...distances } };
  };
  const beyond = new Float64Array(40).fill(3);

  it("takes the levels that see different alternatives, and says what each rejects", () => {
    const chosen = present(
      chooseLevels([level(1, { gaussian: beyond }), level(2, { mean: beyond }), level(3, {})]),
    );
    expect(chosen.levels.map(({ time }) => time).sort()).toEqual([1, 2]);
    expect([chosen.power.gaussian, chosen.power.mean, chosen.power.far]).toEqual([1, 1, 1]);
    expect(chosen.power.noise).toBeLessThan(0.1);
  });

  it("lets no level take part at which more than 3 % of real points have no distance", () => {
    const undefinedAt = (count: number) => even(100).map((value, i) => (i < count ? Infinity : value));
    expect(chooseLevels([level(1, { real: undefinedAt(4), gaussian: beyond })])).toBeUndefined();
    expect(chooseLevels([level(1, { real: undefinedAt(3), gaussian: beyond })])?.threshold).toBeLessThan(
      Infinity,
    );
  });

  it("gives levels that are always there both ends of 99.8 % of real points", () => {
    const middle = new Float64Array(40).fill(1e-4);
    const always = (real: Float64Array) => level(3, { real, mean: middle });
    const real = even(1000);
    const chosen = present(
      chooseLevels([level(1, { real }), level(2, { real, gaussian: beyond })], [always(real)]),
    );
    // The second largest and the second smallest of 1000: ranks 999 of 1001.
    expect(chosen.levels.at(-1)).toEqual({ time: 3, dim: 1, quantile: 0.9985, least: 0.0015 });
    expect(chosen.power.mean).toBe(1);
    expect("least" in chosen.levels[0]).toBe(false);
    // The middle place of a lattice, at a distance that is rounding, and its copies.
    const lattice = real.map((value, i) => (i < 3 ? 1e-12 * value : value));
    const without = present(
      chooseLevels([level(1, { real }), level(2, { real, gaussian: beyond })], [always(lattice)]),
    );
    expect("least" in present(without.levels.at(-1))).toBe(false);
    expect(without.power.mean).toBeLessThan(0.1);
  });

  it("takes what is below rounding for no distance at all", () => {
    const rounding = {
      real: even(100).map((value) => 1e-15 * value),
      gaussian: new Float64Array(40).fill(1e-9),
    };
    const floored = { ...level(1, rounding), floor: 1e-6 };
    expect(chooseLevels([floored])?.power.gaussian).toBe(0);
  });
});

describe("calibrateRidgeTest", () => {
  it("rejects 5 % of fresh points, every far point, and the middle of a circle", async () => {
    const density = densityOf(circle(400, "training"), 2);
    const test = present(await calibrateRidgeTest(density, { rng: createRng(0) }));
    const off = async (samples: Float64Array) => offShare(await ridgeStatistic(density, samples, test));
    const fresh = await off(circle(2000, "fresh"));
    expect(fresh).toBeGreaterThan(0.02);
    expect(fresh).toBeLessThan(0.08);
    expect(await off(circle(200, "far").map((value) => 8 * value))).toBe(1);
    expect(
      await off(
        createRng(1)
          .normals(200)
          .map((z) => 0.01 * z),
      ),
    ).toBe(1);
    expect(test.power.far).toBe(1);
    expect(Object.keys(test.power)).toEqual([...Object.keys(ALTERNATIVES), "far"]);
  });

  it("leaves all copies of a point out together: the same with every point twice as with each once", async () => {
    const once = circle(300, "training");
    const twice = Float64Array.from([...once, ...once]);
    const samples = circle(1000, "fresh");
    const [a, b] = await Promise.all(
      [once, twice].map(async (data) => {
        const density = densityOf(data, 2);
        const test = present(await calibrateRidgeTest(density, { rng: createRng(0) }));
        return offShare(await ridgeStatistic(density, samples, test));
      }),
    );
    expect(Math.abs(a - b)).toBeLessThan(0.03);
  });

  it("takes float32 samples of data with dependent columns as the data, and others not", async () => {
    const rng = createRng(6);
    const dependent = (n: number, name: string) => {
      const z = rng.split(name).normals(2 * n);
      return Float64Array.from({ length: 4 * n }, (_, i) => {
        const [a, b] = [z[2 * (i >> 2)], z[2 * (i >> 2) + 1]];
        return [a, b, a + b, 7][i % 4];
      });
    };
    const density = densityOf(dependent(300, "training"), 4);
    const test = present(await calibrateRidgeTest(density, { rng: createRng(0), dims: [2], times: [0.3] }));
    const fresh = Float64Array.from(dependent(500, "fresh"), Math.fround);
    expect(offShare(await ridgeStatistic(density, fresh, test))).toBeLessThan(0.08);
    const moved = fresh.map((value, i) => value + (i % 4 === 3 ? 1e-3 : 0));
    expect(offShare(await ridgeStatistic(density, moved, test))).toBe(1);
  });

  it("rejects what leaves the span of the data by more than rounding, whatever its dimension", async () => {
    for (const rank of [1, 2, 5]) {
      const rows = (n: number, name: string, offset = 0) => {
        const z = createRng(6)
          .split(name)
          .normals(n * rank);
        return Float64Array.from({ length: n * (rank + 1) }, (_, i) => {
          const row = z.subarray(rank * Math.floor(i / (rank + 1)), rank * (Math.floor(i / (rank + 1)) + 1));
          return i % (rank + 1) < rank ? row[i % (rank + 1)] : row[0] + (row[1] ?? 0) + offset;
        });
      };
      const density = densityOf(rows(300, "training"), rank + 1);
      const test = present(await calibrateRidgeTest(density, { rng: createRng(0) }));
      const off = async (offset: number) =>
        offShare(await ridgeStatistic(density, rows(500, "fresh", offset).map(Math.fround), test));
      expect(test.rank).toBe(rank);
      expect(await off(0)).toBeLessThan(0.1);
      expect(await off(1e-4)).toBe(1);
      expect(await off(0.5)).toBe(1);
      // Its power is that within the span, where these are as the data: noise in all directions would always be seen.
      expect(test.power.gaussian).toBeLessThan(0.12);
      expect(test.power.noise).toBeLessThan(0.2);
      expect(test.power.far).toBe(1);
    }
  });

  it("says nothing of the span where a real point is alone in a direction, or a held-out one outside", async () => {
    const z = createRng(7).normals(200);
    const plane = (others: readonly number[]) =>
      Float64Array.from({ length: 300 }, (_, i) =>
        i % 3 < 2 ? z[2 * Math.floor(i / 3) + (i % 3)] : (others[Math.floor(i / 3)] ?? 0),
      );
    const rankOf = async (data: Float64Array, heldOut?: Float64Array) =>
      (await calibrateRidgeTest(densityOf(data, 3), { heldOut, rng: createRng(0) }))?.rank;
    const flat = plane([]);
    expect(await rankOf(flat)).toBe(2);
    expect(await rankOf(flat, flat.slice(0, 90))).toBe(2);
    expect(await rankOf(flat, plane([0, 0, 1e-3]).slice(0, 90))).toBeUndefined();
    // One more column that one point alone gives any variance.
    const wider = (data: Float64Array) =>
      Float64Array.from({ length: 400 }, (_, i) =>
        i % 4 < 3 ? data[3 * Math.floor(i / 4) + (i % 4)] : i === 43 ? 1 : 0,
      );
    const alone = densityOf(wider(flat), 4);
    expect((await calibrateRidgeTest(alone, { rng: createRng(0) }))?.rank).toBeUndefined();
  });

  it("is not made of fewer than 20 points, nor of fewer places", async () => {
    const options = { rng: createRng(0) };
    expect(await calibrateRidgeTest(densityOf(circle(19, "few"), 2), options)).toBeUndefined();
    const copies = Float64Array.from({ length: 200 }, (_, i) => i % 6);
    expect(await calibrateRidgeTest(densityOf(copies, 2), options)).toBeUndefined();
    expect((await calibrateRidgeTest(densityOf(circle(20, "few"), 2), options))?.points).toBe(20);
  });

  it("calibrates on held-out points where they are given", async () => {
    const density = densityOf(ring(300, 0.03, "training"), 5);
    const heldOut = ring(150, 0.03, "held");
    const test = present(await calibrateRidgeTest(density, { heldOut, rng: createRng(0) }));
    expect([test.source, test.points]).toEqual(["held-out", 150]);
  });
});

describe("chanceCopies", () => {
  it("counts the points that a comparison of all pairs counts, copies of a point apart", async () => {
    const training = ring(200, 0.03, "training");
    const heldOut = ring(150, 0.03, "held");
    const twice = Float64Array.from([...training, ...training]);
    const share = (points: Float64Array, others: Float64Array) => {
      const hits = Array.from({ length: points.length / 5 }, (_, q) => {
        const distances = Array.from({ length: others.length / 5 }, (_, i) =>
          Math.hypot(...[0, 1, 2, 3, 4].map((j) => points[5 * q + j] - others[5 * i + j])),
        );
        const [first, second] = distances.filter((value) => value > 0).sort((a, b) => a - b);
        return first < second / 3 ? 1 : 0;
      });
      return hits.reduce<number>((sum, one) => sum + one, 0) / hits.length;
    };
    const rng = createRng(0);
    expect((await chanceCopies(densityOf(twice, 5), { heldOut, rng }))?.value).toBeCloseTo(
      share(heldOut, training),
      12,
    );
    expect((await chanceCopies(densityOf(twice, 5), { rng }))?.value).toBeCloseTo(
      share(training, training),
      12,
    );
    expect(await chanceCopies(densityOf(Float64Array.of(1, 1, 2), 1), { rng })).toBeUndefined();
  });
});
