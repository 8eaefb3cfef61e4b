/** The paper's results as CLAIMS.md states them, at the presets' own sizes where two cores allow. */

import { describe, expect, it } from "vitest";
import { lastOf, present } from "../../src/arrays/present.ts";
import type { ExperimentResult } from "../../src/experiments/result.ts";
import { runPreset } from "../support/run-preset.ts";

const entry = ({ summary }: ExperimentResult, name: string) =>
  present(present(summary.entries).find((one) => one.name === name));

/** Predicted over measured RMS distance for all t < 0.1. */
function ratios(result: ExperimentResult, name: string): number[] {
  const of = (metric: string) =>
    result.metrics
      .filter((line) => line.entry === name && line.name === metric && present(line.time) < 0.1)
      .map((line) => line.value);
  const measured = of("measured_distance");
  return of("predicted_distance").map((value, i) => value / measured[i]);
}

const settings = (stochasticity: number) => (config: Record<string, Record<string, unknown>>) => {
  (config as Record<string, unknown>)["tau"] = [300, 1000, 5000];
  config["loss"]["weights"] = ["h2"];
  config["sampling"]["stochasticity"] = stochasticity;
  config["sampling"]["count"] = 1000;
};

describe("networks", () => {
  it("thirteen-points: from off the ridge to copies, the distance following the normal error (F3)", async () => {
    const { summary } = await runPreset(
      "thirteen-points",
      (config) => {
        config["training"] = { ...config["training"], steps: 4000, checkpoints: { first: 100, count: 6 } };
        config["sampling"] = { ...config["sampling"], count: 400, steps: 300 };
      },
      { model: "mlp" },
    );
    const { F3 } = summary.falsification;
    expect(F3.value).toBeGreaterThan(0.9);
    expect(F3.holds).toBe(true);
    const [first, last] = [present(summary.entries)[0], lastOf(present(summary.entries))];
    expect(present(first.classes).off_ridge.value).toBeGreaterThan(0.5);
    expect(present(last.classes).memorised.value).toBeGreaterThan(0.5);
    const between = present(summary.entries).map(({ classes }) => present(classes).inter_mode.value);
    expect(Math.max(...between)).toBeGreaterThan(between[0] + 0.1);
    expect(Math.max(...between)).toBeGreaterThan(lastOf(between));
  });

  it("mnist-latent, quick: samples with a larger normal error lie further from the ridge (F2)", async () => {
    const { summary, metrics } = await runPreset("mnist-latent", () => {}, { scale: "quick" });
    const last = present(present(summary.entries).at(-2));
    const at = (name: string) =>
      present(metrics.find((line) => line.entry === last.name && line.name === name)).value;
    expect(at("F2")).toBeGreaterThan(0.3);
    expect(at("F2_p")).toBeLessThan(0.01);
    expect(summary.falsification["F3"].value).toBeGreaterThan(0.9);
    const onRidge = present(summary.entries)
      .slice(0, -1)
      .map(({ classes }) => 1 - present(classes).off_ridge.value);
    expect(lastOf(onRidge)).toBeGreaterThan(onRidge[0] + 0.1);
    expect(present(lastOf(present(summary.entries)).classes).off_ridge.value).toBeLessThan(0.1);
  });
});

describe("two-modes at p = 2000", () => {
  it("predicts the distance to the ridge at η = 0 within 2 % for all t < 0.1", async () => {
    const result = await runPreset("two-modes", settings(0));
    for (const tau of [300, 1000, 5000]) {
      const found = ratios(result, `λ = h², τ = ${tau}`);
      expect(found.length).toBeGreaterThan(50);
      for (const ratio of found) expect(Math.abs(ratio - 1)).toBeLessThan(0.02);
    }
  });

  it("predicts it at η = 1 within 15 %", async () => {
    const result = await runPreset("two-modes", settings(1));
    for (const tau of [300, 1000, 5000]) {
      for (const ratio of ratios(result, `λ = h², τ = ${tau}`))
        expect(Math.abs(ratio - 1)).toBeLessThan(0.15);
    }
  });

  it("has no normal error but a tangent one at τ = ∞ under each weight, with samples between the modes", async () => {
    const result = await runPreset("two-modes", (config) => {
      (config as Record<string, unknown>)["tau"] = ["inf"];
      config["sampling"] = { ...config["sampling"], count: 400, steps: 400 };
    });
    for (const weight of ["1", "h", "h²"]) {
      const { figures, classes } = entry(result, `λ = ${weight}, τ = ∞`);
      expect(present(figures)["normal_error"]).toBeLessThan(1e-9);
      expect(present(figures)["tangent_error"]).toBeGreaterThan(0.1);
      expect(present(classes).off_ridge.value).toBeLessThan(0.02);
    }
  });
});

describe("mnist-reference", () => {
  it("tells its four generators apart", async () => {
    const result = await runPreset("mnist-reference", (config) => {
      config["sampling"]["count"] = 200;
      config["analysis"]["times"] = [0.1, 0.5];
    });
    expect(present(entry(result, "exact score").classes).memorised.value).toBeGreaterThan(0.95);
    const heldOut = present(entry(result, "held-out digits").figures)["on_ridge"];
    expect(heldOut).toBeGreaterThan(0.9);
    expect(heldOut).toBeLessThan(0.97);
    expect(present(entry(result, "Gaussian fit").classes).off_ridge.value).toBeGreaterThan(0.8);
    const inflated = present(entry(result, "inflated bandwidth").figures)["on_ridge"];
    expect(inflated).toBeLessThan(present(entry(result, "exact score").figures)["on_ridge"]);
    expect(inflated).toBeGreaterThan(present(entry(result, "Gaussian fit").figures)["on_ridge"]);
  });
});

describe("training-check", () => {
  it("agrees with the closed form to 1 % in A and in the class fractions within their intervals", async () => {
    const { summary } = await runPreset("training-check", (config) => {
      (config as Record<string, unknown>)["tau"] = [25, 100];
      config["sampling"] = { ...config["sampling"], count: 400, steps: 300 };
    });
    expect(present(summary.figures)["largest_relative_weight_error"]).toBeLessThan(0.01);
    expect(present(summary.figures)["class_fractions_agree"]).toBe(1);
  });
});
