/** Settings by path, as `--set` names them. */
import { InputError } from "../errors/input-error.ts";

/**
 * A configuration with `path=value` settings applied; values are read as YAML scalars or lists by `parse`.
 * @throws InputError if the path does not exist
 * @example
 * withSettings({ sampling: { count: 3 } }, ["sampling.count=5"], Number); // → { sampling: { count: 5 } }
 */
export function withSettings(
  config: Record<string, unknown>,
  settings: readonly string[],
  parse: (text: string) => unknown,
): Record<string, unknown> {
  const out = structuredClone(config);
  for (const setting of settings) {
    const split = setting.indexOf("=");
    if (split < 1) throw new InputError("--set", "path=value", setting);
    const path = setting.slice(0, split).split(".");
    const last = path[path.length - 1];
    const parent = path.slice(0, -1).reduce<unknown>((at, key) => ownValue(at, key), out);
    if (ownValue(parent, last) === undefined) {
      throw new InputError(
        "--set",
        `one of the settings ${settingPaths(config).join(", ")}`,
        setting.slice(0, split),
      );
    }
    (parent as Record<string, unknown>)[last] = parse(setting.slice(split + 1));
  }
  return out;
}

function ownValue(at: unknown, key: string): unknown {
  return typeof at === "object" && at !== null && Object.hasOwn(at, key)
    ? (at as Record<string, unknown>)[key]
    : undefined;
}

/**
 * All settable paths of a configuration.
 * @example
 * settingPaths({ solver: "euler", sampling: { count: 3 } }); // → ["solver", "sampling.count"]
 */
export function settingPaths(config: Record<string, unknown>, prefix = ""): string[] {
  return Object.entries(config).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? settingPaths(value as Record<string, unknown>, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}
