/**
 * What a brought model is declared to be: what it predicts, its schedule, its inputs, the shape of one point and the
 * units in which it sees the data. Read from a small JSON beside the file (`net.json` beside `net.onnx`) or from a
 * server's `/info`; what the user says on the command line goes first.
 */
import { dirname, isAbsolute, join } from "node:path";
import { z } from "zod";
import { parseJson, readText } from "../../data/read-text.ts";
import { InputError, quoted, systemErrorCode } from "../../errors/input-error.ts";
import { MODEL_SCHEDULES, type ModelScheduleName, timeInputsOf } from "../../schedule/model-clock.ts";
import { TIME_INPUTS, type TimeInput } from "../../schedule/time-input.ts";
import { PREDICTION_KINDS, type PredictionKind } from "../../score/prediction.ts";

/** What is declared of a schedule. */
export interface ScheduleDescription {
  name: ModelScheduleName;
  /** What the model is given as time; default `native`. */
  time?: TimeInput;
  /** Steps of a discrete schedule; default 1000. */
  steps?: number;
  /** First and last β of `ddpm-linear` (default 1e-4 and 0.02), `ddpm-scaled-linear` (0.00085 and 0.012) and their kin. */
  beta_start?: number;
  beta_end?: number;
  /** The β of `betas`, one for each timestep: a file, or the numbers. */
  betas?: string | number[];
}

/** What may be declared of a model; all of it may be left out. */
export interface ModelDescription {
  prediction?: PredictionKind;
  schedule?: ModelScheduleName | ScheduleDescription;
  /** Names of the inputs for x and for the time. */
  inputs?: { x?: string; t?: string };
  output?: string;
  /** Values of further inputs, the same for every point: a number, or the entries of one point. */
  constants?: Record<string, number | number[]>;
  /** Shape of one point as the model takes it, e.g. [1, 28, 28]. */
  shape?: number[];
  /** The model sees scale · x + shift. */
  data?: { scale?: number; shift?: number };
  /** Numbers sent to and expected from a server. */
  dtype?: "float32" | "float64";
}

/** A model that is declared in full, as `config.json` holds it. */
export interface ModelDeclaration {
  /** File or address, as the user gave it. */
  source: string;
  prediction: PredictionKind;
  schedule: ScheduleDescription;
  inputs: { x?: string; t?: string };
  output?: string;
  constants: Record<string, number | number[]>;
  shape?: number[];
  data: { scale: number; shift: number };
  dtype: "float32" | "float64";
  /** Seconds that a server may take for one answer. */
  timeout: number;
}

const prediction: z.ZodType<PredictionKind> = z.enum(
  PREDICTION_KINDS,
  `one of ${PREDICTION_KINDS.join(", ")}`,
);
const scheduleName: z.ZodType<ModelScheduleName> = z.enum(
  MODEL_SCHEDULES,
  `one of ${MODEL_SCHEDULES.join(", ")}`,
);
const scheduleFields: z.ZodType<ScheduleDescription> = z.strictObject({
  name: scheduleName,
  time: z.enum(TIME_INPUTS, `one of ${TIME_INPUTS.join(", ")}`).optional(),
  steps: z.number().int().min(2).max(1e6).optional(),
  beta_start: z.number().positive().lt(1).optional(),
  beta_end: z.number().positive().lt(1).optional(),
  betas: z
    .union(
      [z.string().min(1), z.array(z.number().positive().max(1)).min(2)],
      "expected a file or a list of numbers",
    )
    .optional(),
});
const inputs: z.ZodType<{ x?: string; t?: string }> = z.strictObject({
  x: z.string().min(1).optional(),
  t: z.string().min(1).optional(),
});
const constants: z.ZodType<Record<string, number | number[]>> = z.record(
  z.string(),
  z.union([z.number(), z.array(z.number())], "expected a number or a list of numbers"),
);
const shape: z.ZodType<number[]> = z.array(z.number().int().positive()).min(1).max(8);
const dtype: z.ZodType<"float32" | "float64"> = z.enum(["float32", "float64"]);
const scaling: z.ZodType<{ scale?: number; shift?: number }> = z.strictObject({
  scale: z.number().positive().optional(),
  shift: z.number().optional(),
});

const descriptionSchema: z.ZodType<ModelDescription> = z.strictObject({
  prediction: prediction.optional(),
  schedule: z
    .union([scheduleName, scheduleFields], `expected one of ${MODEL_SCHEDULES.join(", ")}, or its settings`)
    .optional(),
  inputs: inputs.optional(),
  output: z.string().min(1).optional(),
  constants: constants.optional(),
  shape: shape.optional(),
  data: scaling.optional(),
  dtype: dtype.optional(),
});

/** Checks a declaration, as a part of a configuration. */
export const declarationSchema: z.ZodType<ModelDeclaration> = z.strictObject({
  source: z.string().min(1),
  prediction,
  schedule: scheduleFields,
  inputs,
  output: z.string().min(1).optional(),
  constants,
  shape: shape.optional(),
  data: z.strictObject({ scale: z.number().positive(), shift: z.number() }),
  dtype,
  timeout: z.number().positive().max(86_400),
});

/** Checks a schedule, as a part of a configuration. */
export const scheduleSchema: z.ZodType<ScheduleDescription> = scheduleFields;

