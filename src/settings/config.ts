/** From rows of settings to configurations: their type, their defaults, and defaults with some of them changed. */
import type { Setting } from "./setting.ts";

/** Settings by name, in groups. */
export interface SettingRows {
  readonly [name: string]: Setting<unknown> | SettingRows;
}

/** The configuration that rows describe. */
export type ConfigOf<Rows> = {
  -readonly [Name in keyof Rows]: Rows[Name] extends Setting<infer T> ? T : ConfigOf<Rows[Name]>;
};

/** Some settings of a configuration; lists are replaced whole. */
export type Changes<Config> = {
  readonly [Name in keyof Config]?: Config[Name] extends readonly unknown[]
    ? Config[Name]
    : Config[Name] extends object
      ? Changes<Config[Name]>
      : Config[Name];
};

/**
 * Whether an entry of rows is a setting rather than a group of them.
 * @example
 * isSetting(settingRows.solver); // → true
 * isSetting(settingRows.sampling); // → false
 */
export function isSetting(row: Setting<unknown> | SettingRows): row is Setting<unknown> {
  return typeof row["kind"] === "string";
}

/**
 * A complete configuration: the defaults of the rows, with `changes` in their place.
 * @example
 * configOf(settingRows, { solver: "heun" }); // → { solver: "heun", sampling: { count: 3 } }
 */
export function configOf<Rows extends SettingRows>(
  rows: Rows,
  changes: Changes<ConfigOf<Rows>> = {},
): ConfigOf<Rows> {
  return Object.fromEntries(
    Object.entries(rows).map(([name, row]) => {
      const change: unknown = (changes as Readonly<Record<string, unknown>>)[name];
      if (isSetting(row)) return [name, structuredClone(change === undefined ? row.default : change)];
      return [name, configOf(row, change as Changes<ConfigOf<SettingRows>>)];
    }),
  ) as ConfigOf<Rows>;
}
