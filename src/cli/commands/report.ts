/** `ridgescope report`: draws a run's figures and its report again from its arrays and summary. */
import { join } from "node:path";
import { InputError } from "../../errors/input-error.ts";
import type { CommandDefinition } from "../command.ts";
import { addCommonOptions, type CommonOptions } from "../common-options.ts";
import type { Effects } from "../effects.ts";
import { createExperimentProgress } from "../experiment-progress.ts";

/** Takes one run directory. */
export const reportCommand: CommandDefinition<CommonOptions> = {
  name: "report",
  summary: "Rebuilds the figures and report.html of a run directory.",
  configure(command) {
    command.argument("<dir>", "a run directory");
    addCommonOptions(command, "not used: the report goes into the run directory");
  },
  run: runReport,
};

/**
 * Rebuilds figures and report; all else in the directory stays as it is.
 * @throws {InputError} where it is no run directory, or damaged
 */
async function runReport(
  { out, json = false, quiet = false }: CommonOptions,
  effects: Effects,
  [dir = ""]: readonly string[],
): Promise<number> {
  if (out !== undefined)
    throw new InputError("--out", "none, as the report goes into the run directory", out);
  const { readRunDirectory } = await import("../../report/read-run.ts");
  const { rewriteReport } = await import("../../report/run-directory.ts");
  const { reproduceCommand } = await import("../reproduce.ts");
  effects.requireWritable(join(dir, "report.html"));
  const run = await readRunDirectory(dir);
  const progress = createExperimentProgress(effects, quiet);
  const command = reproduceCommand(run.config);
  const files = await rewriteReport(dir, run, { progress: progress.report, ...(command && { command }) });
  progress.end();
  const report = join(dir, "report.html");
  if (json) effects.stdout.write(`${JSON.stringify({ out: dir, report, files }, null, 2)}\n`);
  else if (!quiet) effects.stdout.write(`Report: ${report}\n`);
  return 0;
}
