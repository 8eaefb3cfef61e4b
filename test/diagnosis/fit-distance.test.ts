import { afterAll, expect, it } from "vitest";
import { createDensity } from "../../src/density/empirical-density.ts";
import { fitDistances, leftOutSquare } from "../../src/diagnosis/fit-distance.ts";
import { calibrateRidgeTest, ridgeStatistic } from "../../src/diagnosis/ridge-test.ts";
import { criterionNote } from "../../src/experiments/parts/classes.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { createRng } from "../../src/random/rng.ts";

const kernels = await createKernels({ threads: 1 });
afterAll(() => kernels.close());

/** (x - m)ᵀ S⁻¹ (x - m) of two columns, by the inverse of the 2 × 2 covariance (over n). */
function squareOf(points: readonly (readonly number[])[], [x, y]: readonly number[]): number {
  const n = points.length;
  const mean = (f: (p: readonly number[]) => number) => points.reduce((sum, p) => sum + f(p), 0) / n;
  const [mx, my] = [mean(([a]) => a), mean(([, b]) => b)];
  const xx = mean(([a]) => (a - mx) ** 2);
  const yy = mean(([, b]) => (b - my) ** 2);
  const xy = mean(([a, b]) => (a - mx) * (b - my));
  const [u, v] = [x - mx, y - my];
  return (yy * u * u - 2 * xy * u * v + xx * v * v) / (xx * yy - xy * xy);
}

/** Pairs with a common large part, in very different units. */
function pairs(n: number): number[][] {
  const z = createRng(3).normals(2 * n);
  return Array.from({ length: n }, (_, i) => [1e3 * z[2 * i], 1e-3 * (z[2 * i] + 0.05 * z[2 * i + 1])]);
}

it("is the Mahalanobis distance, in whatever units, of points in the fit and left out of it", async () => {
  const points = pairs(40);
  const density = createDensity(kernels, { data: Float64Array.from(points.flat()), n: 40, d: 2 });
  const found = await fitDistances(density, Float64Array.from(points.flat()));
  points.forEach((point, i) => {
    const square = found?.[i] ?? NaN;
    expect(square / squareOf(points, point)).toBeCloseTo(1, 5);
    const others = points.filter((_, k) => k !== i);
    const left = squareOf(others, point);
    expect(leftOutSquare(squareOf(points, point), 40) / left).toBeCloseTo(1, 9);
    expect(leftOutSquare(square, 40) / left).toBeCloseTo(1, 4);
  });
  expect(leftOutSquare(39, 40)).toBe(Infinity);
});

it("calls samples off that are far along a direction in which the data hardly vary, and not real ones", async () => {
  const rng = createRng(0);
  const [n, d] = [300, 2];
  const draw = (name: string, spread: readonly [number, number]) =>
    rng
      .split(name)
      .normals(n * d)
      .map((z, i) => z * spread[i % 2]);
  const density = createDensity(kernels, { data: draw("data", [1, 30]), n, d });
  const test = await calibrateRidgeTest(density, { rng });
  if (!test) throw new Error("expected a test");
  expect(test.levels.every(({ time }) => Number.isFinite(time))).toBe(true);
  // The distance from the mean of 99.8 % of two independent normals is √(2 ln 500) = 3.53.
  expect(Math.abs((test.fit?.quantile ?? NaN) - 3.53)).toBeLessThan(0.6);
  const criterion = { dim: 1, time: 1, threshold: 1, source: "leave-one-out", test } as const;
  expect(criterionNote(criterion)).toMatch(
    /, or more than \d\S* or less than \d\S* from the mean in the metric of the data's covariance; 5 %/,
  );
  expect(criterionNote(criterion)).not.toContain("Infinity");
  const off = async (samples: Float64Array) =>
    (await ridgeStatistic(density, samples, test)).filter((value) => value > 1).length / n;
  expect(await off(draw("fresh", [1, 30]))).toBeLessThan(0.1);
  expect(await off(draw("turned", [30, 1]))).toBeGreaterThan(0.85);
  expect(await off(draw("wide", [10, 30]))).toBeGreaterThan(0.6);
});

it("calls what is nearer the middle of all than real points are off, in three dimensions too", async () => {
  const rng = createRng(5);
  const [n, d] = [300, 3];
  const draw = (name: string, spread: number) =>
    rng
      .split(name)
      .normals(n * d)
      .map((z) => spread * z);
  const density = createDensity(kernels, { data: draw("data", 1), n, d });
  const test = await calibrateRidgeTest(density, { rng });
  if (!test) throw new Error("expected a test");
  expect(test.power.mean).toBeGreaterThan(0.99);
  const off = async (samples: Float64Array) =>
    (await ridgeStatistic(density, samples, test)).filter((value) => value > 1).length / n;
  expect(await off(draw("fresh", 1))).toBeLessThan(0.1);
  expect(await off(draw("shrunk", 0.01))).toBe(1);
});
