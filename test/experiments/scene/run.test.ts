import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { present } from "../../../src/arrays/present.ts";
import { MEMORISED } from "../../../src/diagnosis/classes.ts";
import { findPreset } from "../../../src/experiments/presets.ts";
import type { ExperimentResult } from "../../../src/experiments/result.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import type { Kernels } from "../../../src/kernels/kernels.ts";
import { createRng } from "../../../src/random/rng.ts";
import { measurePaths } from "../../../src/scene/measures.ts";
import { SCENE_MODELS } from "../../../src/scene/model-entries.ts";
import { generatePaths } from "../../../src/scene/paths.ts";
import { createScene } from "../../../src/scene/scene.ts";
import { type SceneConfig, sceneDefaults } from "../../../src/scene/settings.ts";
import { modelOf, tinyConfig } from "../../scene/scenes.ts";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels({ threads: 2 });
});
afterAll(() => kernels.close());

const preset = present(findPreset("stage"));

function run(config: SceneConfig, on: Kernels = kernels): Promise<ExperimentResult> {
  return preset.run({ ...config }, { kernels: on, rng: createRng(0), progress: () => {} });
}

/** All numbers of a result, so that two can be compared. */
function numbers({ arrays, metrics, summary }: ExperimentResult): unknown {
  const plain = Object.entries(arrays).map(([file, inside]) => [
    file,
    Object.entries(inside).map(([key, { data, shape }]) => [key, [...shape], [...data]]),
  ]);
  return { plain, metrics, summary };
}

/** What is kept of metrics, cards and segments between the two modes. */
const DETAILS = ["metrics", "cards", "card-modes", "segments"];

