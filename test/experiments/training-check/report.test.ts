import { beforeAll, describe, expect, it } from "vitest";
import { MEMORISED } from "../../../src/diagnosis/classes.ts";
import type { TableFigure } from "../../../src/figure/figure.ts";
import { runPreset } from "../../support/run-preset.ts";

const COUNT = 50;

describe("the report of training-check", () => {
  let result: Awaited<ReturnType<typeof runPreset>>;
  beforeAll(async () => {
    result = await runPreset("training-check", (config) => {
      config["features"] = { p: 40, harmonics: 3 };
      config["time"] = { horizon: 5, min: 0.01, rule: "graded" };
      config["sampling"] = { ...config["sampling"], count: COUNT, steps: 40 };
      (config as Record<string, unknown>)["tau"] = [5, 20];
    });
  });

  it("has the shares of the classes of both ways at every training time in its metrics", () => {
    const { metrics, arrays } = result;
    for (const tau of [5, 20])
      for (const [way, name] of [
        ["closed", "closed form"],
        ["descent", "gradient descent"],
      ]) {
        const labels = arrays[`tau-${tau}-${way}`]["class"].data;
        const memorised = [...labels].filter((label) => label === MEMORISED).length / COUNT;
        const lines = metrics.filter((line) => line.entry === `τ = ${tau}, ${name}`);
        expect(lines.find((line) => line.name === "memorised")?.value).toBe(memorised);
      }
  });

  it("measures both ways at the last training time side by side, and has a card of every sample", () => {
    const { arrays, figures, tables } = result;
    const table = figures.find(({ id }) => id === "metrics") as TableFigure;
    const titles = table.columns.map(({ title }) => title);
    expect(titles).toEqual(["metric", "τ = 20, closed form", "τ = 20, gradient descent", "how to read it"]);
    expect(arrays["cards"]["sample"].shape).toEqual([COUNT]);
    expect([...arrays["cards"]["class"].data]).toEqual([...arrays["tau-20-descent"]["class"].data]);
    expect(tables).toEqual(["cards"]);
  });

  it("judges what needs no trajectories, and says why no more", () => {
    const { falsification, notes } = result.summary;
    expect(Object.keys(falsification)).toEqual(["F4", "F5"]);
    expect(notes.filter((note) => note.includes("F1–F3 are for runs that follow trajectories"))).toHaveLength(
      1,
    );
  });
});
