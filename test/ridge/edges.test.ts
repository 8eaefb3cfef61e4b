import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syntheticSet } from "../../src/data/synthetic.ts";
import { createDensity } from "../../src/density/empirical-density.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels, PointSet } from "../../src/kernels/kernels.ts";
import { ridgeGraph } from "../../src/ridge/graph.ts";
import { mergeTree } from "../../src/ridge/merge-tree.ts";
import { type NoiseLevel, ouLevel, veLevel } from "../../src/schedule/noise-level.ts";
import { fixtureMatrix } from "../support/arrays.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

/** log p and the mean shift m(x) - x by their definitions. */
function plainDensity({ data, n, d }: PointSet, { scale, variance }: NoiseLevel) {
  const exponents = (x: number[]) =>
    Array.from(
      { length: n },
      (_, i) => -x.reduce((sum, v, j) => sum + (v - scale * data[i * d + j]) ** 2, 0) / (2 * variance),
    );
  const sumExp = (values: number[]) => {
    const most = Math.max(...values);
    return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
  };
  return {
    logDensity: (x: number[]) =>
      sumExp(exponents(x)) - Math.log(n) - 0.5 * d * Math.log(2 * Math.PI * variance),
    shift(x: number[]) {
      const all = exponents(x);
      const total = sumExp(all);
      const weights = all.map((value) => Math.exp(value - total));
      return x.map((v, j) => weights.reduce((sum, w, i) => sum + w * scale * data[i * d + j], 0) - v);
    },
  };
}

/** Mean shift in steps of a fiftieth of the noise width at most. */
function plainAscent(shift: (x: number[]) => number[], start: number[], width: number): number[] {
  let x = start;
  for (let step = 0; step < 100_000; step++) {
    const move = shift(x);
    const length = Math.hypot(...move);
    if (length < 1e-9 * width) break;
    const share = Math.min(1, (0.02 * width) / length);
    x = x.map((v, j) => v + share * move[j]);
  }
  return x;
}

async function expectEdgesOf(points: PointSet, level: NoiseLevel) {
  const { d } = points;
  const graph = await ridgeGraph(createDensity(kernels, points), level);
  const { modes, saddles, edges } = graph;
  const width = Math.sqrt(level.variance);
  const plain = plainDensity(points, level);
  const row = (rows: Float64Array, i: number) => [...rows.subarray(i * d, (i + 1) * d)];
  expect(edges.length).toBe(saddles.count);
  for (const { modes: ends, saddle, drop, path } of edges) {
    const [at, along] = [row(saddles.points, saddle), row(saddles.direction, saddle)];
    const tops = [-1, 1].map((sign) =>
      plainAscent(
        plain.shift,
        at.map((v, j) => v + sign * 1e-3 * width * along[j]),
        width,
      ),
    );
    const indices = tops.map((top) =>
      Array.from({ length: modes.count }, (_, i) => i).findIndex(
        (i) => Math.hypot(...row(modes.points, i).map((v, j) => v - top[j])) < 1e-3 * width,
      ),
    );
    expect(Math.min(...indices)).toBeGreaterThanOrEqual(0);
    expect([...ends]).toEqual(indices.sort((a, b) => a - b));
    expect(drop).toBeCloseTo(Math.min(...tops.map(plain.logDensity)) - plain.logDensity(at), 8);
    expect(row(path.points, 0)).toEqual(row(modes.points, ends[0]));
    expect(row(path.points, path.logDensity.length - 1)).toEqual(row(modes.points, ends[1]));
    for (let i = 0; i < path.logDensity.length; i++)
      expect(path.logDensity[i]).toBeCloseTo(plain.logDensity(row(path.points, i)), 8);
  }
  return graph;
}

describe("edges of the ridge graph", () => {
  it("join the modes that plain mean shift finds on both sides of a saddle, in a square grid", async () => {
    const { edges } = await expectEdgesOf(syntheticSet("nine-modes"), ouLevel(0.05));
    expect(edges.length).toBe(12);
  });

  for (const [name, time] of [
    ["2d", 0.01],
    ["2d", 0.03],
    ["2d", 0.1],
    ["3d", 0.01],
    ["3d", 0.1],
  ] as const)
    it(`join the modes that plain mean shift finds, in ${name} at t = ${time}`, async () => {
      const { edges } = await expectEdgesOf(
        await fixtureMatrix(`reference/graph_${name}.npy`),
        ouLevel(time),
      );
      expect(edges.length).toBeGreaterThan(8);
    });

  it("join the modes of data with points that occur more than once", async () => {
    const { data, d } = await fixtureMatrix("reference/graph_2d.npy");
    const rows = Array.from({ length: 12 }, (_, i) => [...data.subarray(i * d, (i + 1) * d)]);
    const often = Float64Array.from(
      rows.flatMap((one, i) =>
        Array(1 + (i % 3))
          .fill(one)
          .flat(),
      ),
    );
    const { edges } = await expectEdgesOf({ data: often, n: often.length / d, d }, ouLevel(0.05));
    expect(edges.length).toBeGreaterThan(4);
  });

  it("end at the fourth mode of three points, in the middle, which no data point leads to", async () => {
    const data = Float64Array.from({ length: 6 }, (_, at) => {
      const angle = (Math.PI * (3 + 4 * (at >> 1))) / 6;
      return at % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    });
    const { modes, edges } = await expectEdgesOf({ data, n: 3, d: 2 }, veLevel(Math.sqrt(0.52)));
    expect(modes.count).toBe(4);
    expect([...modes.basin]).toEqual([1, 1, 1, 0]);
    expect(Math.hypot(modes.points[6], modes.points[7])).toBeLessThan(1e-7);
    // From the stationary points of the density along a median, on a grid of 40,001.
    expect(Math.hypot(modes.points[0], modes.points[1])).toBeCloseTo(0.640405, 4);
    expect(edges.map((edge) => edge.modes).sort()).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
  });
});

describe("mergeTree", () => {
  it("knows where every mode flows to", async () => {
    for (const name of ["2d", "3d"]) {
      const density = createDensity(kernels, await fixtureMatrix(`reference/graph_${name}.npy`));
      const times = Array.from({ length: 60 }, (_, i) => 0.005 * 1.1 ** i);
      for (const [i, { parent, points, count, time }] of (await mergeTree(density, times)).entries()) {
        expect([...parent].filter((mode) => !(mode >= 0 && mode < count))).toEqual([]);
        const { shift } = plainDensity(density, ouLevel(time));
        const scaled = [...points].map((value) => value * ouLevel(time).scale);
        for (let q = 0; q < count; q++)
          expect(Math.hypot(...shift(scaled.slice(q * density.d, (q + 1) * density.d)))).toBeLessThan(1e-7);
        expect(i === 0 || parent.length > 0).toBe(true);
      }
    }
  });
});
