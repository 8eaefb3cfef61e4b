/** The options of `analyze` that name a model or trajectories, and the run that they make. */
import type { Command } from "commander";
import { InputError, listed, quoted } from "../errors/input-error.ts";
import type { ModelFlags, ScheduleDescription } from "../networks/external/description.ts";
import { type ModelScheduleName, NAMED_SCHEDULES } from "../schedule/model-clock.ts";
import { TIME_CODES, TIME_INPUTS, type TimeInput } from "../schedule/time-input.ts";
import { PREDICTION_KINDS, type PredictionKind } from "../score/prediction.ts";
import { integerParser, numberParser } from "./numbers.ts";
import type { ResolvedRun } from "./run-config.ts";
import { choiceParser } from "./value-parsers.ts";

/** Flags in camel case; what is not given is undefined. */
export interface ExternalOptions {
  readonly samples?: string;
  readonly model?: string;
  readonly trajectories?: string;
  readonly prediction?: PredictionKind;
  readonly schedule?: ModelScheduleName | ScheduleDescription;
  readonly modelTime?: TimeInput;
  readonly modelInputs?: { readonly x?: string; readonly t?: string };
  readonly modelOutput?: string;
  readonly modelTimeout?: number;
  readonly count?: number;
  readonly steps?: number;
  readonly stochasticity?: number;
  readonly horizon?: number;
  readonly timeMin?: number;
  readonly closedForms?: string;
  readonly closedFormsCount?: number;
}

/** Adds them. */
export function addExternalOptions(command: Command): void {
  command
    .option("--model <M>", "a model instead of samples: net.onnx, or http://127.0.0.1:8000")
    .option(
      "--trajectories <T>",
      "trajectories instead of samples: an .npz (no table) with times, x and perhaps x0",
    )
    .option(
      "--prediction <kind>",
      `what the model predicts: ${PREDICTION_KINDS.join(", ")}`,
      choiceParser("--prediction", PREDICTION_KINDS),
    )
    .option("--schedule <name>", `its noise schedule: ${SCHEDULE_WORDS.join(", ")}`, parseSchedule)
    .option(
      "--model-time <what>",
      `what it is given as time: ${TIME_INPUTS.map((name) => `${name} (${TIME_CODES[name].meaning})`).join(", ")}`,
      choiceParser("--model-time", TIME_INPUTS),
    )
    .option("--model-inputs <x=…,t=…>", "names of the inputs in the ONNX file", parseInputs)
    .option("--model-output <name>", "name of the output in the ONNX file")
    .option(
      "--model-timeout <s>",
      "seconds that a server may take for an answer (default: 60)",
      numberParser("--model-timeout", "a number of seconds above 0", { above: 0, most: 86_400 }),
    )
    .option("--count <n>", "samples to generate (default: 2000)", integerParser("--count", 1, 10_000_000))
    .option("--steps <n>", "steps of the generation (default: 1000)", integerParser("--steps", 1, 1_000_000))
    .option(
      "--stochasticity <eta>",
      "0: probability-flow ODE, 1: reverse SDE (default: 1)",
      numberParser("--stochasticity", "a number from 0 to 1", { least: 0, most: 1 }),
    )
    .option(
      "--horizon <T>",
      "OU time at which generation starts (default: 5 or more)",
      numberParser("--horizon", "a positive number", { above: 0, most: 100 }),
    )
    .option(
      "--closed-forms <names>",
      "closed forms that the model is compared with from the same noise: auto (those that are not too costly), none, or some of exact, inflated, gaussian, smoothed, local, equivariant",
      parseForms,
    )
    .option(
      "--closed-forms-count <n>",
      "samples that are compared (default: as many as the cost allows, 100 at most)",
      integerParser("--closed-forms-count", 2, 10_000_000),
    );
}

const BETAS = "betas=";
const SCHEDULE_WORDS: readonly string[] = [...NAMED_SCHEDULES, `${BETAS}FILE`];

/** A schedule's name, or `betas=FILE`. */
function parseSchedule(text: string): ModelScheduleName | ScheduleDescription {
  if (text.startsWith(BETAS) && text.length > BETAS.length)
    return { name: "betas", betas: text.slice(BETAS.length) };
  const name = NAMED_SCHEDULES.find((word) => word === text);
  if (name === undefined)
    throw new InputError("--schedule", `one of ${listed(SCHEDULE_WORDS)}`, quoted(text));
  return name;
}

/** `x=NAME,t=NAME`, either of the two or both. */
function parseInputs(text: string): { x?: string; t?: string } {
  const pairs = text.split(",").map((pair) => pair.trim().split("="));
  const names = new Map(pairs.map(([key = "", ...name]) => [key, name.join("=")]));
  const known = [...names].every(([key, name]) => (key === "x" || key === "t") && name !== "");
  if (!known || names.size !== pairs.length)
    throw new InputError("--model-inputs", "x=NAME,t=NAME", quoted(text));
  return Object.fromEntries(names);
}

/** Words with commas between; which there are is known where they are used. */
function parseForms(text: string): string {
  if (/^[a-z]+(,[a-z]+)*$/.test(text)) return text;
  throw new InputError("--closed-forms", "auto, none, or names parted by commas", quoted(text));
}

