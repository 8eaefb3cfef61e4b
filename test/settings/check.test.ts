import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checkConfig, checkSchema, schemaOf } from "../../src/settings/check.ts";
import { configOf } from "../../src/settings/config.ts";
import { part } from "../../src/settings/setting.ts";
import { ROWS } from "./rows.ts";

/** The defaults with the setting at `path` changed. */
function changed(path: string, value: unknown): unknown {
  const config = configOf(ROWS) as Record<string, unknown>;
  const [first, second] = path.split(".");
  if (second === undefined) return { ...config, [first]: value };
  return { ...config, [first]: { ...(config[first] as object), [second]: value } };
}

describe("checkConfig", () => {
  test("lets every default through, unchanged", () => {
    expect(checkConfig(ROWS, configOf(ROWS), "test")).toEqual(configOf(ROWS));
  });

  test.each<[string, unknown]>([
    ["rate", 1],
    ["rate", 1e-300],
    ["width", 2],
    ["width", 510],
    ["time", "auto"],
    ["time", 1e-9],
    ["dim", 0],
    ["dim", "all"],
    ["solver", "heun"],
    ["denoise", false],
    ["latent", "pca:12"],
    ["title", "anything at all"],
    ["lists.tau", [0]],
    ["lists.tau", ["inf", 5]],
    ["lists.hidden", []],
    ["lists.range", [-1, 1]],
    ["lists.weights", ["1", "h", "1"]],
    ["lists.points", []],
  ])("lets %s = %j through", (path, value) => {
    const config = changed(path, value);
    expect(checkConfig(ROWS, config, "test")).toEqual(config);
  });

  test.each<[string, unknown, string]>([
    ["name", "other", 'name: expected all-kinds, got "other"'],
    ["rate", 0, "rate: expected a number above 0 and at most 1, got 0"],
    ["rate", 1.01, "rate: expected a number above 0 and at most 1, got 1.01"],
    ["rate", NaN, "rate: expected a number above 0 and at most 1, got NaN"],
    ["rate", Infinity, "rate: expected a number above 0 and at most 1, got Infinity"],
    ["rate", "auto", 'rate: expected a number above 0 and at most 1, got "auto"'],
    ["rate", undefined, "rate: expected a number above 0 and at most 1, got nothing"],
    ["width", 0, "width: expected a whole number at least 2 and below 512 and divisible by 2, got 0"],
    ["width", 3, "width: expected a whole number at least 2 and below 512 and divisible by 2, got 3"],
    ["width", 512, "width: expected a whole number at least 2 and below 512 and divisible by 2, got 512"],
    ["width", 2.5, "width: expected a whole number at least 2 and below 512 and divisible by 2, got 2.5"],
    ["time", 0, "time: expected a number above 0, or auto, got 0"],
    ["time", "Auto", 'time: expected a number above 0, or auto, got "Auto"'],
    ["dim", -1, "dim: expected a whole number at least 0, or auto or all, got -1"],
    ["dim", 1.5, "dim: expected a whole number at least 0, or auto or all, got 1.5"],
    ["dim", null, "dim: expected a whole number at least 0, or auto or all, got null"],
    ["solver", "rk4", 'solver: expected euler or heun, got "rk4"'],
    ["denoise", "false", 'denoise: expected true or false, got "false"'],
    ["latent", "pca:", 'latent: expected pca:k, got "pca:"'],
    ["title", 3, "title: expected text, got 3"],
    ["lists.tau", [], "lists.tau: expected a list of at least 1; each a number at least 0, or inf, got []"],
    ["lists.tau", [1, -1], "lists.tau.1: expected a number at least 0, or inf, got -1"],
    ["lists.tau", ["nan"], 'lists.tau.0: expected a number at least 0, or inf, got "nan"'],
    ["lists.tau", 1, "lists.tau: expected a list of at least 1; each a number at least 0, or inf, got 1"],
    ["lists.hidden", [16, 0.5], "lists.hidden.1: expected a whole number at least 1, got 0.5"],
    ["lists.range", [1], "lists.range: expected a list of 2; each a number, got [1]"],
    ["lists.range", [1, 2, 3], "lists.range: expected a list of 2; each a number, got [1,2,3]"],
    ["lists.weights", ["h2"], 'lists.weights.0: expected 1 or h, got "h2"'],
    ["lists.weights", [], "lists.weights: expected a list of at least 1; each 1 or h, got []"],
    ["lists.points", [[1, 2], [3]], "lists.points.1: expected a list of 2; each a number, got [3]"],
    ["lists.points", [[1, "2"]], 'lists.points.0.1: expected a number, got "2"'],
  ])(
    "refuses %s = %j with a line that names the setting, what it should be and what it is",
    (path, value, line) => {
      expect(() => checkConfig(ROWS, changed(path, value), "preset")).toThrow(
        expect.objectContaining({ name: "InputError", message: `preset: ${line}` }),
      );
    },
  );

  test("refuses settings that there are not, in groups too", () => {
    const config = configOf(ROWS);
    const known = "expected only known settings";
    expect(() => checkConfig(ROWS, { ...config, rat: 1 }, "preset")).toThrow(`preset: ${known}, got rat`);
    const lists = { ...config.lists, taus: [1] };
    expect(() => checkConfig(ROWS, { ...config, lists }, "preset")).toThrow(
      `preset: ${known} in lists, got taus`,
    );
    expect(() => checkConfig(ROWS, { ...config, lists: 3 }, "preset")).toThrow(
      "preset: lists: expected object, got 3",
    );
  });
});

test("takes a number for the word that it is written as, where a word is asked for", () => {
  const config = changed("lists.weights", [1, "h"]);
  expect(checkConfig(ROWS, config, "test").lists.weights).toEqual(["1", "h"]);
  expect(() => checkConfig(ROWS, changed("lists.weights", [2]), "test")).toThrow(
    "test: lists.weights.0: expected 1 or h, got 2",
  );
});

describe("parts", () => {
  const check = z.strictObject({ normal: z.number().nonnegative() });
  const rows = { guidance: part({ check, default: { normal: 0 }, expected: "strengths" }, "") };

  test("are checked by their own schema, and named by what they should be where they are something else", () => {
    expect(checkConfig(rows, { guidance: { normal: 2 } }, "test")).toEqual({ guidance: { normal: 2 } });
    expect(() => checkConfig(rows, { guidance: 3 }, "test")).toThrow(
      "test: guidance: expected strengths, got 3",
    );
    expect(() => checkConfig(rows, { guidance: { normal: -1 } }, "test")).toThrow(
      "test: guidance.normal: expected >=0, got -1",
    );
  });
});

test("a schema alone refuses in the same form", () => {
  const schema = schemaOf({ rate: ROWS.rate });
  expect(checkSchema(schema, { rate: 1 }, "test")).toEqual({ rate: 1 });
  expect(() => checkSchema(schema, { rate: 2 }, "test")).toThrow("test: rate: expected <=1, got 2");
});
