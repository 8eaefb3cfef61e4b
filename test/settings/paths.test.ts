import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { configOf } from "../../src/settings/config.ts";
import { describeSettings, valueText } from "../../src/settings/describe.ts";
import { settingPaths, withSettings } from "../../src/settings/paths.ts";
import { ROWS } from "./rows.ts";

const config: Record<string, unknown> = configOf(ROWS);
const set = (...settings: string[]) => withSettings(config, settings, parse);

describe("withSettings", () => {
  test("changes what is named, in groups too, and leaves the configuration that was given", () => {
    expect(set("rate=1", "lists.tau=[7,inf]")).toEqual(
      configOf(ROWS, { rate: 1, lists: { tau: [7, "inf"] } }),
    );
    expect(config).toEqual(configOf(ROWS));
  });

  test("changes single items of lists that are there", () => {
    expect(set("lists.tau.1=5", "lists.points.0.1=2")["lists"]).toMatchObject({
      tau: [1, 5],
      points: [[0, 2]],
    });
  });

  test("takes the last where one is named twice, and all after the first = for the value", () => {
    expect(set("rate=1", "rate=0.25")["rate"]).toBe(0.25);
    expect(set("title=a=b")["title"]).toBe("a=b");
  });

  test("reads back every value that describeSettings and valueText write", () => {
    const written = describeSettings(ROWS).map((row) => `${row.path}=${valueText(row.default)}`);
    const texts = written.filter((setting) => !setting.endsWith("="));
    expect(texts).toHaveLength(written.length - 1);
    expect(set(...texts)).toEqual(config);
  });

  test.each<[string, string]>([
    ["rates=1", "--set: expected one of the settings name, rate, width, "],
    ["lists.taus=1", "got lists.taus"],
    ["rate.of=1", "got rate.of"],
    ["lists.tau.2=1", "got lists.tau.2"],
    ["constructor.name=1", "got constructor.name"],
    ["__proto__.polluted=1", "got __proto__.polluted"],
    ["toString=1", "got toString"],
    ["rate", "--set: expected path=value, got rate"],
    ["=1", "--set: expected path=value, got =1"],
  ])("refuses %s", (setting, part) => {
    expect(() => set(setting)).toThrow(part);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

test("settingPaths names every setting, and lists as a whole", () => {
  expect(settingPaths(config)).toEqual(describeSettings(ROWS).map(({ path }) => path));
});