type Name = keyof ExternalOptions;
const SAMPLING: readonly Name[] = ["count", "steps", "horizon"];
const FORMS: readonly Name[] = ["closedForms", "closedFormsCount"];
const OF_MODELS: readonly Name[] = [
  "prediction",
  "modelInputs",
  "modelOutput",
  "modelTimeout",
  ...SAMPLING,
  ...FORMS,
];
const OF_BOTH: readonly Name[] = ["schedule", "modelTime", "stochasticity"];

/**
 * Refuses none or several of samples, a model and trajectories, and options that belong to another of them.
 * @throws {InputError} naming the option
 */
export function requireOneSubject(options: ExternalOptions): void {
  const { samples, model, trajectories } = options;
  const given = [samples, model, trajectories].filter((one) => one !== undefined).length;
  if (given === 0)
    throw new InputError("--samples", "generated samples, or --model, or --trajectories", "none");
  if (given > 1)
    throw new InputError("--samples, --model, --trajectories", "exactly one of the three", `${given}`);
  const foreign = [
    ...(model === undefined ? OF_MODELS : []),
    ...(samples === undefined ? [] : OF_BOTH),
    ...(trajectories === undefined ? [] : (["timeMin"] as const)),
  ].find((name) => options[name] !== undefined);
  if (foreign === undefined) return;
  const flag = `--${foreign.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const belongs =
    foreign === "timeMin"
      ? "--samples or --model"
      : OF_BOTH.includes(foreign)
        ? "--model or --trajectories"
        : "--model";
  throw new InputError(flag, `${belongs} with it`, samples === undefined ? "--trajectories" : "--samples");
}

/** Settings that do not depend on what is analysed. */
export interface SharedSettings {
  readonly seed: number;
  readonly data: object;
  readonly ridge: object;
}

/**
 * The run of a model or of trajectories, completed by what is declared beside it; undefined where neither is given.
 * @throws {InputError} where something is missing or does not fit
 */
export async function externalRun(
  options: ExternalOptions,
  shared: SharedSettings,
): Promise<ResolvedRun | undefined> {
  const { model, trajectories } = options;
  if (model !== undefined) return modelRun(options, model, shared);
  return trajectories === undefined ? undefined : trajectoriesRun(options, trajectories, shared);
}

function flagsOf(options: ExternalOptions): ModelFlags {
  const { prediction, schedule, modelTime: time, modelInputs: inputs, modelOutput: output } = options;
  const { modelTimeout: timeout } = options;
  return {
    ...(prediction && { prediction }),
    ...(schedule && { schedule }),
    ...(time && { time }),
    ...(inputs && { inputs }),
    ...(output !== undefined && { output }),
    ...(timeout !== undefined && { timeout }),
  };
}

async function modelRun(
  options: ExternalOptions,
  source: string,
  shared: SharedSettings,
): Promise<ResolvedRun> {
  const { describeModel } = await import("../networks/external/open-model.ts");
  const { declareModel } = await import("../networks/external/description.ts");
  const { MODEL_ANALYSIS } = await import("../experiments/analysis/preset.ts");
  const { count, steps, stochasticity, timeMin, horizon, closedForms, closedFormsCount } = options;
  const model = declareModel(source, await describeModel(source, options.modelTimeout), flagsOf(options));
  const sampling = {
    ...(MODEL_ANALYSIS.config["sampling"] as object),
    ...(count !== undefined && { count }),
    ...(steps !== undefined && { steps }),
    ...(stochasticity !== undefined && { stochasticity }),
  };
  const time = { min: timeMin ?? "auto", horizon: horizon ?? "auto" };
  const closed_forms = {
    ...(MODEL_ANALYSIS.config["closed_forms"] as object),
    ...(closedForms !== undefined && { of: closedForms }),
    ...(closedFormsCount !== undefined && { count: closedFormsCount }),
  };
  const settings = { ...MODEL_ANALYSIS.config, ...shared, model, sampling, time, closed_forms };
  return {
    preset: MODEL_ANALYSIS,
    config: MODEL_ANALYSIS.check(settings, "analyze") as Record<string, unknown>,
  };
}

async function trajectoriesRun(
  options: ExternalOptions,
  file: string,
  shared: SharedSettings,
): Promise<ResolvedRun> {
  const { declareSchedule, describedBeside } = await import("../networks/external/description.ts");
  const { TRAJECTORY_ANALYSIS } = await import("../experiments/analysis/preset.ts");
  const described = await describedBeside(file);
  const trajectories = {
    file,
    schedule: declareSchedule(described, flagsOf(options)),
    data: { scale: described.data?.scale ?? 1, shift: described.data?.shift ?? 0 },
    stochasticity: options.stochasticity ?? 1,
  };
  const settings = { ...TRAJECTORY_ANALYSIS.config, ...shared, trajectories };
  return {
    preset: TRAJECTORY_ANALYSIS,
    config: TRAJECTORY_ANALYSIS.check(settings, "analyze") as Record<string, unknown>,
  };
}
