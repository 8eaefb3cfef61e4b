/** `ridgescope analyze`: the diagnosis of samples, a model or trajectories that the user brings, against data. */
import { InputError, quoted } from "../../data/input-error.ts";
import { addBroughtOptions, type BroughtOptions, broughtRun, requireOneSubject } from "../brought-options.ts";
import type { CommandDefinition } from "../command.ts";
import { addCommonOptions, type CommonOptions, required } from "../common-options.ts";
import type { Effects } from "../effects.ts";
import { integerParser, numberParser } from "../numbers.ts";
import type { ResolvedRun } from "../run-config.ts";

/** Flags of `ridgescope analyze`, in camel case; files as the user named them. */
export interface AnalyzeCommandOptions extends CommonOptions, BroughtOptions {
  readonly data?: string;
  readonly latent: string;
  readonly heldOut?: string;
  readonly analysisTime: number | "auto";
  readonly dim: number | "auto";
}

/** Writes a run directory, as `ridgescope run` does. */
export const analyzeCommand: CommandDefinition<AnalyzeCommandOptions> = {
  name: "analyze",
  summary: "Diagnoses samples, a model or trajectories: copies, on the ridge between data, or off it.",
  configure(command) {
    const positive = (name: string) => numberParser(name, "a positive number", { above: 0, most: 100 });
    command
      .option("--data <D>", "training points: a file, mnist:train/1, synthetic:two-modes, …")
      .option("--samples <S>", "finished samples of the model, in the units of the data")
      .option("--latent <space>", "none, or pca:k: judge in the k leading principal components", "none")
      .option("--held-out <H>", "real points outside the training set, to calibrate on")
      .option(
        "--analysis-time <t>",
        "OU time at which the ridge is judged",
        auto(positive("--analysis-time")),
        "auto",
      )
      .option("--dim <k>", "ridge dimension", auto(integerParser("--dim", 0)), "auto")
      .option("--time-min <t>", "OU time at which sampling ends (default: 1e-3)", positive("--time-min"));
    addBroughtOptions(command);
    addCommonOptions(command, "the directory to write");
  },
  run: runAnalyze,
};

/** As `parse`, but for the word auto. */
function auto(parse: (text: string) => number): (text: string) => number | "auto" {
  return (text) => (text === "auto" ? text : parse(text));
}

/**
 * Checks the options, reads, diagnoses, and writes.
 * @throws {InputError} where an option or a file cannot be used
 */
export async function runAnalyze(options: AnalyzeCommandOptions, effects: Effects): Promise<number> {
  const out = required("--out", "a directory to write", options.out);
  if (!/^(none|pca:[1-9]\d{0,8})$/.test(options.latent))
    throw new InputError("--latent", "none or pca:k", quoted(options.latent));
  const data = {
    train: required("--data", "a data set", options.data),
    held_out: options.heldOut ?? "none",
    latent: options.latent,
  };
  requireOneSubject(options);
  const ridge = { dim: options.dim, analysis_time: options.analysisTime };
  const shared = { seed: options.seed, data, ridge };
  const run = (await broughtRun(options, shared)) ?? (await samplesRun(options, shared));
  const { runExperiment } = await import("../run-experiment.ts");
  return runExperiment(run, { ...options, out }, effects);
}

async function samplesRun(
  { samples, timeMin = 1e-3 }: AnalyzeCommandOptions,
  { data, ...shared }: { seed: number; data: object; ridge: object },
): Promise<ResolvedRun> {
  const { ANALYSIS } = await import("../../experiments/analyze-samples.ts");
  const settings = { ...shared, data: { ...data, samples }, time: { min: timeMin } };
  const config = ANALYSIS.check({ ...ANALYSIS.config, ...settings }, "analyze");
  return { preset: ANALYSIS, config: config as Record<string, unknown> };
}
