import { describe, expect, test } from "vitest";
import { present } from "../../../src/arrays/present.ts";
import { resolveRun } from "../../../src/cli/run-config.ts";
import { OFF_RIDGE } from "../../../src/diagnosis/classes.ts";
import {
  controlsAtRest,
  controlsName,
  controlValues,
  modelName,
  type PointControlConfig,
} from "../../../src/experiments/control/settings.ts";
import { findPreset } from "../../../src/experiments/presets.ts";
import type { ExperimentContext, ExperimentResult, PartCache } from "../../../src/experiments/result.ts";
import { createKernels } from "../../../src/kernels/create-kernels.ts";
import { createRng } from "../../../src/random/rng.ts";

/** A small network, hardly trained. */
function tiny(change: (config: PointControlConfig) => void = () => {}): PointControlConfig {
  const config = structuredClone(present(findPreset("control")).config) as unknown as PointControlConfig;
  config.network.hidden = [32, 32];
  config.training = {
    ...config.training,
    steps: 80,
    batch: 64,
    ema: "none",
    rate: 3e-3,
    checkpoints: { first: 80, count: 1 },
    directional: { normal: 1, tangent: 1, times_per_batch: 4 },
  };
  config.knobs = {
    normal_weight: [],
    tangent_weight: [],
    normal_guidance: [],
    tangent_guidance: [],
  };
  config.time = { horizon: 5, min: 0.01 };
  config.sampling = { ...config.sampling, count: 100, steps: 60 };
  config.measure = { every: 20, resamples: 100 };
  change(config);
  return config;
}

async function run(config: PointControlConfig, cache?: PartCache, threads = 1): Promise<ExperimentResult> {
  const kernels = await createKernels({ threads });
  const context: ExperimentContext = {
    kernels,
    rng: createRng(config.seed),
    progress: () => {},
    ...(cache && { cache }),
  };
  try {
    return await present(findPreset("control")).run(config, context);
  } finally {
    kernels.close();
  }
}

function memory(): PartCache & { readonly made: string[] } {
  const parts = new Map<string, unknown>();
  const made: string[] = [];
  return {
    made,
    get: async (key) => parts.get(key),
    put: async (key, value) => {
      made.push(key);
      parts.set(key, value);
    },
  };
}

const entry = ({ summary }: ExperimentResult, name: string) =>
  present(present(summary.entries).find((one) => one.name === name));

describe("control", () => {
  test("guidance: γ_N = 1 brings samples of an undertrained network to the ridge, γ_T = 1 onto training points", async () => {
    const result = await run(
      tiny(({ knobs }) => {
        knobs.normal_guidance = [0, 1];
        knobs.tangent_guidance = [0, 1];
      }),
    );
    const { C3, C4 } = result.summary.falsification;
    expect(C3).toMatchObject({ holds: true });
    expect(C3.value).toBeLessThan(-0.5);
    expect(C4.value).toBeGreaterThan(0);
    const [rest, normal] = [entry(result, "at rest"), entry(result, "γ_N = 1")];
    expect(present(rest.classes).off_ridge.value).toBeGreaterThan(0.5);
    expect(present(normal.classes).off_ridge.value).toBeLessThan(0.1);
    expect(present(normal.figures)["normal_error"]).toBeLessThan(1e-10);
    expect(present(normal.figures)["tangent_error"]).toBeGreaterThan(1e-4);
  });

  test("guidance by both strengths 1 is the exact score, which memorises", async () => {
    const result = await run(
      tiny(({ knobs, guidance, time }) => {
        time.min = 1e-3;
        guidance.normal = 1;
        knobs.tangent_guidance = [1];
      }),
    );
    const exact = entry(result, "γ_T = 1");
    expect(present(exact.classes).memorised.value).toBeGreaterThan(0.95);
    expect(present(exact.figures)["tangent_error"]).toBeLessThan(1e-20);
    expect(present(entry(result, "at rest").classes).memorised.value).toBeLessThan(0.9);
  });

  test("models at rest have metrics and cards, which say the same of their samples as the classes do", async () => {
    const result = await run(tiny(({ sampling }) => (sampling.count = 30)));
    const { memorised, off_ridge } = present(result.summary.classes);
    const copies = result.metrics.find(
      (line) => line.name === "memorised_fraction" && line.entry === "at rest",
    );
    expect(present(copies).value).toBe(memorised.value);
    const { class: labels, sample, ridge_distance } = result.arrays["cards"];
    expect([...sample.data]).toEqual(Array.from({ length: 30 }, (_, q) => q));
    expect([...labels.data].filter((label) => label === OFF_RIDGE).length / 30).toBe(off_ridge.value);
    const kept = result.arrays["model-0-weights-1-1-guidance-0-0"];
    expect(ridge_distance.data).toEqual(kept["ridge_distance"].data);
    expect(result.tables).toEqual(["cards"]);
    expect(result.figures.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["classes", "metrics", "sample-cards"]),
    );
  });

  test("a run has all that a report needs, and goes on from finished parts to the same numbers", async () => {
    const config = tiny(({ knobs, sampling }) => {
      knobs.normal_weight = [4];
      knobs.tangent_weight = [0.25];
      sampling.count = 40;
    });
    config.training.steps = 20;
    config.training.checkpoints = { first: 10, count: 2 };
    config.replicates = 2;
    const cache = memory();
    const [first, again] = [await run(config, cache), await run(config, cache, 2)];
    expect(again).toEqual(first);
    // 2 replicates × 3 weights × 2 steps, each trained and sampled, and the quality of 3 settings, all once
    expect(cache.made.length).toBe(27);
    expect(new Set(cache.made).size).toBe(27);
    expect(Object.keys(first.summary.falsification)).toEqual(["F1", "F2", "F3", "C1", "C2"]);
    expect(present(first.summary.entries).map(({ name }) => name)).toEqual(
      [1, 2].flatMap((r) => ["at rest", "ω_N = 4", "ω_T = 0.25"].map((name) => `${name}, training ${r}`)),
    );
    for (const { classes } of present(first.summary.entries))
      expect(
        present(classes).memorised.value +
          present(classes).inter_mode.value +
          present(classes).off_ridge.value,
      ).toBeCloseTo(1);
    expect(first.figures[0].id).toBe("control");
    expect([...first.arrays["sweeps"]["normal_weight_values"].data]).toEqual([1, 4]);
    expect(first.metrics.filter(({ name }) => name === "change_of_median_distance").length).toBe(4);
    expect(first.summary.notes.join("\n")).toContain(
      "Intervals of classes are Wilson's, of the ridge distance |δ| by bootstrap over samples; those of metrics are of their own kinds (docs/metrics.md), distances of distributions with Student's. Changes are resampled in pairs, over training runs and samples (100 resamples).",
    );
    const curve = (name: string) => [...first.arrays["sweeps"][`normal_weight_${name}`].data];
    // Wilson's, of two trainings with 40 samples each.
    const [n, z] = [80, 1.959964];
    curve("off_ridge").forEach((share, i) => {
      const half = (z / (n + z * z)) * Math.sqrt(n * share * (1 - share) + (z * z) / 4);
      expect(curve("off_ridge_high")[i]).toBeCloseTo((n * share + (z * z) / 2) / (n + z * z) + half, 5);
    });
    // Student's is symmetric about the square of the distance; a bootstrap of percentiles is not.
    const at = (name: string) =>
      present(first.metrics.find((line) => line.name === name && line.entry === "normal_weight = 4")).value;
    const [low, value, high] = ["_low", "", "_high"].map((end) => at(`sliced_wasserstein${end}`) ** 2);
    expect(high - value).toBeCloseTo(value - low, 10);
    const covered = first.metrics.filter(({ name }) => name === "coverage").map(({ entry: at }) => at);
    expect(covered).toContain("normal_weight = 4");
    expect(covered).toContain("tangent_weight = 0.25");
  });
});

