/** `ridgescope check`: the analysis of samples as a gate for scripts. */
import { InputError } from "../../errors/input-error.ts";
import type { MetricLine, Summary } from "../../experiments/result.ts";
import type { CommandDefinition } from "../command.ts";
import { addCommonOptions, required } from "../common-options.ts";
import type { Effects } from "../effects.ts";
import { judge, verdictLine, verdictOf } from "../judge-limits.ts";
import { LIMITS, type LimitKind, type LimitOptions, limitsOf } from "../limits.ts";
import { numberParser } from "../numbers.ts";
import { type AnalyzeCommandOptions, addReadingOptions, analysisRun } from "./analyze.ts";

/** Flags of `ridgescope check`, in camel case: those of analyze, and the limits. */
export type CheckCommandOptions = AnalyzeCommandOptions & LimitOptions;

/** Exit codes: a limit is crossed, and it cannot be told whether one is. */
const EXIT = { fail: 3, undecided: 4, "pass, not certain": 0, pass: 0 } as const;

/** Prints one line; exits 3 where the whole confidence interval of a figure is beyond its limit, 4 where one is undecided. */
export const checkCommand: CommandDefinition<CheckCommandOptions> = {
  name: "check",
  summary:
    "Judges generated samples against limits; exit code 3 where one is crossed for certain, 4 where that is undecided.",
  configure(command) {
    addReadingOptions(command);
    for (const kind of LIMITS) {
      const fallback =
        kind.fallback === undefined ? "" : ` (where no limit is given: ${kind.fallback.words})`;
      command.option(`${kind.option} <x>`, `${kind.help}${fallback}`, limitParser(kind));
    }
    addCommonOptions(command, "a directory to write the analysis to (default: nowhere)");
  },
  run: runCheck,
};

function limitParser({ option, share }: LimitKind): (text: string) => number {
  return share
    ? numberParser(option, "a share from 0 to 1", { least: 0, most: 1 })
    : numberParser(option, "a number");
}

/**
 * Analyzes and judges.
 * @returns 3 where a limit is crossed for certain, 4 where one cannot be judged, else 0
 * @throws {InputError} where an option or a file cannot be used
 */
async function runCheck(options: CheckCommandOptions, effects: Effects): Promise<number> {
  required("--samples", "generated samples", options.samples);
  const limits = limitsOf(options);
  if (limits.some(({ kind }) => kind.metric === "data_copying") && options.heldOut === undefined)
    throw new InputError("--held-out", "real points, as --min-data-copying needs them", "none");
  if (limits.some(({ kind }) => kind.latents) && options.latent === "none")
    throw new InputError("--latent", "pca:k or vae:k, as --max-beyond-latents needs them", "none");
  const found = await analyze(options, effects);
  const judged = judge(limits, found);
  const verdict = verdictOf(judged);
  if (options.json) {
    const { toJson } = await import("../../text/json.ts");
    const { summaryDocument } = await import("../../report/run-directory.ts");
    const { out } = options;
    const place = out === undefined ? {} : { out, report: `${out}/report.html` };
    effects.stdout.write(
      toJson({ verdict, limits: judged, ...place, summary: summaryDocument(found.summary) }),
    );
  } else effects.stdout.write(`${verdictLine(judged, found)}\n`);
  return EXIT[verdict];
}

/** The analysis, written to `--out` where one is given. */
async function analyze(
  options: CheckCommandOptions,
  effects: Effects,
): Promise<{ summary: Summary; metrics: readonly MetricLine[] }> {
  const run = await analysisRun(options);
  const { perform, writeExperiment } = await import("../run-experiment.ts");
  const { out, threads, quiet = false } = options;
  if (out !== undefined) {
    await writeExperiment(run, { ...options, out }, effects);
    const { readRunDirectory } = await import("../../report/read-run.ts");
    return readRunDirectory(out);
  }
  const { createExperimentProgress } = await import("../experiment-progress.ts");
  const progress = createExperimentProgress(effects, quiet);
  try {
    const { result } = await perform(run, { threads }, { effects, progress });
    return result;
  } finally {
    progress.end();
  }
}
