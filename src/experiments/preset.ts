/** What a preset is: an experiment by name, with the rows of its settings. The list of all is in `presets.ts`. */
import { checkConfig } from "../settings/check.ts";
import { type Changes, type ConfigOf, configOf, type SettingRows } from "../settings/config.ts";
import type { ExperimentContext, ExperimentResult } from "./result.ts";

/** A complete configuration, before its type is known. */
export type Configuration = Readonly<Record<string, unknown>>;

/** Another complete configuration to start from, or what makes it of the one chosen before. */
export type Variant = Configuration | ((start: Configuration) => Configuration);

/** An experiment by name, with complete settings. */
export interface Preset {
  readonly name: string;
  /** One line for `ridgescope presets`. */
  readonly summary: string;
  /** Complete default settings. */
  readonly config: Configuration;
  /** The rows of a configuration's settings. */
  rowsOf(config: unknown): SettingRows;
  /**
   * Other complete settings to start from, by a setting that chooses among them and its value; or a function to them from
   * those that settings before it in this list have chosen.
   */
  readonly variants?: Readonly<Record<string, Readonly<Record<string, Variant>>>>;
  /** Checks the settings (throws InputError naming the one at fault) and runs. */
  run(config: unknown, context: ExperimentContext): Promise<ExperimentResult>;
  /** Checks the settings only. */
  check(config: unknown, source: string): unknown;
}

/** The settings to start from where `value` chooses among `choices`, after `start`; undefined where it is none of them. */
export function variantOf(
  start: Configuration,
  choices: Readonly<Record<string, Variant>>,
  value: string,
): Configuration | undefined {
  const found = Object.hasOwn(choices, value) ? choices[value] : undefined;
  return typeof found === "function" ? found(start) : found;
}

/** A preset's defaults where some settings choose among them. */
export interface PresetDefaults {
  /** The settings that choose, in their order, with the values that lead here. */
  readonly chosen: Readonly<Record<string, string>>;
  readonly config: Configuration;
}

/**
 * All defaults that a preset has: those that it starts with first.
 * @example
 * const presets = PRESETS.filter(({ name }) => name === "thirteen-points");
 * defaultsOf(presets[0]).map(({ chosen }) => chosen["model"]); // → ["rfm", "mlp"]
 */
export function defaultsOf({ config, variants = {} }: Preset): PresetDefaults[] {
  let found: PresetDefaults[] = [{ chosen: {}, config }];
  for (const [setting, choices] of Object.entries(variants))
    found = found.flatMap((before) =>
      Object.keys(choices).map((value) => ({
        chosen: { ...before.chosen, [setting]: value },
        config: variantOf(before.config, choices, value) ?? before.config,
      })),
    );
  return found;
}

/** What a preset is made of. `run` measures; `report` puts what was measured into words and figures. */
export interface PresetParts<Rows extends SettingRows, Run> {
  readonly name: string;
  readonly summary: string;
  readonly settings: Rows;
  /** What differs from the defaults of the rows. */
  readonly config?: Changes<ConfigOf<Rows>>;
  readonly variants?: Preset["variants"];
  run(config: ConfigOf<Rows>, context: ExperimentContext): Promise<Run>;
  report(run: Run, context: ExperimentContext): ExperimentResult | Promise<ExperimentResult>;
  /** Ends what the run holds open, after its report. */
  close?(run: Run): Promise<void>;
}

/**
 * A preset from its parts.
 * @example
 * const parts = { settings: settingRows, run: async () => 0, report: () => runRecord.result };
 * definePreset({ name: "mine", summary: "nothing yet", ...parts }).config.sampling; // → { count: 3 }
 */
export function definePreset<Rows extends SettingRows, Run>(parts: PresetParts<Rows, Run>): Preset {
  const { name, summary, settings, config, variants } = parts;
  return {
    name,
    summary,
    config: { ...(configOf(settings, config) as Configuration), experiment: name },
    rowsOf: () => settings,
    ...(variants && { variants }),
    check: (given, source) => checkConfig(settings, given, source),
    async run(given, context) {
      const run = await parts.run(checkConfig(settings, given, name), context);
      try {
        return await parts.report(run, context);
      } finally {
        await parts.close?.(run);
      }
    },
  };
}

/**
 * Presets of one name, chosen among by the value of a setting; the first is the default. Each may have variants of its
 * own, under settings of other names.
 * @example
 * const parts = { summary: "nothing yet", run: async () => 0, report: () => runRecord.result };
 * const plain = definePreset({ name: "mine", settings: settingRows, ...parts });
 * const chosen = choosePreset("solver", { euler: plain, heun: definePreset({ name: "mine", settings: {}, ...parts }) });
 * Object.keys(chosen.variants?.solver ?? {}); // → ["euler", "heun"]
 */
export function choosePreset(setting: string, presets: Readonly<Record<string, Preset>>): Preset {
  const [first] = Object.values(presets);
  const chosen = (config: unknown): Preset => {
    const value = String((config as Configuration | null)?.[setting]);
    return Object.hasOwn(presets, value) ? presets[value] : first;
  };
  const own = Object.entries(presets).map(([value, { config }]) => [value, config] as const);
  return {
    name: first.name,
    summary: first.summary,
    config: first.config,
    rowsOf: (config) => chosen(config).rowsOf(config),
    variants: { [setting]: Object.fromEntries(own), ...commonVariants(presets, chosen) },
    check: (config, source) => chosen(config).check(config, source),
    run: (config, context) => chosen(config).run(config, context),
  };
}

/** Variants that the presets have, each taken of the preset that was chosen before. */
function commonVariants(
  presets: Readonly<Record<string, Preset>>,
  chosen: (config: unknown) => Preset,
): NonNullable<Preset["variants"]> {
  const out: Record<string, Record<string, Variant>> = {};
  for (const { variants = {} } of Object.values(presets))
    for (const [setting, choices] of Object.entries(variants))
      for (const value of Object.keys(choices)) {
        out[setting] ??= {};
        out[setting][value] = (start) =>
          variantOf(start, chosen(start).variants?.[setting] ?? {}, value) ?? start;
      }
  return out;
}
