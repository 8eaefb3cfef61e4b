/** Settings in words: what `ridgescope presets --settings` prints and docs/settings.md holds. */
import { isSetting, type SettingRows } from "./config.ts";
import type { NumberSetting, Setting } from "./setting.ts";

/** One setting in words. */
export interface DescribedSetting {
  /** As `--set` takes it, e.g. "sampling.count". */
  readonly path: string;
  /** What may be written: "a whole number at least 1", "euler, heun, exponential or dpm++2m". */
  readonly type: string;
  readonly default: unknown;
  /** Empty where there is none. */
  readonly unit: string;
  readonly meaning: string;
}

/**
 * All settings of some rows, with the values of `config` as their defaults where it is given.
 * @example
 * describeSettings(settingRows).map(({ path }) => path); // → ["solver", "sampling.count"]
 */
export function describeSettings(rows: SettingRows, config?: unknown, prefix = ""): DescribedSetting[] {
  return Object.entries(rows).flatMap(([name, row]): DescribedSetting[] => {
    const value = (config as Readonly<Record<string, unknown>> | undefined)?.[name];
    const path = `${prefix}${name}`;
    if (!isSetting(row)) return describeSettings(row, value, `${path}.`);
    const { unit = "", meaning } = row;
    return [{ path, type: typeText(row), default: value ?? row.default, unit, meaning }];
  });
}

/**
 * A value as `--set` takes it: "auto", "[300,inf]".
 * @example
 * valueText([300, "inf"]); // → [300,inf]
 */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(",")}]`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * What may be written for a setting.
 * @example
 * typeText(settingRows.solver); // → euler or heun
 * typeText(settingRows.sampling.count); // → a whole number at least 1
 */
export function typeText(row: Setting<unknown>): string {
  switch (row.kind) {
    case "number":
    case "whole":
      return boundsText(row);
    case "choice":
      return alternatives(row.of);
    case "flag":
      return "true or false";
    case "text":
    case "part":
      return row.expected ?? "text";
    case "list": {
      const { item, least, length } = row;
      const count =
        length !== undefined ? ` of ${length}` : least === undefined ? "" : ` of at least ${least}`;
      return `a list${count}; each ${typeText(item)}`;
    }
  }
}

/** "a whole number at least 1, or auto". */
export function boundsText({
  kind,
  min,
  max,
  above,
  below,
  multipleOf,
  words,
}: NumberSetting<unknown>): string {
  const bounds = [
    min === undefined ? undefined : `at least ${min}`,
    above === undefined ? undefined : `above ${above}`,
    max === undefined ? undefined : `at most ${max}`,
    below === undefined ? undefined : `below ${below}`,
    multipleOf === undefined ? undefined : `divisible by ${multipleOf}`,
  ].filter((text) => text !== undefined);
  const number = [kind === "whole" ? "a whole number" : "a number", bounds.join(" and ")];
  const range = number.filter((text) => text !== "").join(" ");
  return words.length === 0 ? range : `${range}, or ${alternatives(words)}`;
}

function alternatives(words: readonly string[]): string {
  const others = words.slice(0, -1);
  const last = words[words.length - 1];
  return others.length === 0 ? last : `${others.join(", ")} or ${last}`;
}
