import { describe, expect, test } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { readMatrix } from "../../src/data/read-matrix.ts";
import { highDimension, SYNTHETIC_NAMES, syntheticSet } from "../../src/data/synthetic.ts";

describe("image sets from packages", () => {
  test("MNIST digit 1 has 6742 images of 784 numbers in [0, 1]", async () => {
    const ones = await readMatrix("mnist:train/1");
    expect(ones).toMatchObject({ rows: 6742, columns: 784, shape: [6742, 28, 28], source: "mnist:train/1" });
    expect(ones.labels).toEqual(new Int32Array(6742).fill(1));
    expect(ones.data.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(ones.data.some((value) => value === 1)).toBe(true);
  });

  test("MNIST's test part has 10,000 images whose first labels are 7, 2, 1, 0, 4", async () => {
    const all = await readMatrix("mnist:test");
    expect([all.rows, ...present(all.labels).subarray(0, 5)]).toEqual([10_000, 7, 2, 1, 0, 4]);
  });

  test("a class of Fashion-MNIST is cut into 6000 and 1000 images without the package's empty rows", async () => {
    const [train, held] = await Promise.all([readMatrix("fashion:train/0"), readMatrix("fashion:test/0")]);
    expect([train.rows, held.rows]).toEqual([6000, 1000]);
    expect(train.data.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(held.labels).toEqual(new Int32Array(1000));
  });

  test("all of Fashion-MNIST's held-out part comes in turn, class by class", async () => {
    const all = await readMatrix("fashion:test");
    expect([all.rows, ...present(all.labels).subarray(0, 12)]).toEqual([
      10_000, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1,
    ]);
    const boots = await readMatrix("fashion:test/9");
    expect(all.data.slice(9 * 784, 10 * 784)).toEqual(boots.data.slice(0, 784));
  });
});

describe("synthetic sets", () => {
  test.each([
    ["two-modes", 2],
    ["three-modes", 3],
    ["four-modes", 4],
    ["triangle-plus-midpoint", 4],
    ["five-modes", 5],
    ["nine-modes", 9],
    ["thirteen-points", 13],
  ])("%s has %d distinct points in the plane", async (name, count) => {
    const set = await readMatrix(`synthetic:${name}`);
    expect([set.rows, set.columns]).toEqual([count, 2]);
    const points = Array.from({ length: count }, (_, i) => set.data.slice(2 * i, 2 * i + 2).join());
    expect(new Set(points).size).toBe(count);
    expect(SYNTHETIC_NAMES).toContain(name);
  });

  test("thirteen-points is (3s, 2 sin πs), s = -1, -5/6, …, 1", () => {
    const { data } = syntheticSet("thirteen-points");
    expect([...data.slice(0, 2), ...data.slice(12, 14), ...data.slice(24)]).toEqual([-3, 0, 0, 0, 3, 0]);
    expect(data[18]).toBeCloseTo(1.5, 15);
    expect(data[19]).toBeCloseTo(2, 15);
  });

  test.each(["plane", "curve"] as const)(
    "the embedding of a %s keeps distances and depends on the seed",
    (shape) => {
      const distances = (set: { data: Float64Array; n: number; d: number }) =>
        Array.from({ length: set.n }, (_, i) =>
          Math.hypot(...Array.from({ length: set.d }, (_value, j) => set.data[i * set.d + j] - set.data[j])),
        );
      const small = highDimension({ modes: 9, d: 4, shape });
      const large = highDimension({ modes: 9, d: 128, shape, seed: 5 });
      for (const [i, distance] of distances(small).entries())
        expect(distances(large)[i]).toBeCloseTo(distance, 10);
      expect(highDimension({ modes: 9, d: 128, shape, seed: 5 }).data).toEqual(large.data);
      expect(highDimension({ modes: 9, d: 128, shape, seed: 6 }).data).not.toEqual(large.data);
    },
  );

  test("parameters are read from the name", async () => {
    expect(await readMatrix("synthetic:high-dimension:modes=8,d=16,shape=curve,seed=3")).toMatchObject({
      rows: 8,
      columns: 16,
      data: highDimension({ modes: 8, d: 16, shape: "curve", seed: 3 }).data,
    });
    expect(() => highDimension({ d: 3, shape: "curve" })).toThrow("d: expected an integer from 4");
  });
});
