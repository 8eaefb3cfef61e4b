/** `ridgescope rfm`: the random feature model in closed form, and its errors by direction and by cause. */

import type { Matrix } from "../../data/matrix.ts";
import { InputError } from "../../errors/input-error.ts";
import type { FeatureMap } from "../../random-features/feature-map.ts";
import {
  LOSS_WEIGHT_NAMES,
  type LossWeight,
  PARAMETERIZATION_NAMES,
  type Parameterization,
} from "../../random-features/moment-problem.ts";
import { TIME_RULE_NAMES, type TimeRuleName } from "../../random-features/time-rule.ts";
import { writeResults } from "../array-results.ts";
import type { CommandDefinition } from "../command.ts";
import { addCommonOptions, type CommonOptions, required, requiredNpz } from "../common-options.ts";
import type { Effects } from "../effects.ts";
import { integerParser, numberParser } from "../numbers.ts";
import type { RfmSettings } from "../rfm-work.ts";
import { choiceParser, numberListParser } from "../value-parsers.ts";

/** Options as parsed. */
export interface RfmCommandOptions extends CommonOptions {
  readonly data?: string;
  readonly features?: string;
  readonly p?: number;
  readonly harmonics?: number;
  readonly horizon?: number;
  readonly timeMin?: number;
  readonly weight?: LossWeight;
  readonly parameterization: Parameterization;
  readonly tau?: readonly number[];
  readonly dim: number;
  readonly timeRule: TimeRuleName;
  readonly timeNodes?: number;
  readonly rowsPerNode?: number;
  readonly errorSamples?: number;
}

/** The sizes of the reference experiments. */
const DEFAULT_P = 2000;
const DEFAULT_HARMONICS = 128;

/** See CONTRACT.md for the arrays that it reads and writes. */
export const rfmCommand: CommandDefinition<RfmCommandOptions> = {
  name: "rfm",
  summary: "Trains the random feature model in closed form and splits its error by direction and cause.",
  configure(command) {
    const positive = (name: string) =>
      numberParser(name, "a positive number up to 100", { above: 0, most: 100 });
    const tau = { infinity: true, least: 0 };
    const weights = choiceParser("--weight", LOSS_WEIGHT_NAMES);
    const targets = choiceParser("--parameterization", PARAMETERIZATION_NAMES);
    const rules = choiceParser("--time-rule", TIME_RULE_NAMES);
    command
      .option("--data <D>", "training points: a file, synthetic:two-modes, …")
      .option("--features <F.npz>", "frozen features: Wx (p×d), Wt (p×(2K+1)), b (p), A0 (d×p)")
      .option("--p <n>", `number of drawn features (default: ${DEFAULT_P})`, integerParser("--p", 1, 20_000))
      .option(
        "--harmonics <K>",
        `harmonics of their time features (default: ${DEFAULT_HARMONICS})`,
        integerParser("--harmonics", 0, 10_000),
      )
      .option("--horizon <T>", "largest time", positive("--horizon"))
      .option("--time-min <t0>", "smallest time", positive("--time-min"))
      .option("--weight <w>", `weight of the score loss: ${LOSS_WEIGHT_NAMES.join(", ")}`, weights)
      .option(
        "--parameterization <s>",
        `what the model gives: ${PARAMETERIZATION_NAMES.join(" or ")}`,
        targets,
        "posterior-mean",
      )
      .option(
        "--tau <list>",
        "training times: 10,1000,inf",
        numberListParser("--tau", "numbers >= 0 or inf", tau),
      )
      .option("--dim <k>", "ridge dimension of the error's directions", integerParser("--dim", 0), 1)
      .option("--time-rule <rule>", `quadrature over time: ${TIME_RULE_NAMES.join(" or ")}`, rules, "graded")
      .option(
        "--time-nodes <n>",
        "nodes a period of the fastest harmonic (graded: 16) or in all (simpson: 2001)",
        integerParser("--time-nodes", 3, 1_000_000),
      )
      .option(
        "--rows-per-node <n>",
        "data rows seen at a time node (default: 64)",
        integerParser("--rows-per-node", 1),
      )
      .option(
        "--error-samples <n>",
        "draws of p_t at a time node for the errors (default: up to 256)",
        integerParser("--error-samples", 4, 1_000_000),
      );
    addCommonOptions(command, "the .npz to write");
  },
  run: runRfm,
};

