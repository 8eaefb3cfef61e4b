/** `ridgescope presets`: the experiments there are, and the settings of each. */
import { InputError, quoted } from "../../errors/input-error.ts";
import type { DescribedSetting } from "../../settings/describe.ts";
import type { CommandDefinition } from "../command.ts";
import { addCommonOptions, type CommonOptions } from "../common-options.ts";
import type { Effects } from "../effects.ts";

/** Flags of `ridgescope presets`, in camel case. */
export interface PresetsOptions extends CommonOptions {
  /** Name of the preset whose settings are printed; undefined: the list of presets is. */
  readonly settings?: string;
  readonly set: readonly string[];
}

/** Lists names with one line each, or the settings of one; with `--json` also values. */
export const presetsCommand: CommandDefinition<PresetsOptions> = {
  name: "presets",
  summary: "Lists the experiments that `ridgescope run` knows by name, or the settings of one.",
  configure(command) {
    command
      .option("--settings <name>", "prints the settings of that preset: defaults, bounds, units and meanings")
      .option(
        "--set <path=value>",
        "with --settings: as for ridgescope run, e.g. model=mlp; may be given again",
        (setting: string, before: readonly string[]) => [...before, setting],
        [] as readonly string[],
      );
    addCommonOptions(command, "a file for the list (default: standard output)");
  },
  run: runPresets,
};

/**
 * Prints the list or the settings, or writes them to `--out`.
 * @throws {InputError} where there is no such preset, or a setting is wrong
 */
async function runPresets(
  { json = false, out, settings, set }: PresetsOptions,
  effects: Effects,
): Promise<number> {
  if (settings === undefined && set.length > 0)
    throw new InputError("--set", "--settings with a preset's name beside it", "none");
  const text = settings === undefined ? await presetList(json) : await presetSettings(settings, set, json);
  if (out === undefined) effects.stdout.write(text);
  else await effects.writeText(out, text);
  return 0;
}

async function presetList(json: boolean): Promise<string> {
  const { PRESETS } = await import("../../experiments/presets.ts");
  const width = Math.max(...PRESETS.map(({ name }) => name.length));
  const listed = PRESETS.map(({ name, summary, config }) => ({ name, summary, config }));
  return json
    ? `${JSON.stringify({ presets: listed }, null, 2)}\n`
    : listed.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join("");
}

/** The settings of a preset with some of them set: their values stand in the place of defaults. */
async function presetSettings(name: string, set: readonly string[], json: boolean): Promise<string> {
  const { findPreset, PRESETS } = await import("../../experiments/presets.ts");
  const { resolveRun } = await import("../run-config.ts");
  const { describeSettings } = await import("../../settings/describe.ts");
  const preset = findPreset(name);
  if (!preset)
    throw new InputError("--settings", `one of ${PRESETS.map((one) => one.name).join(", ")}`, quoted(name));
  const { config } = await resolveRun({ experiment: name, settings: set });
  const settings = describeSettings(preset.rowsOf?.(config) ?? {}, config);
  const choices = Object.fromEntries(
    Object.entries(preset.variants ?? {}).map(([setting, values]) => [setting, Object.keys(values)]),
  );
  const { summary } = preset;
  if (json) return `${JSON.stringify({ preset: name, summary, choices, settings }, null, 2)}\n`;
  const chooses = Object.entries(choices).map(
    ([setting, values]) => `--set ${setting}=${values.join("|")} chooses among its defaults\n`,
  );
  return `${name}: ${summary}\n${chooses.join("")}\n${await settingsTable(settings)}`;
}

async function settingsTable(settings: readonly DescribedSetting[]): Promise<string> {
  const { valueText } = await import("../../settings/describe.ts");
  const { aligned } = await import("../../text/words.ts");
  const head = ["setting", "what may be written", "default", "unit", "meaning"];
  const rows = settings.map(({ path, type, unit, meaning, ...setting }) => [
    path,
    type,
    valueText(setting.default),
    unit,
    meaning,
  ]);
  return aligned([head, ...rows]);
}
