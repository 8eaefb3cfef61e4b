import { describe, expect, it } from "vitest";
import type { MergeTree, Training } from "../../src/compute/protocol.ts";
import { makeAxis } from "../../src/instruments/axis.ts";
import {
  type ChartSpec,
  chartColumns,
  chartModel,
  chartSummary,
  isEmpty,
  nearestRow,
  stepAlong,
} from "../../src/instruments/chart-model.ts";
import { edgeName, layoutGraph } from "../../src/instruments/graph-layout.ts";
import { countByClass } from "../../src/instruments/histogram.ts";
import { chainOrder, layoutTree, treeSegments } from "../../src/instruments/merge-layout.ts";
import {
  classesSpec,
  distanceSpec,
  errorSpec,
  spectrumSpec,
  splitSpectrum,
  trainingSpec,
  tubeSpec,
} from "../../src/instruments/specs.ts";
import { graphColumns, histogramColumns, treeColumns } from "../../src/instruments/tables.ts";
import { present } from "../../src/present.ts";
import { landscape, measures } from "../scene/scene-fixture.ts";

const training: Training = {
  eigenvalues: Float64Array.of(10, 1, 0.1, 1e-16),
  cut: 1e-12,
  taus: Float64Array.of(0.1, 1, 10, Infinity),
  normal: Float64Array.of(1, 0.5, 0.2, 0.1),
  tangent: Float64Array.of(1, 0.8, NaN, 0.3),
  normalArchitecture: new Float64Array(4).fill(0.1),
  tangentArchitecture: new Float64Array(4).fill(0),
  loss: Float64Array.of(1, 1, 1, 1),
  memorised: Float64Array.of(0, 0.1, 0.2, NaN),
  interMode: Float64Array.of(0, 0.2, 0.3, NaN),
  offRidge: Float64Array.of(1, 0.7, 0.5, NaN),
};

describe("axes", () => {
  it("have a place for infinite training time a decade beyond the last", () => {
    const axis = makeAxis([training.taus], { kind: "log-infinite" });
    expect([axis.low, axis.high]).toEqual([-1, 2]);
    expect(axis.place(Infinity)).toBe(2);
    expect(axis.value(1.9)).toBe(Infinity);
    expect(axis.value(1.2)).toBeCloseTo(10);
    expect(axis.value(0.5)).toBeCloseTo(10 ** 0.5);
    expect(axis.ticks(5).map(({ label }) => label)).toEqual(["0.1", "1", "10", "∞"]);
  });

  it("have finer ticks where there are fewer than two decades", () => {
    const axis = makeAxis([Float64Array.of(0.3, 0.8)], { kind: "log" });
    expect(axis.ticks(4).map(({ label }) => label)).toEqual(["0.5"]);
    const wide = makeAxis([Float64Array.of(1e-8, 1)], { kind: "log" });
    expect(wide.ticks(4).map(({ label }) => label)).toEqual(["10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1"]);
  });

  it("bear values that cannot be placed", () => {
    const log = makeAxis([Float64Array.of(NaN, -1, 0, Infinity)], { kind: "log" });
    expect(Number.isFinite(log.low) && log.high > log.low).toBe(true);
    expect(log.place(-1)).toBeNaN();
    const linear = makeAxis([Float64Array.of(NaN, Infinity)], { kind: "linear" });
    expect([linear.low, linear.high]).toEqual([0, 1]);
    expect(linear.place(Infinity)).toBeNaN();
  });
});

describe("charts", () => {
  it("run along x whatever the order of the rows, with gaps where there is no value", () => {
    const model = chartModel(distanceSpec(measures));
    expect(model.positions).toEqual([-2, 0]);
    expect(model.columns[0].map((at) => 10 ** present(at))).toEqual([
      expect.closeTo(0.1),
      expect.closeTo(0.5),
    ]);
    expect(model.columns[1][1]).toBeNull();
    expect(nearestRow(model, 0.02)).toBe(1);
  });

  it("of all that is measured hold no NaN and no infinity", () => {
    const specs: ChartSpec[] = [
      distanceSpec(measures),
      tubeSpec(measures),
      errorSpec(measures),
      trainingSpec(training),
      classesSpec(training),
      spectrumSpec(training, 0.3),
      spectrumSpec(training, Infinity),
    ];
    for (const spec of specs) {
      const model = chartModel(spec);
      const numbers = [...model.positions, ...model.columns.flat().filter((at) => at !== null)];
      expect(numbers.every(Number.isFinite)).toBe(true);
      expect(Number.isFinite(model.y.low + model.y.high)).toBe(true);
      expect(chartSummary(spec)).not.toMatch(/NaN|Infinity|undefined/);
      expect(chartColumns(spec)).toHaveLength(spec.lines.length + 1);
    }
  });

  it("know when they are empty", () => {
    const none = new Float64Array(2).fill(NaN);
    expect(isEmpty(chartModel(tubeSpec({ ...measures, insideTube: none })))).toBe(true);
    expect(isEmpty(chartModel(tubeSpec(measures)))).toBe(false);
  });

  it("step along their rows and stop at their ends", () => {
    const spec = trainingSpec(training);
    const model = chartModel(spec);
    expect(stepAlong(model, spec.x.values, { from: 1, by: 1 })).toBe(10);
    expect(stepAlong(model, spec.x.values, { from: 10, by: 1 })).toBe(Infinity);
    expect(stepAlong(model, spec.x.values, { from: Infinity, by: 9 })).toBe(Infinity);
  });

  it("stack classes and tell each share by itself", () => {
    const [off, between, memorised] = classesSpec(training).lines;
    expect(off.values[1]).toBeCloseTo(1);
    expect(between.values[1]).toBeCloseTo(0.3);
    expect(memorised.values[1]).toBeCloseTo(0.1);
    expect(present(off.told)[1]).toBe(0.7);
  });
});

