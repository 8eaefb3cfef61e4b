import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { present } from "../../src/arrays/present.ts";
import { findPreset, PRESETS } from "../../src/experiments/presets.ts";
import type { ExperimentResult } from "../../src/experiments/result.ts";
import { settingPaths, withSettings } from "../../src/settings/paths.ts";
import { runPreset } from "../support/run-preset.ts";

const tiny = (config: Record<string, Record<string, unknown>>) => {
  config["features"] = { p: 48, harmonics: 3 };
  config["time"] = { horizon: 5, min: 0.01, rule: "graded" };
  config["sampling"] = { count: 60, steps: 60, stochasticity: 1, solver: "euler", grid: "exponential" };
};
const tinyFeatures = (config: Record<string, Record<string, unknown>>) => {
  tiny(config);
  (config as Record<string, unknown>)["tau"] = [10, "inf"];
  config["loss"] = { weights: ["h", "h2"], parameterization: "posterior-mean" };
  config["analysis"] = { every: 10, error_draws: 4, snapshots: [5, 0.5, 0.01] };
};

/** All numbers of a result, so that two can be compared. */
function numbers({ arrays, metrics, summary }: ExperimentResult): unknown {
  const plain = Object.entries(arrays).map(([file, inside]) => [
    file,
    Object.entries(inside).map(([key, { data, shape }]) => [key, [...shape], [...data]]),
  ]);
  return { plain, metrics, summary };
}

describe("presets", () => {
  it("all have complete settings that pass their own check", () => {
    for (const preset of PRESETS) expect(preset.check(preset.config, preset.name)).toEqual(preset.config);
  });

  it("refuse unknown and wrong settings in one line that names them", () => {
    const { config, check } = present(findPreset("two-modes"));
    const wrong = (change: (config: Record<string, Record<string, unknown>>) => void) => {
      const copy = structuredClone(config) as Record<string, Record<string, unknown>>;
      change(copy);
      return () => check(copy, "two-modes");
    };
    expect(wrong((c) => (c["features"]["p"] = 0))).toThrow(/^two-modes: features.p: expected .*, got 0$/);
    expect(wrong((c) => (c["features"]["q"] = 1))).toThrow(
      /^two-modes: expected only known settings in features, got q$/,
    );
    expect(wrong((c) => (c["loss"]["weights"] = ["h3"]))).toThrow(
      /^two-modes: loss.weights.0: expected .*got "h3"$/,
    );
    expect(wrong((c) => ((c as Record<string, unknown>)["tau"] = [-1]))).toThrow(
      /^two-modes: tau.0: expected/,
    );
  });

  it("take settings by path and refuse paths that do not exist", () => {
    const { config } = present(findPreset("two-modes"));
    const set = (text: string) => withSettings(config, [text], parse);
    expect(set("sampling.count=7")["sampling"]).toMatchObject({ count: 7 });
    expect(set("tau=[1,inf]")["tau"]).toEqual([1, "inf"]);
    expect(() => set("sampling.cuont=7")).toThrow(
      "--set: expected one of the settings experiment, model, seed, ",
    );
    expect(() => set("constructor.name=7")).toThrow("--set: expected one of the settings");
    expect(() => set("nothing")).toThrow("--set: expected path=value, got nothing");
    expect(settingPaths(config)).toContain("time.rule");
  });

  it("a random-feature run gives the same numbers on 1 and 3 threads, and everything a report needs", async () => {
    const one = await runPreset("two-modes", tinyFeatures, {}, 1);
    const three = await runPreset("two-modes", tinyFeatures, {}, 3);
    expect(numbers(three)).toEqual(numbers(one));
    expect(present(one.summary.entries).length).toBe(4);
    expect(Object.keys(one.summary.falsification)).toEqual(["F1", "F2", "F3", "F4", "F5"]);
    expect(one.figures.map((figure) => figure.id)).toEqual([
      "strip",
      "reach",
      "align",
      "attribution",
      "errors",
      "residual-absolute",
      "residual-cosine",
      "residual-distance",
      "slide-prediction",
      "slide-shares",
      "slide-places",
      "finals",
      "classes",
      "error-against-tau",
      "spectrum",
      "metrics",
      "sample-cards",
      "mode-segments",
      "ridge-graph",
      "merge-tree",
    ]);
    for (const entry of present(one.summary.entries)) {
      const { memorised, inter_mode, off_ridge } = present(entry.classes);
      expect(memorised.value + inter_mode.value + off_ridge.value).toBeCloseTo(1, 12);
    }
  });

  it("runs in high dimension, on a curve, with its plane of principal directions", async () => {
    const { summary, figures } = await runPreset("high-dimension", (config) => {
      tinyFeatures(config);
      config["data"]["set"] = "high-dimension:modes=8,d=16,shape=curve,seed=1";
    });
    expect(summary.ridge.dim).toBe(2);
    expect(figures.length).toBeGreaterThan(8);
  });

  it("gradient descent agrees with the closed form in a small training check", async () => {
    const { summary } = await runPreset("training-check", (config) => {
      tiny(config);
      (config as Record<string, unknown>)["tau"] = [10, 40];
    });
    expect(present(summary.figures)["largest_relative_weight_error"]).toBeLessThan(0.01);
    expect(present(summary.figures)["class_fractions_agree"]).toBe(1);
  });
});
