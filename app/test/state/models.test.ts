import { KNOWN_MODEL_ROWS, SCENE_SETTINGS } from "ridgescope/scene";
import { SCORE_MODELS, type ScoreModelEntry } from "ridgescope/score";
import { describe, expect, test } from "vitest";
import { MODEL_MEANINGS, MODEL_NAMES } from "../../src/panels/names.ts";
import { toConfig } from "../../src/state/config.ts";
import { readLink, writeLink } from "../../src/state/link.ts";
import {
  defaultState,
  LAB_MODELS,
  type LabState,
  MODELS,
  modelFields,
  SETTING_NAMES,
  TABLE,
} from "../../src/state/table.ts";

/** The group of a model in a scene's settings. */
function groupOf(state: LabState, model: string): unknown {
  return (toConfig(state) as unknown as Record<string, unknown>)[model];
}

describe("every known model", () => {
  test.each<ScoreModelEntry>([...SCORE_MODELS])("$name has a field for each of its settings", (entry) => {
    const { name, settings } = entry;
    const fields = modelFields(name as (typeof MODELS)[number]);
    expect(fields.map((field) => TABLE[field].path)).toEqual(
      Object.keys(settings).map((key) => `${name}.${key}`),
    );
    expect(fields.map((field) => TABLE[field].row)).toEqual(Object.values(settings));
  });

  test.each<ScoreModelEntry>([...SCORE_MODELS])(
    "$name goes into a link and comes back as settings",
    (entry) => {
      const { name, settings } = entry;
      const fields = modelFields(name as (typeof MODELS)[number]);
      const pick = (at: "min" | "max") =>
        Object.entries(settings).map(([key, { slider }]) => [key, slider.link?.[at] ?? slider[at]] as const);
      for (const at of ["min", "max"] as const) {
        const values = pick(at);
        const patch = Object.fromEntries(fields.map((field, i) => [field, values[i][1]]));
        const state = { ...defaultState(), model: name, ...patch } as LabState;
        expect(readLink(writeLink(state))).toEqual({ state, unread: [] });
        if (values.length > 0) expect(groupOf(state, name)).toEqual(Object.fromEntries(values));
        expect(toConfig(state).model).toBe(name);
      }
    },
  );

  test("has keys of links by its name and setting, but for those that are older", () => {
    const older: Readonly<Record<string, string>> = {
      "inflated.bandwidth": "bandwidth",
      "neighbours.count": "neighbours",
      "perturbed.normal": "normal",
      "perturbed.tangent": "tangent",
    };
    const keys = Object.entries(KNOWN_MODEL_ROWS).flatMap(([name, rows]) =>
      Object.keys(rows).map((setting) => `${name}.${setting}`),
    );
    const found = SCORE_MODELS.flatMap(({ name }) => modelFields(name).map((field) => TABLE[field].key));
    expect(found).toEqual(keys.map((key) => older[key] ?? key));
  });
});

describe("the menu of models", () => {
  test("names each once, and says what it does", () => {
    expect(MODEL_NAMES.map(([name]) => name).sort()).toEqual([...MODELS].sort());
    expect(MODEL_NAMES.slice(0, 2).map(([name]) => name)).toEqual(["random-features", "perturbed"]);
    for (const { name, meaning } of LAB_MODELS) expect(MODEL_MEANINGS[name]).toBe(meaning);
  });
});

/** All rows of settings by path. */
function rowsOf(
  rows: object,
  prefix = "",
): [string, { kind: string; slider?: object; box?: object; menu?: object }][] {
  return Object.entries(rows).flatMap(([name, row]) =>
    typeof row.kind === "string" ? [[`${prefix}${name}`, row]] : rowsOf(row, `${prefix}${name}.`),
  );
}

describe("fields of settings", () => {
  test("are there for every setting that has a control", () => {
    const paths = new Set<string>(SETTING_NAMES.map((name) => TABLE[name].path));
    const shown = rowsOf(SCENE_SETTINGS).filter(([, row]) => row.slider ?? row.box ?? row.menu);
    expect(shown.length).toBeGreaterThan(15);
    expect(shown.map(([path]) => path).filter((path) => !paths.has(path))).toEqual([]);
  });

  test("of numbers reach at least as far as their sliders, and hold their defaults", () => {
    for (const name of SETTING_NAMES) {
      const field = TABLE[name];
      expect([name, field.read(field.write(field.fallback as never))]).toEqual([name, field.fallback]);
      if (field.row.kind === "choice" || !("min" in field)) continue;
      const { slider } = field.row;
      if (slider)
        expect([name, field.min <= slider.min, field.max >= slider.max]).toEqual([name, true, true]);
    }
  });

  test("that are choices have a name for each in the menu", () => {
    for (const name of ["weight", "parameterization", "solver", "grid"] as const) {
      const { row, choices } = TABLE[name];
      expect(Object.keys(row.menu?.names ?? {})).toEqual([...choices]);
    }
  });

  test("keep the keys and bounds under which links were made", () => {
    const bounds = (
      name: "p" | "tau" | "width" | "count" | "timeMin" | "bandwidth" | "neighbours" | "dim",
    ) => {
      const { key, min, max } = TABLE[name];
      return [key, min, max];
    };
    expect(bounds("p")).toEqual(["p", 1, 2000]);
    expect(bounds("tau")).toEqual(["tau", 0, 1e9]);
    expect(bounds("width")).toEqual(["width", 4, 512]);
    expect(bounds("count")).toEqual(["n", 1, 20_000]);
    expect(bounds("timeMin")).toEqual(["tmin", 1e-6, 0.05]);
    expect(bounds("bandwidth")).toEqual(["bandwidth", 0.01, 5]);
    expect(bounds("neighbours")).toEqual(["neighbours", 1, 50]);
    expect(bounds("dim")).toEqual(["k", 0, 1]);
    const link =
      "model=perturbed&bandwidth=0.3&neighbours=4&normal=0.5&tangent=-1&p=64&K=3&weight=h2&param=score&tau=inf" +
      "&width=32&depth=2&train=500&rate=0.01&T=4&tmin=0.01&n=200&steps=60&eta=0.5&solver=heun&grid=karras&seed=7&k=0";
    const { state, unread } = readLink(link);
    expect(unread).toEqual([]);
    expect(writeLink(state)).toBe(link);
    expect(toConfig(state)).toMatchObject({
      experiment: "stage",
      seed: 7,
      data: { set: "thirteen-points", points: [] },
      model: "perturbed",
      inflated: { bandwidth: 0.3 },
      neighbours: { count: 4 },
      perturbed: { normal: 0.5, tangent: -1 },
      features: { p: 64, harmonics: 3 },
      loss: { weight: "h2", parameterization: "score" },
      tau: "inf",
      network: { width: 32, layers: 2, steps: 500, batch: 256, rate: 0.01 },
      time: { horizon: 4, min: 0.01 },
      sampling: { count: 200, steps: 60, stochasticity: 0.5, solver: "heun", grid: "karras" },
      ridge: { dim: 0, analysis_time: "auto" },
      analysis: { every: 5 },
    });
  });
});
