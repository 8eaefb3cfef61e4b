import { describe, expect, test } from "vitest";
import { configOf } from "../../src/settings/config.ts";
import { describeSettings, typeText, valueText } from "../../src/settings/describe.ts";
import { number, part, whole } from "../../src/settings/setting.ts";
import { ROWS } from "./rows.ts";

describe("describeSettings", () => {
  test("has one entry a setting, in the order of the rows, with its path, default, unit and meaning", () => {
    const described = describeSettings(ROWS);
    expect(described.map(({ path }) => path)).toEqual([
      ...Object.keys(ROWS).slice(0, -1),
      ...Object.keys(ROWS.lists).map((name) => `lists.${name}`),
    ]);
    expect(described.find(({ path }) => path === "time")).toEqual({
      path: "time",
      type: "a number above 0, or auto",
      default: "auto",
      unit: "OU time",
      meaning: "analysis time",
    });
    expect(described.find(({ path }) => path === "rate")?.unit).toBe("");
  });

  test("takes the values of a configuration for defaults, false and 0 among them", () => {
    const config = configOf(ROWS, { dim: 0, denoise: false, lists: { tau: [5] } });
    const defaults = Object.fromEntries(describeSettings(ROWS, config).map((row) => [row.path, row.default]));
    expect([defaults["dim"], defaults["denoise"], defaults["lists.tau"]]).toEqual([0, false, [5]]);
  });
});

describe("typeText", () => {
  test("says what may be written for every kind of setting", () => {
    const types = Object.fromEntries(describeSettings(ROWS).map(({ path, type }) => [path, type]));
    expect(types).toEqual({
      name: "all-kinds",
      rate: "a number above 0 and at most 1",
      width: "a whole number at least 2 and below 512 and divisible by 2",
      time: "a number above 0, or auto",
      dim: "a whole number at least 0, or auto or all",
      solver: "euler or heun",
      denoise: "true or false",
      latent: "pca:k",
      title: "text",
      "lists.tau": "a list of at least 1; each a number at least 0, or inf",
      "lists.hidden": "a list; each a whole number at least 1",
      "lists.range": "a list of 2; each a number",
      "lists.weights": "a list of at least 1; each 1 or h",
      "lists.points": "a list; each a list of 2; each a number",
    });
  });

  test("has no bounds where there are none, and says of parts what they are", () => {
    expect(typeText(number(0, ""))).toBe("a number");
    expect(typeText(whole(1, "", { words: ["a", "b", "c"] }))).toBe("a whole number, or a, b or c");
    expect(typeText(part({ check: undefined, default: {}, expected: "a network" }, ""))).toBe("a network");
  });
});

test("values are written as --set takes them", () => {
  const written = [1e-3, "auto", true, [300, "inf"], [[0, 1]], "", { a: 1 }].map(valueText);
  expect(written).toEqual(["0.001", "auto", "true", "[300,inf]", "[[0,1]]", "", '{"a":1}']);
});
