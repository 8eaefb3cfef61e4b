/** `ridgescope run`: an experiment by name or from a configuration, to a directory with its report. */
import { join } from "node:path";
import type { CommandDefinition } from "../command.ts";
import {
  addCommonOptions,
  addProfileOptions,
  type CommonOptions,
  type ProfileOptions,
} from "../common-options.ts";
import type { Effects } from "../effects.ts";

/** Flags of `ridgescope run`, in camel case. */
export interface RunCommandOptions extends Omit<CommonOptions, "seed">, ProfileOptions {
  /** Undefined: the configuration's. */
  readonly seed?: number;
  readonly set: readonly string[];
  readonly resume?: boolean;
}

/** See CONTRACT.md for the run directory. */
export const runCommand: CommandDefinition<RunCommandOptions> = {
  name: "run",
  summary: "Runs an experiment and writes a directory with its report.",
  configure(command) {
    command
      .argument("<experiment>", "a preset (see: ridgescope presets), or a configuration (.yaml, .json)")
      .option(
        "--set <path=value>",
        "changes a setting, e.g. sampling.count=500 or tau=[300,inf]; may be given again",
        (setting: string, before: readonly string[]) => [...before, setting],
        [] as readonly string[],
      )
      .option("--resume", "goes on with a run that was cut short; the result is the same");
    addCommonOptions(command, "the directory to write (default: runs/<experiment>)", null);
    addProfileOptions(command);
  },
  run: runRun,
};

/**
 * Checks all settings, then runs.
 * @throws {InputError} where a setting, a file or the place cannot be used
 */
async function runRun(
  options: RunCommandOptions,
  effects: Effects,
  [experiment = ""]: readonly string[],
): Promise<number> {
  const { seed, set: settings } = options;
  const { resolveRun } = await import("../run-config.ts");
  const resolved = await resolveRun({ experiment, settings, ...(seed !== undefined && { seed }) });
  const out = options.out ?? join("runs", resolved.preset.name);
  const { runExperiment } = await import("../run-experiment.ts");
  return runExperiment(resolved, { ...options, out }, effects);
}
