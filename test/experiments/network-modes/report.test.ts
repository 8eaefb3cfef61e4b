import { beforeAll, describe, expect, it } from "vitest";
import { lastOf, present } from "../../../src/arrays/present.ts";
import { MEMORISED } from "../../../src/diagnosis/classes.ts";
import type { TableFigure } from "../../../src/figure/figure.ts";
import { runPreset } from "../../support/run-preset.ts";

const COUNT = 40;

describe("the report of a network on a small set", () => {
  let result: Awaited<ReturnType<typeof runPreset>>;
  beforeAll(async () => {
    const small = (config: Record<string, Record<string, unknown>>) => {
      config["network"]["hidden"] = [16];
      config["training"] = {
        ...config["training"],
        steps: 60,
        batch: 64,
        checkpoints: { first: 5, count: 6 },
      };
      config["sampling"] = { ...config["sampling"], count: COUNT, steps: 20 };
      config["study"] = { ...config["study"], error_draws: 10, error_levels: 3, snapshots: [1, 0.001] };
    };
    result = await runPreset("thirteen-points", small, { model: "mlp" });
  });

  it("measures at most four of its checkpoints side by side, the first and the last among them", () => {
    const names = present(result.summary.entries).map(({ name }) => name);
    expect(names).toHaveLength(6);
    const table = result.figures.find(({ id }) => id === "metrics") as TableFigure;
    const shown = table.columns.map(({ title }) => title).slice(1, -1);
    expect(shown).toHaveLength(4);
    expect([shown[0], shown[3]]).toEqual([names[0], names[5]]);
    expect(names.filter((name) => shown.includes(name))).toEqual(shown);
  });

  it("has cards of the samples of the last checkpoint", () => {
    const { arrays, summary } = result;
    const last = arrays[present(lastOf(present(summary.entries)).arrays)];
    expect(arrays["cards"]["sample"].shape).toEqual([COUNT]);
    expect([...arrays["cards"]["class"].data]).toEqual([...last["class"].data]);
    const { data, shape } = arrays["cards"]["nearest"];
    const nearest = Array.from({ length: COUNT }, (_, q) => data[q * shape[1]]);
    expect(nearest).toEqual([...last["nearest"].data]);
  });

  it("has the share of memorised samples of every checkpoint in its metrics", () => {
    for (const { name, arrays } of present(result.summary.entries)) {
      const labels = result.arrays[present(arrays)]["class"].data;
      const share = labels.filter((label) => label === MEMORISED).length / COUNT;
      const lines = result.metrics.filter((line) => line.entry === name && line.name === "memorised");
      expect(lines.map(({ value }) => value)).toEqual([share]);
    }
  });

  it("shows what it did before the metrics, under the same titles as other reports", () => {
    const titles = new Set(result.figures.map((figure) => present(figure.section)));
    expect([...titles]).toEqual([
      "Training",
      "Where samples end",
      "Generation",
      "Score error",
      "Metrics",
      "Sample cards",
      "Between modes",
      "Topology",
    ]);
  });
});
