import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { present } from "../../../src/arrays/present.ts";
import { readMatrix } from "../../../src/data/read-matrix.ts";
import { MODEL_ANALYSIS } from "../../../src/experiments/analysis/preset.ts";
import type { ModelAnalysisConfig } from "../../../src/experiments/analysis/settings.ts";
import type { ExperimentContext, ExperimentResult } from "../../../src/experiments/result.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import { declareModel } from "../../../src/networks/external/index.ts";
import { createRng } from "../../../src/random/rng.ts";
import { npy, temporaryFolder, writeBytes } from "../../data/build.ts";
import { FILES, NETWORKS, POINTS } from "../../networks/external/fixtures.ts";

const folder = temporaryFolder();
let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 1 });
});
afterAll(() => kernels.close());

type Fixture = Pick<(typeof FILES)[number], "file" | "data" | "truth">;

function analyze(
  { file, data, truth }: Fixture,
  change: Partial<ModelAnalysisConfig> = {},
): Promise<ExperimentResult> {
  const defaults = MODEL_ANALYSIS.config as unknown as ModelAnalysisConfig;
  const config: ModelAnalysisConfig = {
    ...defaults,
    data: { train: data, held_out: "none", scale: [1, 0], held_out_scale: [], latent: "none" },
    ridge: { dim: 1, analysis_time: "auto" },
    model: declareModel(`${NETWORKS}${file}`, truth),
    sampling: { ...defaults.sampling, count: 60, steps: 60 },
    ...change,
  };
  const context: ExperimentContext = { kernels, rng: createRng(0), progress: () => {} };
  return MODEL_ANALYSIS.run(config, context);
}

describe("the analysis of a model", () => {
  it.each(FILES)("takes $file from noise to classes, with its dynamics and tests", async (fixture) => {
    const { summary, arrays, figures, metrics } = await analyze(fixture);
    expect(Object.keys(summary.falsification)).toEqual(["F1", "F2"]);
    const { memorised, inter_mode, off_ridge } = present(summary.classes);
    // So few points cannot tell what is on the ridge.
    const few = (await readMatrix(fixture.data)).rows < 20;
    expect(summary.ridge.threshold_source === "undecided").toBe(few);
    const others = inter_mode.value + off_ridge.value;
    if (few) expect(others).toBeNaN();
    else expect(others).toBeCloseTo(1 - memorised.value, 12);
    expect(present(summary.figures)["self_check_error"]).toBeLessThan(0.15);
    expect(present(summary.figures)["reached"]).toBeGreaterThan(0.9);
    expect(present(summary.figures)["diverged"]).toBe(0);
    // The prediction from the measured error is that of theory, up to the coarseness of sixty steps.
    const { final_ridge_distance: measured, predicted_ridge_distance: predicted } = present(summary.figures);
    expect(Math.abs(Math.log(predicted / measured))).toBeLessThan(Math.log(2));
    expect(arrays["dynamics"]["x"].shape[0]).toBe(60);
    expect(arrays["samples"]["samples"].shape[0]).toBe(60);
    expect(figures.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["classes", "reach", "align", "errors", "slide", "slide-exponent"]),
    );
    expect(metrics.some(({ name, time }) => name === "normal_error" && time !== undefined)).toBe(true);
  });

  it("gives samples near the data for a model that was trained well", async () => {
    const { arrays, summary } = await analyze(FILES[6]);
    const samples = arrays["samples"]["samples"].data;
    const [x, y] = [0, 1].map((j) => samples.filter((_, i) => i % 2 === j));
    const gaps = x.map((value, q) => Math.abs(y[q] - 2 * Math.sin((Math.PI * value) / 3)));
    expect([...gaps].sort((a, b) => a - b)[30]).toBeLessThan(0.3);
    expect(present(summary.figures)["median_nearest_distance"]).toBeLessThan(0.5);
  });

  it("works in latents of the data, where the model stays in their columns, and says so", async () => {
    const image = present(FILES.find(({ file }) => file === "noise-image.onnx"));
    const { summary, arrays } = await analyze(image, {
      data: { train: image.data, held_out: "none", scale: [1, 0], held_out_scale: [], latent: "pca:3" },
    });
    expect(arrays["dynamics"]["x"].shape).toEqual([60, 3]);
    expect(summary.ridge.space).toBe("pca:3 latents (not data space)");
    const notes = summary.notes.join(" ");
    expect(notes).toContain("What it sees is 2 x − 1 of the data's x.");
    expect(notes).toContain("states and predictions are projected");
    expect(notes).toContain("The slide exponent needs a model in the space of the ridge");
  });

  it("gives classes and residuals only above 256 dimensions, from a model of any width", async () => {
    const numbers = [...createRng(1).normals(200 * 300)];
    const data = writeBytes(folder, "wide.npy", npy(numbers.slice(0, 199 * 300), [199, 300]));
    const truth = { prediction: "x0", schedule: "edm" } as const;
    const sampling = {
      ...(MODEL_ANALYSIS.config as unknown as ModelAnalysisConfig).sampling,
      count: 8,
      steps: 400,
    };
    const { summary, arrays } = await analyze({ file: "x0-edm-gaussian.onnx", data, truth }, { sampling });
    expect(summary.falsification).toEqual({});
    expect(summary.notes.join(" ")).toContain("No dynamics were followed");
    expect(arrays["dynamics"]).toBeUndefined();
    // x_0 = x / (1 + σ²) turns noise into standard normal samples.
    const { data: samples, shape } = arrays["samples"]["samples"];
    expect(shape).toEqual([8, 300]);
    const variance = Array.from(samples, (value) => (value * value) / samples.length).reduce(
      (sum, part) => sum + part,
    );
    expect(Math.abs(variance - 1)).toBeLessThan(0.15);
  });

  it("does not depend on the number of threads", async () => {
    const one = await analyze(FILES[0]);
    const more = await createKernels({ threads: 3 });
    const before = kernels;
    kernels = more;
    const three = await analyze(FILES[0]).finally(() => {
      kernels = before;
      more.close();
    });
    expect(three.arrays).toEqual(one.arrays);
    expect(three.summary).toEqual(one.summary);
  });

  it.each<[string, string, RegExp]>([
    [
      "NaN",
      "bad-nan.onnx",
      /bad-nan\.onnx: expected finite predictions for noised data, got NaN or infinity$/,
    ],
    [
      "nonsense",
      "bad-nonsense.onnx",
      /bad-nonsense\.onnx: expected a model of the data: .* got relative error \d/,
    ],
    [
      "one column",
      "bad-narrow.onnx",
      /expected output out to have the shape of x \(256, 2\), got \(256, 1\)$/,
    ],
  ])("refuses a model that answers with %s", async (_what, file, message) => {
    await expect(
      analyze({ file, data: POINTS, truth: { prediction: "noise", schedule: "ou" } }),
    ).rejects.toThrow(message);
  });
});