describe("the spectrum", () => {
  it("is split at 1/(2τ), null directions apart", () => {
    expect(splitSpectrum(training, 1)).toEqual({ learned: 2, open: 1, none: 1, threshold: 0.5 });
    expect(splitSpectrum(training, Infinity)).toEqual({ learned: 3, open: 0, none: 1, threshold: 0 });
  });
});

describe("the histogram", () => {
  it("counts by class and says what is left out", () => {
    const values = Float64Array.of(0, 1, 1, 2, NaN, -Infinity);
    const counted = countByClass(values, Uint8Array.of(0, 1, 2, 2, 0, 0), { bins: 2, picked: new Set([3]) });
    expect([...counted.counts]).toEqual([1, 0, 0, 0, 1, 2]);
    expect([...counted.picked]).toEqual([0, 1]);
    expect([counted.left, counted.most, counted.low, counted.high]).toEqual([2, 3, 0, 2]);
  });

  it("is drawn of equal values and of none", () => {
    const equal = countByClass(Float64Array.of(3, 3), Uint8Array.of(0, 0), { bins: 4, picked: new Set() });
    expect(equal.most).toBe(2);
    const none = countByClass(new Float64Array(0), new Uint8Array(0), { bins: 4, picked: new Set() });
    expect([none.most, none.low, none.high]).toEqual([0, 0, 1]);
  });
});

describe("the merge tree", () => {
  const tree: MergeTree = {
    times: Float64Array.of(0.01, 0.1, 1),
    points: [Float64Array.of(0, 0, 4, 0, 1, 0), Float64Array.of(0.5, 0, 4, 0), Float64Array.of(2, 0)],
    parents: [new Int32Array(0), Int32Array.of(0, 1, 0), Int32Array.of(0, -1)],
  };

  it("keeps leaves that are near each other together", () => {
    expect(chainOrder(tree.points[0])).toEqual([0, 2, 1]);
    expect(chainOrder(new Float64Array(0))).toEqual([]);
  });

  it("puts a mode in the middle of those that flow to it", () => {
    const { heights, counts } = layoutTree(tree);
    expect(counts).toEqual([3, 2, 1]);
    expect([...heights[0]]).toEqual([0, 1, 0.5]);
    expect([...heights[1]]).toEqual([0.25, 1]);
    expect([...heights[2]]).toEqual([0.25]);
  });

  it("ends a line where a mode flows nowhere", () => {
    expect(treeSegments(layoutTree(tree), tree.parents)).toHaveLength(8 * (3 + 1));
    expect(treeSegments(layoutTree({ times: tree.times, points: [], parents: [] }), [])).toEqual([]);
  });
});

describe("the ridge graph", () => {
  it("keeps modes inside the map and names edges by their modes", () => {
    const { nodes, edges } = layoutGraph(landscape, { width: 200, height: 100 });
    for (const { x, y } of nodes) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(200);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(100);
    }
    expect(edges[0].path.startsWith("M")).toBe(true);
    expect(edgeName([0, 3])).toBe("1 – 4");
    expect(edgeName([-1, 3])).toBe("no mode – 4");
  });
});

describe("tables", () => {
  it("have as many rows in each column", () => {
    for (const columns of [
      histogramColumns(measures),
      graphColumns(landscape),
      treeColumns({ times: Float64Array.of(1), points: [Float64Array.of(0, 0)], parents: [] }),
    ]) {
      expect(new Set(columns.map(({ values }) => values.length)).size).toBe(1);
    }
  });
});
