import fc from "fast-check";
import { SCENE_SETTINGS, sceneDefaults } from "ridgescope/scene";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { schemaOf } from "../../../src/settings/check.ts";
import { isDefault, toConfig, toYaml } from "../../src/state/config.ts";
import type { NumberField } from "../../src/state/fields.ts";
import { defaultState, FIELD_NAMES, type LabState, MODELS, TABLE } from "../../src/state/table.ts";

const schema = schemaOf(SCENE_SETTINGS);

const custom = (patch: Partial<LabState> = {}): LabState => ({
  ...defaultState(),
  set: "custom",
  points: [1, 2, -3.25, 1e-7],
  tau: Infinity,
  ...patch,
});

describe("settings of the state", () => {
  test("of a bare address are those that the preset starts with", () => {
    expect(toConfig(defaultState())).toEqual(sceneDefaults());
    expect([isDefault(defaultState()), isDefault(custom())]).toEqual([true, false]);
    expect(isDefault({ ...defaultState(), theme: "dark", progress: 0 })).toBe(true);
  });

  test.each(MODELS)("with the model %s pass the preset's check", (model) => {
    for (const state of [{ ...defaultState(), model }, custom({ model })]) {
      const config = toConfig(state);
      expect(schema.parse(config)).toEqual(config);
    }
    expect(toConfig(custom({ model })).data.points).toEqual([
      [1, 2],
      [-3.25, 1e-7],
    ]);
    expect(toConfig(custom()).tau).toBe("inf");
  });

  test("pass it at both ends of every number, and with every choice", () => {
    for (const name of FIELD_NAMES) {
      const field = TABLE[name] as Partial<NumberField> & { choices?: readonly string[] };
      const values: readonly unknown[] =
        field.min === undefined ? (name === "layers" ? [] : (field.choices ?? [])) : [field.min, field.max];
      for (const value of values) {
        const result = schema.safeParse(toConfig({ ...custom(), [name]: value } as LabState));
        expect([name, value, result.success]).toEqual([name, value, true]);
      }
    }
  });

  test("of a named set hold no points of another", () => {
    expect(toConfig(custom({ set: "two-modes" })).data).toEqual({ set: "two-modes", points: [] });
  });

  test("written as YAML are read back as they are", () => {
    for (const model of MODELS) {
      const config = toConfig(custom({ model }));
      expect(parse(toYaml(config))).toEqual(config);
    }
    expect(toYaml(toConfig(defaultState()))).toMatch(
      /^experiment: "stage"\nseed: 0\ndata:\n {2}set: "thirteen-points"\n/,
    );
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.string({ unit: "binary" }),
      fc.array(fc.array(fc.integer())),
    );
    const settings = fc.dictionary(
      fc.stringMatching(/^[a-z_]{1,8}$/),
      fc.oneof(value, fc.dictionary(fc.constantFrom("a", "b"), value, { minKeys: 1 })),
    );
    fc.assert(
      fc.property(settings, (given) => {
        const wanted = Object.fromEntries(
          Object.entries(given).filter(([key]) => !/^(null|true|false|yes|no|on|off|y|n)$/.test(key)),
        );
        expect(parse(toYaml(wanted)) ?? {}).toEqual(JSON.parse(JSON.stringify(wanted)));
      }),
    );
  });
});
