import { describe, expect, test, vi } from "vitest";
import { present } from "../../src/arrays/present.ts";
import { choosePreset, defaultsOf, definePreset, type Preset } from "../../src/experiments/preset.ts";
import { findPreset, PRESETS } from "../../src/experiments/presets.ts";
import type { ExperimentContext, ExperimentResult } from "../../src/experiments/result.ts";
import { choice, constant, whole } from "../../src/settings/setting.ts";

const context = {} as ExperimentContext;
const result = {} as ExperimentResult;

function small(model: "a" | "b", variants?: Preset["variants"]): Preset {
  return definePreset({
    name: "small",
    summary: `the model ${model}`,
    settings: {
      experiment: constant("small", ""),
      model: constant(model, ""),
      scale: choice({ of: ["quick", "paper"], default: "quick" }, ""),
      count: whole(model === "a" ? 1 : 2, "", { min: 0 }),
    },
    ...(variants && { variants }),
    run: async (config) => config,
    report: () => result,
  });
}

const scales = {
  scale: {
    quick: (start: object) => ({ ...start, scale: "quick" }),
    paper: (start: object) => ({ ...start, scale: "paper", count: 100 }),
  },
};

describe("definePreset", () => {
  const parts = {
    name: "closing",
    summary: "",
    settings: { experiment: constant("closing", ""), count: whole(3, "", { min: 1 }) },
  };

  test("checks the settings, runs, reports what was measured and closes it", async () => {
    const run = vi.fn(async ({ count }: { count: number }) => ({ measured: 2 * count }));
    const report = vi.fn(() => result);
    const close = vi.fn(async () => {});
    const preset = definePreset({ ...parts, run, report, close });
    expect(await preset.run({ experiment: "closing", count: 4 }, context)).toBe(result);
    expect(report).toHaveBeenCalledWith({ measured: 8 }, context);
    expect(close).toHaveBeenCalledWith({ measured: 8 });
    await expect(preset.run({ experiment: "closing", count: 0 }, context)).rejects.toThrow(
      "closing: count: expected a whole number at least 1, got 0",
    );
    expect(run).toHaveBeenCalledTimes(1);
  });

  test("closes what was measured where the report fails, too", async () => {
    const close = vi.fn(async () => {});
    const report = () => {
      throw new Error("no figure");
    };
    const preset = definePreset({ ...parts, run: async () => 7, report, close });
    await expect(preset.run(preset.config, context)).rejects.toThrow("no figure");
    expect(close).toHaveBeenCalledWith(7);
  });
});

describe("choosePreset", () => {
  const preset = choosePreset("model", { a: small("a"), b: small("b", scales) });

  test("is the first preset, unless the settings name another", () => {
    expect(preset.config).toMatchObject({ model: "a", count: 1 });
    expect(preset.check({ ...preset.config, model: "a" }, "test")).toEqual(preset.config);
    const wrong = { experiment: "small", model: "b", scale: "quick", count: -1 };
    expect(() => preset.check(wrong, "test")).toThrow(
      "test: count: expected a whole number at least 0, got -1",
    );
    expect(() => preset.check({ ...wrong, model: "c", count: 1 }, "test")).toThrow(
      'test: model: expected a, got "c"',
    );
    const rows = (model: string) => preset.rowsOf?.({ model })["count"];
    expect([rows("a"), rows("b")]).toMatchObject([{ default: 1 }, { default: 2 }]);
  });

  test("has all combinations of its choices as defaults, each leaving what it does not know", () => {
    const shown = defaultsOf(preset).map(({ chosen, config }) => [chosen, config["count"]]);
    expect(shown).toEqual([
      [{ model: "a", scale: "quick" }, 1],
      [{ model: "a", scale: "paper" }, 1],
      [{ model: "b", scale: "quick" }, 2],
      [{ model: "b", scale: "paper" }, 100],
    ]);
  });
});

describe("defaultsOf", () => {
  test("has those that a preset starts with first, and only some that pass its own check", () => {
    for (const preset of PRESETS) {
      const [first, ...others] = defaultsOf(preset);
      expect(first.config, preset.name).toEqual(preset.config);
      for (const { config } of others) expect(preset.check(config, preset.name)).toEqual(config);
    }
  });

  test("has the network's settings of thirteen-points and high-dimension after their features'", () => {
    const models = (name: string) => defaultsOf(present(findPreset(name))).map(({ config }) => config);
    const shared = { network: { hidden: [256, 256, 256] }, study: { error_draws: 1000, denoise: false } };
    const [features, network, ...more] = models("thirteen-points");
    expect(more).toEqual([]);
    expect(features).toMatchObject({ model: "rfm", features: { p: 2000 } });
    expect(network).toMatchObject({ ...shared, model: "mlp", sampling: { count: 1000, steps: 500 } });
    expect(network).toMatchObject({ data: { set: "thirteen-points" }, ridge: { dim: 1 } });
    expect(models("high-dimension")[1]).toMatchObject({
      ...shared,
      sampling: { count: 500, steps: 500 },
      ridge: { dim: 2 },
    });
  });
});
