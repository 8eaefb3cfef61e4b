import { beforeAll, describe, expect, it } from "vitest";
import { present } from "../../../src/arrays/present.ts";
import { readMatrix } from "../../../src/data/read-matrix.ts";
import { findPreset } from "../../../src/experiments/presets.ts";
import type { ExperimentResult } from "../../../src/experiments/result.ts";
import { runPreset } from "../../support/run-preset.ts";

const COUNT = 30;

/** The test digits stand for both sets: there are fewer of them. */
let result: ExperimentResult;
beforeAll(async () => {
  result = await runPreset("mnist-reference", (config) => {
    config["data"] = { train: "mnist:test/1", held_out: "mnist:train/0", latent: "pca:5" };
    config["sampling"] = { ...config["sampling"], count: COUNT, steps: 30 };
    config["ridge"] = { ...config["ridge"], dim: 2 };
    config["analysis"] = { ...config["analysis"], times: [0.2], calibration: 200 };
  });
});

/** A metric at t_a, which has no time of its own. */
function metric(name: string, entry: string): number {
  const found = result.metrics.find(
    (line) => line.name === name && line.entry === entry && line.time === undefined,
  );
  return present(found).value;
}

describe("mnist-reference", () => {
  it("measures every generator, and digits outside the training set beside them", async () => {
    const entries = present(result.summary.entries);
    for (const name of ["exact score", "inflated bandwidth", "Gaussian fit"]) {
      const { memorised } = present(present(entries.find((entry) => entry.name === name)).classes);
      expect(metric("memorised_fraction", name)).toBe(memorised.value);
    }
    const held = present(entries.find(({ name }) => name === "held-out digits"));
    expect(metric("memorised_fraction", "held-out")).toBeCloseTo(present(held.classes).memorised.value, 12);
    expect(metric("authentic_fraction", "exact score")).toBeLessThan(0.5);
    // Zeros are not ones: nearly all of them are farther from every one than ones are from each other.
    expect(metric("authentic_fraction", "held-out")).toBeGreaterThan(0.9);
    const { rows } = await readMatrix("mnist:train/0");
    expect(result.arrays["samples-held-out-digits"]["samples"].shape).toEqual([rows, 5]);
  });

  it("has a card of every sample of the inflated generator, a few as pictures", () => {
    const { cards } = result.arrays;
    expect(cards["sample"].shape).toEqual([COUNT]);
    expect(cards["class"].data).toEqual(result.arrays["samples-inflated-bandwidth"]["class"].data);
    expect(result.tables).toEqual(["cards"]);
    const pictures = present(result.figures.find(({ id }) => id === "sample-cards"));
    if (pictures.kind !== "images") throw new TypeError(`expected images, got ${pictures.kind}`);
    const [item] = pictures.rows[0].items;
    expect([pictures.width, item.pixels.length, present(item.beside).length]).toEqual([28, 784, 784]);
    expect(item.pixels.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it("has its figures in sections, and the curves over t of every generator in its metrics", () => {
    const sections = [...new Set(result.figures.map(({ section }) => section))];
    expect(sections).toEqual([
      "Where samples end",
      "Metrics",
      "Sample cards",
      "Distance to the ridge",
      "Generation",
      "Slide",
      "Ridge dimension",
    ]);
    const curve = result.arrays["dynamics-gaussian-fit"]["inside_tube"].data;
    const lines = result.metrics.filter(
      ({ name, entry }) => name === "inside_tube" && entry === "Gaussian fit",
    );
    expect(lines.map(({ value }) => value)).toEqual([...curve]);
  });

  it("takes latents along principal components only", () => {
    const { config, check } = present(findPreset("mnist-reference"));
    const changed = { ...config, data: { ...(config["data"] as object), latent: "vae:4" } };
    expect(() => check(changed, "run")).toThrow('run: data.latent: expected pca:k, got "vae:4"');
  });
});
