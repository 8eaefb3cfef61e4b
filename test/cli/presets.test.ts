import { describe, expect, test } from "vitest";
import { PRESETS } from "../../src/experiments/presets.ts";
import { runInProcess } from "./in-process.ts";

interface Settings {
  readonly preset: string;
  readonly choices: Record<string, string[]>;
  readonly settings: { path: string; type: string; default: unknown; unit: string; meaning: string }[];
}

async function settingsOf(...args: string[]): Promise<Settings> {
  const { code, stdout, stderr } = await runInProcess("presets", "--settings", ...args, "--json");
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Settings;
}

describe("ridgescope presets --settings", () => {
  test("prints a line a setting: its path, what may be written, its default, unit and meaning", async () => {
    const { code, stdout, stderr } = await runInProcess("presets", "--settings", "two-modes");
    expect([code, stderr]).toEqual([0, ""]);
    const cells = stdout.split("\n").map((line) => line.split(/ {2,}/));
    expect(cells[0][0]).toMatch(/^two-modes: \(±3, 0\): normal error vanishes/);
    expect(cells).toContainEqual(["setting", "what may be written", "default", "unit", "meaning"]);
    expect(cells).toContainEqual([
      "time.horizon",
      "a number above 0",
      "10",
      "OU time",
      "where generation starts",
    ]);
    expect(cells).toContainEqual([
      "loss.weights",
      "a list of at least 1; each 1, h or h2",
      "[1,h,h2]",
      "weights λ(t) of the loss, each trained by itself",
    ]);
  });

  test("has every setting of the preset with its default in the JSON document", async () => {
    const preset = PRESETS.find(({ name }) => name === "training-check");
    const { settings, choices } = await settingsOf("training-check");
    const text = settings.map((row) => `${row.path}: ${JSON.stringify(row.default)}`).sort();
    const flat = (config: object, prefix = ""): string[] =>
      Object.entries(config).flatMap(([name, value]) =>
        typeof value === "object" && !Array.isArray(value)
          ? flat(value as object, `${prefix}${name}.`)
          : [`${prefix}${name}: ${JSON.stringify(value)}`],
      );
    expect(text).toEqual(flat(preset?.config ?? {}).sort());
    expect(choices).toEqual({});
    expect(settings.every(({ meaning, type }) => meaning !== "" && type !== "")).toBe(true);
  });

  test("takes --set for settings that choose among defaults, and for all others", async () => {
    const { stdout } = await runInProcess("presets", "--settings", "high-dimension");
    expect(stdout.split("\n")[1]).toBe("--set model=rfm|mlp chooses among its defaults");
    const features = await settingsOf("high-dimension");
    const network = await settingsOf("high-dimension", "--set", "model=mlp", "--set", "sampling.steps=7");
    expect(features.choices).toEqual({ model: ["rfm", "mlp"] });
    const value = ({ settings }: Settings, path: string) =>
      settings.find((setting) => setting.path === path)?.default;
    expect([value(features, "features.p"), value(features, "network")]).toEqual([2000, undefined]);
    expect([value(network, "features.p"), value(network, "sampling.count")]).toEqual([undefined, 500]);
    expect(value(network, "sampling.steps")).toBe(7);
  });

  test("prints defaults that --set reads back as they are", async () => {
    const { settings } = await settingsOf("two-modes");
    const { stdout } = await runInProcess("presets", "--settings", "two-modes");
    const printed = stdout
      .split("\n")
      .map((line) => line.split(/ {2,}/))
      .filter(([path]) => settings.some((setting) => setting.path === path))
      .flatMap(([path, , text]) => ["--set", `${path}=${text}`]);
    expect(printed).toHaveLength(2 * settings.length);
    expect((await settingsOf("two-modes", ...printed)).settings).toEqual(settings);
    expect((await settingsOf("three-modes", ...printed.slice(2))).settings.slice(1)).toEqual(
      settings.slice(1),
    );
  });

  test.each<[string[], RegExp | string]>([
    [["--settings", "nope"], /^--settings: expected one of mnist-reference, .*stage, got "nope"$/],
    [["--settings", "two-modes.yaml"], /^--settings: expected one of .*, got "two-modes.yaml"$/],
    [["--settings", "thirteen-points", "--set", "model=x"], '--set model: expected rfm or mlp, got "x"'],
    [["--set", "model=mlp"], "--set: expected --settings with a preset's name beside it, got none"],
  ])("refuses %j in one line", async (args, line) => {
    const { code, stdout, stderr } = await runInProcess("presets", ...args);
    expect([code, stdout]).toEqual([2, ""]);
    const [said, ...rest] = stderr.slice("ridgescope: ".length).split("\n");
    expect(rest).toEqual([""]);
    if (typeof line === "string") expect(said).toBe(line);
    else expect(said).toMatch(line);
  });
});
