import { npzBytes, readArraysBytes } from "ridgescope/data/browser";
import { describe, expect, test } from "vitest";
import type { Training } from "../../src/compute/protocol.ts";
import { particlesCsv, type Shown, shownArrays } from "../../src/export/tables.ts";
import { present } from "../../src/present.ts";
import { measures, onePath } from "../scene/scene-fixture.ts";

const nothing: Shown = { training: Float64Array.of(1, 2, 3, 4), paths: null, measures: null, curves: null };
const taus = Float64Array.of(1, Infinity);
const curves: Training = {
  taus,
  normal: taus,
  tangent: taus,
  normalArchitecture: taus,
  tangentArchitecture: taus,
  loss: taus,
  eigenvalues: Float64Array.of(3, 2, 1),
  cut: 0,
  memorised: taus,
  interMode: taus,
  offRidge: taus,
};

/** Rows of a CSV without quotes. */
const rowsOf = (csv: string) =>
  csv
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));

describe("particles as CSV", () => {
  test("are finished ones in data units, with what was measured of them", () => {
    const [head, ...rows] = rowsOf(particlesCsv({ ...nothing, paths: onePath, measures }));
    expect(head).toEqual(
      "x,y,class,ridge_distance,nearest,nearest_distance,nearest_ratio,reach_time,slide_exponent".split(","),
    );
    const factor = Math.exp(0.01);
    expect(rows).toEqual([
      ["0", String(factor), "memorised", "0.01", "0", "0.1", "0.1", "0.2", "1.5"],
      [String(factor), String(factor), "off-ridge", "0.02", "0", "0.5", "0.9", "0.1", "NaN"],
    ]);
    expect(rowsOf(particlesCsv({ ...nothing, paths: onePath })).map((row) => row.length)).toEqual([2, 2, 2]);
    expect(particlesCsv(nothing)).toBe("x,y\n");
  });
});

describe("arrays for npz", () => {
  test("have the shapes of what is shown, and only what is shown", () => {
    const shapes = (shown: Shown) =>
      Object.fromEntries(Object.entries(shownArrays(shown)).map(([key, { shape }]) => [key, [...shape]]));
    expect(shapes(nothing)).toEqual({ data: [2, 2] });
    expect(shapes({ ...nothing, paths: onePath })).toEqual({
      data: [2, 2],
      path_times: [3],
      paths: [3, 2, 2],
    });
    const all = shapes({ ...nothing, paths: onePath, measures, curves });
    expect(all).toMatchObject({
      times: [2],
      inside_tube: [2],
      distance_over_time: [2, 2],
      error_over_time: [2, 2],
      class: [2],
      nearest: [2],
      reach_time: [2],
      ridge_distance: [2],
      tau: [2],
      eigenvalues: [3],
      integrated_normal_error: [2],
      loss: [2],
    });
    expect(Object.keys(all)).toHaveLength(3 + 15 + 5);
  });

  test("are read back as they are", async () => {
    const shown: Shown = { ...nothing, paths: onePath, measures, curves };
    const arrays = shownArrays(shown);
    const found = await readArraysBytes("shown.npz", npzBytes(arrays));
    expect([...found.keys()]).toEqual(Object.keys(arrays));
    for (const [key, { data, shape }] of Object.entries(arrays)) {
      expect([...present(found.get(key)).shape]).toEqual([...shape]);
      expect([...present(found.get(key)).data]).toEqual([...data]);
    }
  });
});