/**
 * A description from the text of a JSON document.
 * @throws {InputError} naming `what` where it is none, or holds what is not known
 * @example
 * parseDescription("net.json", '{"prediction": "noise", "schedule": "edm"}'); // → { prediction: "noise", schedule: "edm" }
 */
export function parseDescription(what: string, text: string): ModelDescription {
  const value = parseJson(what, text, "a JSON object that describes the model");
  const checked = descriptionSchema.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  if (issue.code === "unrecognized_keys")
    throw new InputError(what, `only ${Object.keys(KNOWN).join(", ")}`, issue.keys.join(", "));
  const found = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], value);
  const wanted = issue.message.replace(/^(Invalid input: )?expected /, "").replace(/, received.*$/, "");
  const where = issue.path.length > 0 ? `${what}: ${issue.path.join(".")}` : what;
  throw new InputError(where, wanted, quoted(JSON.stringify(found) ?? "nothing"));
}

const KNOWN: Readonly<Record<keyof ModelDescription, true>> = {
  prediction: true,
  schedule: true,
  inputs: true,
  output: true,
  constants: true,
  shape: true,
  data: true,
  dtype: true,
};

/**
 * The description beside a file (the same name, ending in `.json`); empty where there is none.
 * @throws {InputError} where it is there and cannot be read
 * @example
 * await writeTextAtomically(`${folder}/net.json`, '{"prediction": "noise"}');
 * await describedBeside(`${folder}/net.onnx`); // → { prediction: "noise" }
 */
export async function describedBeside(file: string): Promise<ModelDescription> {
  const path = `${file.replace(/\.[^./\\]+$/, "")}.json`;
  const text = await readText(path, "a readable file").catch((error: unknown) => {
    if (systemErrorCode((error as Error).cause) === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? {} : besideIt(path, parseDescription(path, text));
}

/** A file of β is looked for beside the JSON that names it. */
function besideIt(path: string, described: ModelDescription): ModelDescription {
  const { schedule } = described;
  if (typeof schedule !== "object" || typeof schedule.betas !== "string") return described;
  const { betas } = schedule;
  return {
    ...described,
    schedule: { ...schedule, betas: isAbsolute(betas) ? betas : join(dirname(path), betas) },
  };
}

/** What the command line says of a model; goes before what the description says. */
export interface ModelFlags {
  readonly prediction?: PredictionKind;
  readonly schedule?: ModelScheduleName | ScheduleDescription;
  readonly time?: TimeInput;
  readonly inputs?: { readonly x?: string; readonly t?: string };
  readonly output?: string;
  /** Seconds; default 60. */
  readonly timeout?: number;
}

/**
 * A model declared in full.
 * @throws {InputError} where the prediction or the schedule is said nowhere, or they do not go together
 * @example
 * declareModel("net.onnx", { schedule: "edm" }, { prediction: "noise" }).schedule; // → { name: "edm" }
 */
export function declareModel(
  source: string,
  described: ModelDescription,
  flags: ModelFlags = {},
): ModelDeclaration {
  const predicted = flags.prediction ?? described.prediction;
  if (predicted === undefined)
    throw new InputError("--prediction", `one of ${PREDICTION_KINDS.join(", ")}`, "none");
  const output = flags.output ?? described.output;
  return {
    source,
    prediction: predicted,
    schedule: declareSchedule(described, flags),
    inputs: { ...described.inputs, ...flags.inputs },
    ...(output !== undefined && { output }),
    constants: described.constants ?? {},
    ...(described.shape && { shape: described.shape }),
    data: { scale: described.data?.scale ?? 1, shift: described.data?.shift ?? 0 },
    dtype: described.dtype ?? "float32",
    timeout: flags.timeout ?? 60,
  };
}

/**
 * A schedule declared in full. A schedule on the command line drops the settings of another one in the description.
 * @throws {InputError} where it is said nowhere, or the time input is not one of its
 * @example
 * declareSchedule({ schedule: "flow" }, { time: "data-at-one" }); // → { name: "flow", time: "data-at-one" }
 */
export function declareSchedule(
  described: Pick<ModelDescription, "schedule">,
  flags: Pick<ModelFlags, "schedule" | "time"> = {},
): ScheduleDescription {
  const [from, said] = [described.schedule, flags.schedule].map(inFull);
  const name = said?.name ?? from?.name;
  if (name === undefined) throw new InputError("--schedule", `one of ${MODEL_SCHEDULES.join(", ")}`, "none");
  const kept = from?.name === name ? from : {};
  const declared: ScheduleDescription = { ...kept, ...said, name, ...(flags.time && { time: flags.time }) };
  if (name === "betas" && declared.betas === undefined)
    throw new InputError("--schedule", "betas=FILE, with a β for each timestep", name);
  const known = timeInputsOf(name);
  if (declared.time && !known.includes(declared.time))
    throw new InputError("--model-time", `${known.join(" or ")} with schedule ${name}`, declared.time);
  return declared;
}

function inFull(
  schedule: ModelScheduleName | ScheduleDescription | undefined,
): ScheduleDescription | undefined {
  return typeof schedule === "string" ? { name: schedule } : schedule;
}
