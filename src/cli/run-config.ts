/** From what a user asks to run to complete settings. */
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { InputError, quoted, systemErrorCode } from "../errors/input-error.ts";
import { ANALYSIS, MODEL_ANALYSIS, TRAJECTORY_ANALYSIS } from "../experiments/analysis/preset.ts";
import { type Preset, variantOf } from "../experiments/preset.ts";
import { findPreset, PRESETS } from "../experiments/presets.ts";
import { withSettings } from "../settings/paths.ts";

/** An experiment with its complete settings, checked. */
export interface ResolvedRun {
  readonly preset: Preset;
  readonly config: Record<string, unknown>;
}

/** What the user asked to run, before presets and files are read. */
export interface RunRequest {
  /** Name of a preset, or path of a configuration. */
  readonly experiment: string;
  /** `path=value`. */
  readonly settings: readonly string[];
  readonly seed?: number;
}

type Fields = Record<string, unknown>;

/**
 * Completes and checks the settings of a run.
 * @throws {InputError} naming the setting, file or option at fault
 */
export async function resolveRun({ experiment, settings, seed }: RunRequest): Promise<ResolvedRun> {
  const isFile = /\.(ya?ml|json)$/i.test(experiment);
  const given = isFile ? await readConfig(experiment) : {};
  const preset = presetOf(isFile ? experiment : "experiment", isFile ? given["experiment"] : experiment);
  const complete = merged(startOf(preset, given, settings), given) as Fields;
  const set = withSettings(complete, settings, parseValue);
  if (set["experiment"] !== preset.name)
    throw new InputError("--set", "settings other than experiment", quoted(String(set["experiment"])));
  const config = preset.check(seed === undefined ? set : { ...set, seed }, experiment);
  return { preset, config: config as Fields };
}

/** The settings to start from: a setting may choose among several (`scale=quick`). */
function startOf({ config, variants = {} }: Preset, given: Fields, settings: readonly string[]): Fields {
  let start: Fields = config;
  for (const [key, choices] of Object.entries(variants)) {
    const set = settings.findLast((setting) => setting.startsWith(`${key}=`))?.slice(key.length + 1);
    const chosen = set ?? given[key];
    if (chosen === undefined) continue;
    const found = variantOf(start, choices, String(chosen));
    if (found === undefined)
      throw new InputError(
        set === undefined ? key : `--set ${key}`,
        Object.keys(choices).join(" or "),
        quoted(String(chosen)),
      );
    start = found;
  }
  return start;
}

/** What `analyze` runs: known from their configurations only, as they are nothing without the user's files. */
const ANALYSES: readonly Preset[] = [ANALYSIS, MODEL_ANALYSIS, TRAJECTORY_ANALYSIS];

function presetOf(what: string, name: unknown): Preset {
  const analysis = ANALYSES.find((one) => one.name === name);
  const preset = analysis ?? findPreset(String(name));
  if (typeof name === "string" && preset && (what !== "experiment" || !analysis)) return preset;
  const names = PRESETS.map((one) => one.name).join(", ");
  if (what === "experiment")
    throw new InputError(what, `one of ${names}, or a file (.yaml, .json)`, quoted(String(name)));
  throw new InputError(`${what}: experiment`, `one of ${names}`, JSON.stringify(name) ?? "nothing");
}

async function readConfig(file: string): Promise<Fields> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const code = systemErrorCode(cause);
    const got = code === "ENOENT" ? "no such file" : (code ?? "an error");
    throw new InputError(file, "a readable file", got).because(cause);
  }
  const config = parseAs(file, "settings in YAML or JSON", text);
  if (!isFields(config)) throw new InputError(file, "settings by name", quoted(text));
  return config;
}

function parseValue(text: string): unknown {
  return parseAs("--set", "a value in YAML", text);
}

function parseAs(what: string, expected: string, text: string): unknown {
  try {
    return parse(text, { logLevel: "error" });
  } catch (cause) {
    const first = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new InputError(what, expected, quoted(first, 120)).because(cause);
  }
}

/** The defaults with what is given in their place, setting by setting; what is unknown stays, to be refused. */
function merged(defaults: unknown, given: unknown): unknown {
  if (!isFields(defaults) || !isFields(given)) return structuredClone(given);
  const names = new Set([...Object.keys(defaults), ...Object.keys(given)]);
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      Object.hasOwn(given, name) ? merged(defaults[name], given[name]) : structuredClone(defaults[name]),
    ]),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
