import { describe, expect, test } from "vitest";
import { configOf, isSetting } from "../../src/settings/config.ts";
import { ROWS } from "./rows.ts";

const DEFAULTS = {
  name: "all-kinds",
  rate: 0.5,
  width: 64,
  time: "auto",
  dim: 1,
  solver: "euler",
  denoise: true,
  latent: "pca:2",
  title: "",
  lists: { tau: [1, "inf"], hidden: [256, 256], range: [0, 1], weights: ["h"], points: [[0, 1]] },
};

describe("configOf", () => {
  test("gives all defaults where nothing is changed", () => {
    expect(configOf(ROWS)).toEqual(DEFAULTS);
  });

  test("puts changes in the place of defaults, setting by setting, and lists whole", () => {
    const changed = configOf(ROWS, { denoise: false, lists: { tau: [7], points: [] } });
    expect(changed).toEqual({
      ...DEFAULTS,
      denoise: false,
      lists: { ...DEFAULTS.lists, tau: [7], points: [] },
    });
  });

  test("takes undefined for no change", () => {
    expect(configOf(ROWS, { lists: undefined, rate: undefined } as object)).toEqual(DEFAULTS);
  });

  test("shares nothing with the rows or with the changes", () => {
    const given = [3];
    const config = configOf(ROWS, { lists: { tau: given } });
    config.lists.tau.push(4);
    config.lists.points[0][0] = 9;
    expect(given).toEqual([3]);
    expect(configOf(ROWS)).toEqual(DEFAULTS);
  });

  test("keeps the order of the rows", () => {
    expect(Object.keys(configOf(ROWS, { title: "x", rate: 1 }))).toEqual(Object.keys(ROWS));
  });
});

test("a group of settings is no setting, even one with a setting named kind", () => {
  expect(isSetting(ROWS.rate)).toBe(true);
  expect(isSetting(ROWS.lists)).toBe(false);
  expect(isSetting({ kind: ROWS.solver })).toBe(false);
});
