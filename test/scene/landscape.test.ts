import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { posterior } from "../../src/density/posterior.ts";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { landscapeAt, mergeBranches } from "../../src/scene/landscape.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import { type Patch, tinyScene } from "./scenes.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

const scene = (set: string, patch: Patch = {}) =>
  tinyScene(kernels, { data: { set }, model: "exact", ...patch });
const cloud = (count: number): Patch => ({
  data: { set: "custom", points: Array.from({ length: count }, (_, i) => [i % 30, Math.floor(i / 30)]) },
});

describe("the landscape", () => {
  it("has log p_t at the points of its grid, low along its border", async () => {
    const of = scene("thirteen-points");
    const { logDensity } = await landscapeAt(of, 0.05);
    const { box, columns, rows, values } = logDensity;
    expect([values.length, Math.max(columns, rows)]).toEqual([columns * rows, 144]);
    const places = [
      [0, 0],
      [columns - 1, rows - 1],
      [5, 7],
      [Math.floor(columns / 2), Math.floor(rows / 2)],
    ];
    const x = places.flatMap(([column, row]) => [
      box[0] + ((box[2] - box[0]) * column) / (columns - 1),
      box[1] + ((box[3] - box[1]) * row) / (rows - 1),
    ]);
    const { logDensity: expected } = await posterior(of.density, ouLevel(0.05), { x: Float64Array.from(x) });
    for (const [i, [column, row]] of places.entries())
      expect(values[row * columns + column]).toBe(expected[i]);
    const most = Math.max(...values);
    values.forEach((value, at) => {
      const isBorder =
        at < columns || at >= columns * (rows - 1) || at % columns === 0 || at % columns === columns - 1;
      if (isBorder) expect(most - value).toBeGreaterThan(60);
    });
  });

  it("of nine modes at small noise joins neighbours by twelve edges, through twelve saddles", async () => {
    const { modes, modeDensity, saddles, edges, hasGraph, ridges } = await landscapeAt(
      scene("nine-modes"),
      0.01,
      { graph: true },
    );
    expect([modes.length / 2, modeDensity.length, saddles.length / 2, edges.length]).toEqual([9, 9, 12, 12]);
    expect([hasGraph, ridges.length > 0]).toEqual([true, true]);
    const scale = Math.exp(-0.01);
    for (const { modes: ends, saddle, path, drop } of edges) {
      const [from, to] = ends.map((mode) => modes.subarray(2 * mode, 2 * mode + 2));
      expect(Math.hypot(from[0] - to[0], from[1] - to[1]) / scale).toBeCloseTo(1, 3);
      expect(saddles[2 * saddle]).toBeCloseTo((from[0] + to[0]) / 2, 3);
      expect(saddles[2 * saddle + 1]).toBeCloseTo((from[1] + to[1]) / 2, 3);
      expect([path.length % 2, path.length > 4, drop > 0]).toEqual([0, true, true]);
    }
  });

  it("of two modes has its ridge on the axis, and a saddle of the depth that two kernels make", async () => {
    const time = 0.4;
    const found = await landscapeAt(scene("two-modes"), time, { graph: true });
    for (const line of found.ridges)
      for (let i = 1; i < line.length; i += 2) expect(Math.abs(line[i])).toBeLessThan(1e-6);
    expect(Math.abs(found.saddles[0]) + Math.abs(found.saddles[1])).toBeLessThan(1e-6);
    // log p at the mode less log p at the saddle: two kernels a m from it
    const { scale, variance } = ouLevel(time);
    const logDensity = (x: number) =>
      Math.log(
        0.5 *
          (Math.exp(-((x - 3 * scale) ** 2) / (2 * variance)) +
            Math.exp(-((x + 3 * scale) ** 2) / (2 * variance))),
      );
    const mode = Math.abs(found.modes[0]);
    expect(mode).toBeCloseTo(3 * scale * Math.tanh((3 * scale * mode) / variance), 6);
    expect(found.edges.map(({ drop }) => drop)).toEqual([
      expect.closeTo(logDensity(mode) - logDensity(0), 6),
    ]);
    expect(found.tubeRadius).toBeCloseTo(3 * Math.sqrt(variance), 12);
  });

  it("says what is missing: ridges where k = 0, ridges and edges of too many points", async () => {
    const points = await landscapeAt(scene("two-modes", { ridge: { dim: 0 } }), 0.1, { graph: true });
    expect([points.ridges.length, points.modes.length, points.notes]).toEqual([
      0,
      4,
      ["k = 0: the ridge is the modes alone"],
    ]);
    const many = await landscapeAt(tinyScene(kernels, cloud(401)), 0.01, { graph: true });
    expect([many.ridges.length, many.edges.length, many.hasGraph]).toEqual([0, 0, false]);
    expect(many.notes).toEqual([
      "ridges are traced for up to 400 points; there are 401",
      "saddles are looked for among up to 64 points; there are 401",
    ]);
    expect(many.modes.length).toBe(2 * 401);
    const some = await landscapeAt(tinyScene(kernels, cloud(65)), 0.3);
    expect([some.hasGraph, some.notes.filter((note) => note.includes("points"))]).toEqual([false, []]);
  });

  it("of one point, and of points in one place, can be drawn", async () => {
    for (const points of [
      [[1, 2]],
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
    ]) {
      const of = tinyScene(kernels, { data: { set: "custom", points } });
      const { logDensity, modes, modeDensity } = await landscapeAt(of, 0.1, { graph: true });
      expect(logDensity.values.every(Number.isFinite)).toBe(true);
      expect([...modes]).toEqual([expect.closeTo(Math.exp(-0.1), 6), expect.closeTo(2 * Math.exp(-0.1), 6)]);
      expect(modeDensity[0]).toBeCloseTo(-Math.log(2 * Math.PI * ouLevel(0.1).variance), 9);
    }
  });
});

describe("the merge tree", () => {
  it.each([0.5, 3, 10])("joins modes at ±%f where h = a² m²", async (m) => {
    const points = [
      [-m, 0],
      [m, 0],
    ];
    const {
      times,
      points: modes,
      parents,
    } = await mergeBranches(tinyScene(kernels, { data: { set: "custom", points } }));
    expect([times[0], times.at(-1), parents[0].length]).toEqual([1e-3, expect.closeTo(5, 12), 0]);
    const merged = 0.5 * Math.log(1 + m * m);
    for (const [i, time] of times.entries())
      expect([time, modes[i].length / 2]).toEqual([time, time < merged ? 2 : 1]);
    const first = modes.findIndex((found) => found.length === 2);
    expect([...parents[first]]).toEqual([0, 0]);
    const before = [...parents[first - 1]].sort();
    expect(before).toEqual([0, 1]);
    // in data units modes start where the points are
    expect(Math.abs(modes[0][0])).toBeCloseTo(m, 2);
  });
});
