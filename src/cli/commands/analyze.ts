/** `ridgescope analyze`: the diagnosis of samples, a model or trajectories that the user brings, against data. */
import type { Command } from "commander";
import { InputError, quoted } from "../../errors/input-error.ts";
import type { CommandDefinition } from "../command.ts";
import {
  addCommonOptions,
  addProfileOptions,
  type CommonOptions,
  type ProfileOptions,
  required,
} from "../common-options.ts";
import type { Effects } from "../effects.ts";
import {
  addExternalOptions,
  type ExternalOptions,
  externalRun,
  requireOneSubject,
} from "../external-options.ts";
import { integerParser, numberParser } from "../numbers.ts";
import type { ResolvedRun } from "../run-config.ts";
import { numberListParser } from "../value-parsers.ts";

/** Flags of `ridgescope analyze`, in camel case; files as the user named them. */
export interface AnalyzeCommandOptions extends CommonOptions, ExternalOptions, ProfileOptions {
  readonly data?: string;
  readonly latent: string;
  readonly heldOut?: string;
  readonly dataScale?: number[];
  readonly heldOutScale?: number[];
  readonly samplesScale?: number[];
  readonly analysisTime: number | "auto";
  readonly dim: number | "auto";
}

/** Writes a run directory, as `ridgescope run` does. */
export const analyzeCommand: CommandDefinition<AnalyzeCommandOptions> = {
  name: "analyze",
  summary: "Diagnoses samples, a model or trajectories: copies, on the ridge between data, or off it.",
  configure(command) {
    addReadingOptions(command);
    addExternalOptions(command);
    addCommonOptions(command, "the directory to write");
    addProfileOptions(command);
  },
  run: runAnalyze,
};

/** Adds the options that say what is read and how it is judged. */
export function addReadingOptions(command: Command): void {
  const positive = (name: string) => numberParser(name, "a positive number", { above: 0, most: 100 });
  command
    .option("--data <D>", "training points: a file, mnist:train/1, synthetic:two-modes, …")
    .option("--samples <S>", "finished samples of the model, in the units of the data")
    .option(
      "--latent <space>",
      "none, pca:k (judge in the k leading principal components) or vae:k (an autoencoder's latents)",
      "none",
    )
    .option("--held-out <H>", "real points outside the training set, to calibrate on")
    .option("--data-scale <a,b>", "data and held-out points are read as a x + b", pair("--data-scale"))
    .option(
      "--held-out-scale <a,b>",
      "held-out points are read as a x + b, whatever --data-scale says; 1,0: as they are",
      pair("--held-out-scale"),
    )
    .option("--samples-scale <a,b>", "samples are read as a x + b; 1,0: as they are", pair("--samples-scale"))
    .option(
      "--analysis-time <t>",
      "OU time at which the ridge is judged",
      auto(positive("--analysis-time")),
      "auto",
    )
    .option("--dim <k>", "ridge dimension", auto(integerParser("--dim", 0)), "auto")
    .option("--time-min <t>", "OU time at which sampling ends (default: 1e-3)", positive("--time-min"));
}

function pair(name: string): (text: string) => number[] {
  const wanted = "two numbers a,b with a not 0";
  const parse = numberListParser(name, wanted);
  return (text) => {
    const values = parse(text);
    if (values.length === 2 && values[0] !== 0) return values;
    throw new InputError(name, wanted, quoted(text));
  };
}

/** As `parse`, but for the word auto. */
function auto(parse: (text: string) => number): (text: string) => number | "auto" {
  return (text) => (text === "auto" ? text : parse(text));
}

/**
 * Checks the options, reads, diagnoses, and writes.
 * @throws {InputError} where an option or a file cannot be used
 */
async function runAnalyze(options: AnalyzeCommandOptions, effects: Effects): Promise<number> {
  const out = required("--out", "a directory to write", options.out);
  const run = await analysisRun(options);
  const { runExperiment } = await import("../run-experiment.ts");
  return runExperiment(run, { ...options, out }, effects);
}

/**
 * The experiment that the reading options ask for.
 * @throws {InputError} where an option is missing or cannot be used
 */
export async function analysisRun(options: AnalyzeCommandOptions): Promise<ResolvedRun> {
  if (!/^(none|(pca|vae):[1-9]\d{0,8})$/.test(options.latent))
    throw new InputError("--latent", "none, pca:k or vae:k", quoted(options.latent));
  const data = {
    train: required("--data", "a data set", options.data),
    held_out: options.heldOut ?? "none",
    scale: options.dataScale ?? [1, 0],
    held_out_scale: options.heldOutScale ?? [],
    latent: options.latent,
  };
  requireOneSubject(options);
  if (options.samplesScale && options.samples === undefined)
    throw new InputError("--samples-scale", "--samples with it", "none");
  if (options.heldOutScale && options.heldOut === undefined)
    throw new InputError("--held-out-scale", "--held-out with it", "none");
  const ridge = { dim: options.dim, analysis_time: options.analysisTime };
  const shared = { seed: options.seed, data, ridge };
  return (await externalRun(options, shared)) ?? samplesRun(options, shared);
}

async function samplesRun(
  { samples, samplesScale = [], timeMin = 1e-3 }: AnalyzeCommandOptions,
  { data, ...shared }: { seed: number; data: object; ridge: object },
): Promise<ResolvedRun> {
  const { ANALYSIS } = await import("../../experiments/analysis/preset.ts");
  const settings = {
    ...shared,
    data: { ...data, samples, samples_scale: samplesScale },
    time: { min: timeMin },
  };
  const config = ANALYSIS.check({ ...ANALYSIS.config, ...settings }, "analyze");
  return { preset: ANALYSIS, config: config as Record<string, unknown> };
}
