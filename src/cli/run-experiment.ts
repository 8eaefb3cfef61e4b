/** Runs an experiment whose settings are complete, writes its directory, and tells of it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ArgumentError } from "../errors/argument-error.ts";
import { InputError } from "../errors/input-error.ts";
import type { ExperimentResult } from "../experiments/result.ts";
import { createKernels } from "../kernels/create-kernels.ts";
import { createRng } from "../random/rng.ts";
import { compareRuns } from "../report/compare-runs.ts";
import { describeEnvironment, type StageCost } from "../report/environment.ts";
import { type RunRecord, writeRunDirectory } from "../report/run-directory.ts";
import { sortedKeys, toJson } from "../text/json.ts";
import { openCheckpoint } from "./checkpoint.ts";
import type { CommonOptions, ProfileOptions } from "./common-options.ts";
import { withCpuProfile } from "./cpu-profile.ts";
import type { Effects } from "./effects.ts";
import { createExperimentProgress, type ExperimentProgress } from "./experiment-progress.ts";
import { reproduceCommand } from "./reproduce.ts";
import type { ResolvedRun } from "./run-config.ts";
import { examinePlace } from "./run-place.ts";
import { createStageCosts } from "./stage-costs.ts";

/** The common flags of a run whose directory is known. */
export interface RunExperimentOptions extends Omit<CommonOptions, "seed">, ProfileOptions {
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
  const { cache } = checkpoint;
  const { progress, stages } = watched(createExperimentProgress(effects, quiet), options, effects);
  try {
    await profiled(options, effects, async () => {
      const record = await perform(run, options, { effects, progress, cache });
      const command = reproduceCommand(run.config);
      const more = { ...(command && { command }), ...(stages && { stages }) };
      await writeRunDirectory(out, record, { progress: progress.report, ...more });
    });
    await checkpoint.finish();
  } catch (error) {
    if (isInput(error)) await checkpoint.abandon();
    throw error;
  } finally {
    progress.end();
  }
}

/** Progress that also tells what each stage costs, where that is asked for. */
function watched(
  progress: ExperimentProgress,
  { profile = false }: ProfileOptions,
  effects: Effects,
): { progress: ExperimentProgress; stages?: () => StageCost[] } {
  if (!profile) return { progress };
  const { at, costs } = createStageCosts(effects);
  const report: ExperimentProgress["report"] = (what, done, total) => {
    at(what);
    progress.report(what, done, total);
  };
  return { progress: { ...progress, report }, stages: costs };
}

/** Does the work, under the profiler where that is asked for. */
async function profiled(
  { out, cpuProfile = false }: RunExperimentOptions,
  effects: Effects,
  work: () => Promise<void>,
): Promise<void> {
  if (!cpuProfile) return work();
  const { profile } = await withCpuProfile(work);
  await effects.writeText(join(out, "main-thread.cpuprofile"), profile);
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
