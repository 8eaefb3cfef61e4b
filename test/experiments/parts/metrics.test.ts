import { afterAll, describe, expect, it } from "vitest";
import { present } from "../../../src/arrays/present.ts";
import { createDensity } from "../../../src/density/empirical-density.ts";
import {
  measuredFigures,
  measuredMetrics,
  metricsFigure,
  responsibilitiesFigure,
} from "../../../src/experiments/parts/metrics.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import { measureSets } from "../../../src/metrics/measure-sets.ts";
import { createRng } from "../../../src/random/rng.ts";
import { intervalText, numberText } from "../../../src/text/numbers.ts";

const kernels = await createKernels({ threads: 2 });
afterAll(() => kernels.close());

describe("metrics of several sets side by side", () => {
  const draw = (name: string, count: number) =>
    createRng(2)
      .split(name)
      .normals(2 * count);
  const density = createDensity(kernels, { data: draw("train", 80), n: 80, d: 2 });
  const options = { analysisTime: 0.1, times: [0.05, 0.2], space: "data space", rng: createRng(0) };
  const sets = [
    { name: "early", samples: draw("early", 30) },
    { name: "late", samples: density.data.slice(0, 50) },
  ];

  it("have a column each in the table, a line each in the curves, and an entry each in the numbers", async () => {
    const entries = await measureSets(density, sets, { ...options, heldOut: draw("held", 40) });
    const { columns, rows, title } = metricsFigure(entries);
    expect(title).toBe("Metrics of the samples in data space");
    expect(columns.map((column) => column.title)).toEqual([
      "metric",
      "early",
      "late",
      "real points",
      "how to read it",
    ]);
    for (const { cells } of rows) expect(cells.length).toBe(columns.length);
    expect(rows[0].cells[2]).toEqual({ text: "100.0 %", small: expect.stringContaining("–100.0 %") });
    const figure = present(responsibilitiesFigure(entries, 0.1));
    expect(figure.panels[0].series.map(({ name, x }) => [name, ...x])).toEqual([
      ["early", 0.05, 0.1, 0.2],
      ["late", 0.05, 0.1, 0.2],
    ]);
    const lines = measuredMetrics(entries);
    expect([...new Set(lines.map(({ entry }) => entry))]).toEqual(["early", "late", "held-out"]);
    const named = present(lines.find(({ name, entry }) => name === "coverage" && entry === "late"));
    expect(measuredFigures(entries[1])["coverage"]).toBe(named.value);
  });

  it("are the same for one set alone, without a column of real points", async () => {
    const both = await measureSets(density, sets, options);
    const [alone] = await measureSets(density, sets.slice(1), options);
    expect(alone).toEqual(both[1]);
    expect(metricsFigure(both).columns.map(({ title }) => title)).not.toContain("real points");
    const [once] = await measureSets(density, sets.slice(0, 1), { ...options, times: [] });
    expect(responsibilitiesFigure([once], 0.1)).toBeUndefined();
  });

  it("are written with units and signs that cannot be misread", () => {
    expect([numberText(0.1234, true), numberText(-1234.5)]).toEqual(["12.3 %", "−1230"]);
    expect(intervalText({ low: 0.1, high: 0.25 }, true)).toBe("10.0–25.0 %");
    expect(intervalText({ low: -0.5, high: 0.25 })).toBe("−0.5 to 0.25");
    expect(intervalText({ low: 0.5, high: 2 })).toBe("0.5–2");
  });
});