/**
 * Trains, measures and writes.
 * @throws {InputError} where an option or a file cannot be used
 */
async function runRfm(options: RfmCommandOptions, effects: Effects): Promise<number> {
  const path = requiredNpz(options.out);
  effects.requireWritable(path, [options.data, options.features]);
  const { readInputs, requireRidgeDim, withDensity } = await import("../load-density.ts");
  const time = timeRange(options);
  const tau = required("--tau", "training times such as 10,1000,inf", options.tau);
  const weight = required("--weight", "one of 1, h, h2", options.weight);
  const inputs = await readInputs(effects, required("--data", "a data set", options.data), undefined);
  requireRidgeDim(options.dim, inputs.data);
  const features = await featuresOf(options, { ...time, data: inputs.data }, effects);
  const rule = await timeRule(options, { ...time, harmonics: features.harmonics });
  const { trainAndMeasure } = await import("../rfm-work.ts");
  const { createRng } = await import("../../random/rng.ts");
  const { parameterization, dim, rowsPerNode, errorSamples, quiet = false } = options;
  const rng = createRng(options.seed);
  const settings: RfmSettings = {
    features,
    rule,
    weight,
    parameterization,
    tau,
    dim,
    rowsPerNode,
    errorSamples,
    quiet,
    rng,
  };
  const result = await withDensity(inputs, options, (density) => trainAndMeasure(density, settings, effects));
  const { describeRfm } = await import("../rfm-results.ts");
  await writeResults({ path, ...describeRfm(result, settings) }, options, effects);
  return 0;
}

interface TimeRange {
  horizon: number;
  timeMin: number;
}

function timeRange(options: RfmCommandOptions): TimeRange {
  const horizon = required("--horizon", "the largest time", options.horizon);
  const timeMin = required("--time-min", "the smallest time", options.timeMin);
  if (timeMin >= horizon)
    throw new InputError("--time-min", `a time below --horizon ${horizon}`, `${timeMin}`);
  return { horizon, timeMin };
}

async function timeRule(
  { timeRule: rule, timeNodes: density }: RfmCommandOptions,
  range: TimeRange & { harmonics: number },
): Promise<RfmSettings["rule"]> {
  if (rule === "simpson" && density !== undefined && density % 2 === 0)
    throw new InputError("--time-nodes", "an odd number of Simpson nodes", `${density}`);
  const { createTimeRule } = await import("../../random-features/time-rule.ts");
  return createTimeRule({ rule, ...range, ...(density === undefined ? {} : { density }) });
}

/** From the file, with which `--p` and `--harmonics` must agree, or drawn. */
async function featuresOf(
  { features: path, p, harmonics, seed }: RfmCommandOptions,
  { horizon, data }: TimeRange & { data: Matrix },
  effects: Effects,
): Promise<FeatureMap> {
  if (path === undefined) {
    const { drawFeatureMap } = await import("../../random-features/feature-map.ts");
    const { createRng } = await import("../../random/rng.ts");
    const sizes = { p: p ?? DEFAULT_P, harmonics: harmonics ?? DEFAULT_HARMONICS };
    return drawFeatureMap({ ...sizes, d: data.columns, horizon }, createRng(seed).split("features"));
  }
  const { readFeatureMap } = await import("../feature-file.ts");
  const given = await readFeatureMap(effects, path, { d: data.columns, horizon, like: data.source });
  for (const [name, value] of [
    ["p", p],
    ["harmonics", harmonics],
  ] as const) {
    if (value !== undefined && value !== given[name])
      throw new InputError(`--${name}`, `${given[name]}, as ${path} has`, `${value}`);
  }
  return given;
}