describe("settings of control", () => {
  test("name the value at fault", () => {
    const { check } = present(findPreset("control"));
    const wrong = (change: (config: PointControlConfig) => void) => () => check(tiny(change), "control");
    expect(wrong(({ knobs }) => (knobs.normal_weight = [-1]))).toThrow(
      /^control: knobs.normal_weight.0: expected .*, got -1$/,
    );
    expect(wrong((config) => (config.replicates = 0))).toThrow(/^control: replicates: expected .*, got 0$/);
    expect(wrong((config) => ((config as { dataset: string }).dataset = "mnist"))).toThrow(
      /^control: dataset: expected .*, got "mnist"$/,
    );
    expect(() => check(null, "control")).toThrow("control");
  });

  test("start from a data set and a scale, whichever is named first", async () => {
    const config = async (...settings: string[]) =>
      (await resolveRun({ experiment: "control", settings })).config;
    expect(await config()).toMatchObject({ dataset: "points", scale: "quick", replicates: 1 });
    expect(await config("scale=paper")).toMatchObject({ dataset: "points", replicates: 3 });
    for (const settings of [
      ["dataset=mnist-latent", "scale=paper"],
      ["scale=paper", "dataset=mnist-latent"],
    ])
      expect(await config(...settings)).toMatchObject({
        data: { set: "mnist" },
        scale: "paper",
        replicates: 3,
      });
    expect(await config("dataset=mnist-latent")).toMatchObject({
      vae: { hidden: [400, 200] },
      scale: "quick",
    });
    await expect(config("dataset=cifar")).rejects.toThrow(
      '--set dataset: expected points or mnist-latent, got "cifar"',
    );
  });

  test("of replicates: each model's name says which training it is of", () => {
    const config = tiny();
    const controls = { ...controlsAtRest(config), tangent_weight: 4 };
    expect(modelName({ controls, replicate: 0 }, config)).toBe("ω_T = 4");
    config.replicates = 2;
    expect(modelName({ controls, replicate: 1 }, config)).toBe("ω_T = 4, training 2");
  });

  test("have the value at rest among those of each knob, and names that say what is turned", () => {
    const config = tiny(({ knobs }) => (knobs.tangent_guidance = [1, -0.5, 1]));
    expect(controlValues(config, "tangent_guidance")).toEqual([-0.5, 0, 1]);
    expect(controlValues(config, "normal_weight")).toEqual([1]);
    const rest = controlsAtRest(config);
    expect(controlsName(rest, rest)).toBe("at rest");
    expect(controlsName({ ...rest, normal_weight: 4, tangent_guidance: -0.5 }, rest)).toBe(
      "ω_N = 4, γ_T = -0.5",
    );
  });
});