describe("the preset stage", () => {
  it("has the lab's own start as its settings, which pass its check", () => {
    expect(preset.config).toEqual(sceneDefaults());
    expect(preset.check(preset.config, "stage")).toEqual(preset.config);
    expect(preset.check(tinyConfig({ tau: "inf" }), "stage")).toMatchObject({ tau: "inf" });
  });

  it.each<[(config: Record<string, Record<string, unknown>>) => void, RegExp]>([
    [(c) => (c["features"]["p"] = 0), /^stage: features\.p: expected .*, got 0$/],
    [(c) => (c["features"]["q"] = 1), /^stage: expected only known settings in features, got q$/],
    [(c) => (c["data"]["points"] = [[1, 2, 3]]), /^stage: data\.points\.0: expected/],
    [(c) => (c["data"]["points"] = [[1, "2"]]), /^stage: data\.points\.0\.1: expected .*got "2"$/],
    [(c) => (c["ridge"]["dim"] = 2), /^stage: ridge\.dim: expected .*, got 2$/],
    [
      (c) => (c["sampling"]["stochasticity"] = 1.5),
      /^stage: sampling\.stochasticity: expected .*, got 1\.5$/,
    ],
    [(c) => (c["network"]["rate"] = 0), /^stage: network\.rate: expected .*, got 0$/],
    [
      (c) => Object.assign(c, { tau: "never" }),
      /^stage: tau: expected a number at least 0, or inf, got "never"$/,
    ],
    [(c) => Object.assign(c, { tau: -1 }), /^stage: tau: expected a number at least 0, or inf, got -1$/],
    [(c) => Object.assign(c, { model: "own" }), /^stage: model: expected .*got "own"$/],
    [(c) => delete c["time"], /^stage: time: expected/],
  ])("refuses a wrong setting in one line: %s", (change, message) => {
    const wrong = structuredClone(preset.config) as Record<string, Record<string, unknown>>;
    change(wrong);
    expect(() => preset.check(wrong, "stage")).toThrow(message);
  });

  it("refuses what only the scene knows to be wrong, in one line too", async () => {
    const refusal = (patch: Parameters<typeof tinyConfig>[0]) => expect(run(tinyConfig(patch))).rejects;
    await refusal({ data: { set: "custom", points: [] } }).toThrow(
      /^data\.points: expected at least one point, got none$/,
    );
    await refusal({ data: { set: "nowhere" } }).toThrow(/^synthetic: expected one of .*, got "nowhere"$/);
    await refusal({ time: { horizon: 1, min: 2 } }).toThrow(/^horizon: expected .*, got 1$/);
    await refusal({ data: { set: "two-modes" }, model: "neighbours", neighbours: { count: 3 } }).toThrow(
      /^neighbours: expected an integer from 1 to 2, got 3$/,
    );
  });

  it.each(SCENE_MODELS)("runs %s, and its figures are those that the lab measures", async (model) => {
    const data = { set: "two-modes" };
    const config = tinyConfig({ model, data, perturbed: { normal: 0.1, tangent: 0.2 } });
    const { summary, metrics, arrays, figures } = await run(config);
    const scene = createScene(kernels, config);
    const used = await modelOf(scene);
    const measured = await measurePaths(scene, used, await generatePaths(scene, used));
    await used.close?.();
    expect(summary.figures).toMatchObject(measured.figures);
    const extra = Object.keys(present(summary.figures)).filter((name) => !(name in measured.figures));
    const isTrained = model === "random-features";
    expect(extra).toEqual(isTrained ? ["integrated_normal_error", "integrated_tangent_error", "loss"] : []);
    expect(new Set(Object.keys(arrays))).toEqual(
      new Set([
        "data",
        "samples",
        ...(isTrained ? ["spectrum"] : []),
        ...(arrays["slide-places"] ? ["slide-places"] : []),
        ...DETAILS,
      ]),
    );
    expect(arrays["samples"]["class"].data).toEqual(measured.classes.labels);
    // five looks are too few for F1 to say anything
    expect(Object.keys(summary.falsification)).toEqual(["F2", "F4", "F5"]);
    expect(summary.title).toMatch(/^two-modes: ./);
    for (const name of ["reach", "align", "errors", "classes", "strip"])
      expect(figures.map(({ id }) => id)).toContain(name);
    expect(metrics.filter(({ name, time }) => name === "inside_tube" && time !== undefined)).toHaveLength(5);
  });

  it.each(SCENE_MODELS)("gives the same numbers of %s on 1 and 2 threads", async (model) => {
    const config = tinyConfig({
      model,
      data: {
        set: "custom",
        points: [
          [0, 0],
          [1, 0.5],
          [-1, 2],
        ],
      },
    });
    const single = await createKernels({ threads: 1 });
    expect(numbers(await run(config, single))).toEqual(numbers(await run(config)));
    single.close();
  });

  it("measures its samples and lays out a card for each", async () => {
    const { arrays, metrics, summary, figures } = await run(
      tinyConfig({ model: "inflated", inflated: { bandwidth: 0.6 } }),
    );
    const { data } = arrays["samples"]["class"];
    const share = [...data].filter((label) => label === MEMORISED).length / 20;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1);
    expect(summary.classes?.memorised.value).toBe(share);
    expect(metrics).toContainEqual({ name: "memorised", value: share });
    const { shape } = arrays["cards"]["class"];
    expect([shape, [...arrays["cards"]["class"].data]]).toEqual([[20], [...data]]);
    expect(arrays["metrics"]["max_responsibility"].shape).toEqual([20]);
    const measured = metrics.find(({ name }) => name === "memorised_fraction");
    expect(measured).toMatchObject({ value: share, entry: "inflated bandwidth 0.6" });
    const titles = new Set(figures.map(({ section }) => section));
    expect([...titles]).toEqual([
      "Generation",
      "Slide",
      "Where samples end",
      "Metrics",
      "Sample cards",
      "Between modes",
      "Topology",
    ]);
  });

  it("marks speciation and collapse of ±3 where they are, in numbers and across reach and align", async () => {
    const { metrics, figures } = await run(
      tinyConfig({ model: "exact", data: { set: "two-modes", points: [] } }),
    );
    const value = (name: string) => metrics.find((line) => line.name === name)?.value;
    expect(value("speciation_time_spectral")).toBeCloseTo(0.5 * Math.log(10), 9);
    expect(value("speciation_time_ridge")).toBeCloseTo(0.5 * Math.log(10), 3);
    expect(value("collapse_time")).toBeCloseTo(0.5 * Math.log(1 + 18 / Math.log(2)), 6);
    const labels = figures.flatMap((figure) =>
      figure.kind === "lines" && (figure.id === "reach" || figure.id === "align")
        ? figure.panels.map(({ rules = [] }) =>
            rules.filter(({ axis }) => axis === "x").map(({ label }) => label),
          )
        : [],
    );
    const marks = ["speciation (spectral, ridge)", "collapse"];
    // one panel of reach, two of align
    expect(labels).toEqual([marks, marks, marks]);
  });

  it("predicts where along the ridge samples end, and says where nothing is predicted", async () => {
    const config = (model: SceneConfig["model"]) =>
      tinyConfig({ model, data: { set: "two-modes", points: [] }, perturbed: { normal: 0, tangent: 0.6 } });
    const { metrics, figures, arrays } = await run(config("perturbed"));
    const value = (name: string) => metrics.find((line) => line.name === name)?.value ?? NaN;
    const { sample, measured_position: measured, predicted_position_driven: driven } = arrays["slide-places"];
    expect(sample.data.length).toBeGreaterThan(2);
    const errors = Array.from(driven.data, (place, r) => Math.abs(Number(place) - Number(measured.data[r])));
    expect(value("slide_within_tenth_driven")).toBe(
      errors.filter((error) => error <= 0.1).length / errors.length,
    );
    expect(value("slide_position_error_exact")).toBeGreaterThan(value("slide_position_error_driven"));
    for (const name of ["slide-prediction", "slide-shares", "slide-places"])
      expect(figures.map(({ id }) => id)).toContain(name);
    const none = await run(tinyConfig({ model: "exact", data: { set: "custom", points: [[1, 1]] } }));
    expect(none.summary.notes.join()).toContain("Slide is not predicted");
    expect(none.figures.map(({ id }) => id)).not.toContain("slide-prediction");
  });

  it("of one training point has no metrics, and says why", async () => {
    const { arrays, metrics, summary } = await run(
      tinyConfig({ model: "exact", data: { set: "custom", points: [[1, 1]] } }),
    );
    expect(Object.keys(arrays)).not.toContain("metrics");
    expect(summary.notes.join()).toContain("there is neither speciation nor collapse");
    expect(metrics.map(({ name }) => name)).not.toContain("collapse_time");
    expect(summary.notes.at(-1)).toMatch(/at least two training points/);
  });

  it("takes finished parts from where they are kept, with the same numbers", async () => {
    const kept = new Map<string, unknown>();
    const asked: string[] = [];
    const cache = {
      get: async (key: string) => {
        asked.push(key);
        return kept.get(key);
      },
      put: async (key: string, value: unknown) => {
        kept.set(key, structuredClone(value));
      },
    };
    const go = () =>
      preset.run({ ...tinyConfig() }, { kernels, rng: createRng(0), progress: () => {}, cache });
    const first = numbers(await go());
    expect([...kept.keys()]).toEqual(["features", "paths", "known", "regimes", "slides"]);
    expect(numbers(await go())).toEqual(first);
    expect(asked).toEqual([...kept.keys(), ...kept.keys()]);
  });
});
