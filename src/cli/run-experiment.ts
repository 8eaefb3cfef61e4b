/** Runs an experiment whose settings are complete, writes its directory, and tells of it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ArgumentError } from "../errors/argument-error.ts";
import { InputError } from "../errors/input-error.ts";
import type { ExperimentResult } from "../experiments/result.ts";
import { createKernels } from "../kernels/create-kernels.ts";
import { createRng } from "../random/rng.ts";
import { compareRuns } from "../report/compare-runs.ts";
import { describeEnvironment } from "../report/environment.ts";
import { type RunRecord, writeRunDirectory } from "../report/run-directory.ts";
import { sortedKeys, toJson } from "../text/json.ts";
import { openCheckpoint } from "./checkpoint.ts";
import type { CommonOptions } from "./common-options.ts";
import type { Effects } from "./effects.ts";
import { createExperimentProgress, type ExperimentProgress } from "./experiment-progress.ts";
import { reproduceCommand } from "./reproduce.ts";
import type { ResolvedRun } from "./run-config.ts";
import { examinePlace } from "./run-place.ts";

/** The common flags of a run whose directory is known. */
export interface RunExperimentOptions extends Omit<CommonOptions, "seed"> {
  readonly out: string;
  readonly resume?: boolean;
}

/**
 * Runs, writes, and prints the verdict, the table of classes and the place of the report.
 * @throws {InputError} where the place is taken or a setting turns out not to fit the data
 */
export async function runExperiment(
  run: ResolvedRun,
  options: RunExperimentOptions,
  effects: Effects,
): Promise<number> {
  await writeExperiment(run, options, effects);
  return tell(options.out, options, effects);
}

/**
 * Runs and writes the directory, where it is not finished already.
 * @throws {InputError} as {@link runExperiment}
 */
export async function writeExperiment(
  run: ResolvedRun,
  options: RunExperimentOptions,
  effects: Effects,
): Promise<void> {
  const { out, resume = false, quiet = false } = options;
  effects.requireWritable(join(out, "report.html"));
  const owner = { config: toJson(sortedKeys(run.config)), version: effects.version };
  const place = await examinePlace(out, owner);
  if (place === "finished" && resume) {
    if (!quiet) effects.stderr.write(`${out} is finished already\n`);
    return;
  }
  const checkpoint = await openCheckpoint(out, owner, resume);
  const progress = createExperimentProgress(effects, quiet);
  try {
    const record = await perform(run, options, { effects, progress, cache: checkpoint.cache });
    const command = reproduceCommand(run.config);
    await writeRunDirectory(out, record, { progress: progress.report, ...(command && { command }) });
    await checkpoint.finish();
  } catch (error) {
    if (isInput(error)) await checkpoint.abandon();
    throw error;
  } finally {
    progress.end();
  }
}

/** Errors that the same command would meet again. */
function isInput(error: unknown): boolean {
  return error instanceof InputError || error instanceof ArgumentError;
}

/** What a run is done with; without a cache nothing is kept for another attempt. */
export interface Means {
  readonly effects: Effects;
  readonly progress: ExperimentProgress;
  readonly cache?: Awaited<ReturnType<typeof openCheckpoint>>["cache"];
}

/** Runs without writing anything. */
export async function perform(
  { preset, config }: ResolvedRun,
  { threads }: { threads?: number | undefined },
  { effects, progress, cache }: Means,
): Promise<RunRecord> {
  const kernels = await createKernels(threads === undefined ? {} : { threads });
  try {
    const rng = createRng(config["seed"] as number);
    const context = { kernels, rng, progress: progress.report, ...(cache && { cache }) };
    const result: ExperimentResult = await preset.run(config, context);
    return { config, environment: describeEnvironment(kernels, effects.version), result };
  } finally {
    kernels.close();
  }
}

/** From what was written, so that it is the same after a run and after a look at a finished one. */
async function tell(
  out: string,
  { json = false, quiet = false }: RunExperimentOptions,
  effects: Effects,
): Promise<number> {
  const summary = JSON.parse(await readFile(join(out, "summary.json"), "utf8")) as { verdict: string };
  const report = join(out, "report.html");
  if (json) effects.stdout.write(toJson({ out, report, summary }));
  else if (!quiet) {
    const { text } = await compareRuns([out]);
    effects.stdout.write(`${summary.verdict}\n\n${text}\nReport: ${report}\n`);
  }
  return 0;
}
