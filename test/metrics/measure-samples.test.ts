import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { createKernels } from "../../src/kernels/create-kernels.ts";
import { METRIC_DESCRIPTIONS, METRIC_NAMES } from "../../src/metrics/describe.ts";
import { type MeasureOptions, measureSamples } from "../../src/metrics/measure-samples.ts";
import { estimateQuantities } from "../../src/metrics/quantity.ts";
import { SAMPLE_METRICS } from "../../src/metrics/sample-metrics.ts";
import { bootstrapEstimate, mean } from "../../src/metrics/statistics.ts";
import { createRng } from "../../src/random/rng.ts";
import { ouLevel } from "../../src/schedule/noise-level.ts";
import * as naive from "./naive.ts";

const kernels = await createKernels({ threads: 2 });
const single = await createKernels({ threads: 1 });
afterAll(() => {
  kernels.close();
  single.close();
});

const d = 3;
const draw = (name: string, count: number) =>
  createRng(9)
    .split(name)
    .normals(count * d);
const train = draw("train", 130);
const test = draw("test", 60);
const generated = Float64Array.from([...train.subarray(0, 10 * d).map((v) => v + 1e-4), ...draw("new", 40)]);
const options: MeasureOptions = { rng: createRng(1), space: "data space", level: ouLevel(0.05) };

describe("measureSamples", () => {
  it("gives every metric with an interval that holds its value, described in words", async () => {
    const records = [generated, generated.map((value) => value + 0.1)];
    const found = await measureSamples({ kernels, d, train, test, generated }, { ...options, records });
    const plain = Object.keys(found.metrics).filter((name) => !name.endsWith("_strict"));
    expect(plain.sort()).toEqual(Object.keys(METRIC_DESCRIPTIONS).sort());
    for (const { value, low, high } of Object.values(found.metrics)) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
    expect(found.metrics["memorised_fraction"].heldOut).toBeLessThan(0.1);
    expect(found.metrics["trajectory_variance"].value).toBeCloseTo(0.0025, 12);
    const [x, q, p] = [naive.rows(train, d), naive.rows(generated, d), naive.rows(test, d)];
    const copied = naive.average(q.map((one) => Number(naive.nearestRatio(one, x) < 1 / 3)));
    expect(found.metrics["memorised_fraction"].value).toBeCloseTo(copied, 12);
    expect(copied).toBeGreaterThanOrEqual(0.2);
    expect(found.metrics["kid"].value).toBeCloseTo(naive.kid(x, q), 10);
    expect(found.metrics["energy_distance"].heldOut).toBeCloseTo(naive.energy(x, p), 10);
    expect(found.metrics["coverage"].value).toBeCloseTo(naive.balls(x, q, 5, false)["coverage"], 12);
    expect([found.space, found.neighbours, found.perSample["nearest_ratio"].length]).toEqual([
      "data space",
      5,
      50,
    ]);
  });

  it("has a name for one metric only, and its definition in the documentation", () => {
    const names: string[] = SAMPLE_METRICS.flatMap(({ words }) => Object.keys(words));
    expect(names.toSorted()).toEqual(METRIC_NAMES.toSorted());
    const page = readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8");
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it("gives the same for any number of threads", async () => {
    const one = await measureSamples({ kernels: single, d, train, test, generated }, options);
    expect(await measureSamples({ kernels, d, train, test, generated }, options)).toEqual(one);
  });

  it("leaves out what needs held-out points or more samples, and takes the smallest sets", async () => {
    const without = await measureSamples({ kernels, d, train, generated }, options);
    expect(without.metrics["data_copying"]).toBeUndefined();
    expect(without.metrics["kid"]).not.toHaveProperty("heldOut");
    const one = Float64Array.of(1, 2, 3);
    const least = await measureSamples(
      { kernels, d, train: train.slice(0, 2 * d), generated: one, test: one },
      { rng: createRng(0), space: "data space" },
    );
    expect(Object.keys(least.metrics).filter((name) => !name.endsWith("_strict"))).toEqual([
      "memorised_fraction",
      "nearest_ratio",
      "calibrated_distance",
      "authentic_fraction",
      "precision",
      "density",
      "coverage",
      "data_copying",
    ]);
    expect([least.neighbours, least.cells]).toEqual([1, 1]);
  });

  it("uses fewer cells where one would hold no held-out point", async () => {
    const far = train.map((value, i) => (i < 60 * d ? value : value + 50));
    const near = { kernels, d, train: far, generated: far, test };
    expect((await measureSamples(near, { ...options, cells: 3 })).cells).toBe(1);
  });

  it("takes cells that hold just the twenty samples that a cell should have", async () => {
    // Two clumps of 20 points in each of the sets, held-out ones farther from training points than samples.
    const clumps = (name: string, width: number) =>
      createRng(5)
        .split(name)
        .normals(80)
        .map((z, i) => width * z + (i % 2 === 0 && i >= 40 ? 50 : 0));
    const train = clumps("train", 1);
    const generated = train.map((value) => value + 1e-3);
    const found = await measureSamples(
      { kernels, d: 2, train, generated, test: clumps("test", 3) },
      { rng: createRng(0), space: "plane" },
    );
    expect(found.cells).toBe(2);
    // In each cell U = 0 of 20 · 20 pairs: (-200 + ½) / √(400 · 41 / 12).
    expect(found.metrics["data_copying"].value).toBeCloseTo(-199.5 / Math.sqrt((400 * 41) / 12), 10);
  });

  it("refuses sets that do not fit", async () => {
    const bad = (change: object) => measureSamples({ kernels, d, train, generated, ...change }, options);
    await expect(bad({ train: train.slice(0, d) })).rejects.toThrow(
      "train: expected at least 2 rows of 3 numbers, got 3 numbers",
    );
    await expect(bad({ generated: new Float64Array(0) })).rejects.toThrow(/^generated: expected at least 1/);
    await expect(bad({ test: new Float64Array(4) })).rejects.toThrow(/^test:/);
    await expect(bad({ generated: Float64Array.of(1, NaN, 2) })).rejects.toThrow(
      /^generated: expected finite/,
    );
  });
});

describe("estimateQuantities", () => {
  it("is the bootstrap of the mean, with draws shared and the interval of a constant share by Wilson", () => {
    const rows = draw("rows", 20);
    const found = estimateQuantities(
      [
        { name: "mean", over: "generated", rows },
        { name: "square", over: "generated", rows: rows.map((v) => v * v), finish: Math.sqrt },
        { name: "none", over: "train", rows: new Float64Array(50), share: true },
        { name: "flat", over: "train", rows: new Float64Array(50).fill(2) },
      ],
      createRng(3),
    );
    const rng = createRng(3).split("generated");
    expect(found["mean"]).toEqual(
      bootstrapEstimate(60, (at) => mean(Array.from(at, (i) => rows[i])), { rng }),
    );
    expect(found["square"].value).toBeCloseTo(Math.sqrt(mean(rows.map((v) => v * v))), 12);
    expect([found["none"].value, found["none"].low]).toEqual([0, 0]);
    expect(found["none"].high).toBeGreaterThan(0.05);
    expect(found["flat"]).toEqual({ value: 2, low: 2, high: 2 });
  });
});
