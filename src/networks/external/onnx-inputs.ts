/** Which inputs of an ONNX model are the points and the time, and how each wants to be fed. */
import { InputError, listed } from "../../errors/input-error.ts";
import type { OnnxSession, OnnxValueMetadata } from "../../kernels/native/onnx-runtime.ts";
import type { ModelDeclaration } from "./description.ts";

/** Element types that can be fed. */
type FloatType = "float32" | "float64";
/** Element types of a time. */
export type TimeType = FloatType | "int64" | "int32";

/** How to feed a model and read it. */
export interface OnnxPlan {
  readonly x: {
    readonly name: string;
    readonly type: FloatType;
    /** Shape of one point; undefined: a row as wide as the data. */
    readonly shape?: readonly number[];
    /** Points of a call, where the model fixes it. */
    readonly batch?: number;
  };
  readonly t: {
    readonly name: string;
    readonly type: TimeType;
    readonly rank: number;
    /** Whether there is one time for the whole batch, though it has an axis. */
    readonly single: boolean;
  };
  /** Further inputs, each the same for every point. */
  readonly constants: readonly {
    readonly name: string;
    readonly type: TimeType;
    readonly values: readonly number[];
    /** Shape of one entry; undefined: one value for the whole call (rank 0). */
    readonly shape?: readonly number[];
  }[];
  readonly output: string;
}

type Declared = Pick<ModelDeclaration, "source" | "inputs" | "output" | "constants" | "shape">;

const X_NAMES = ["x", "sample", "input", "inputs", "x_t", "xt", "noisy", "image", "images", "latents", "z"];
const T_NAMES = [
  "t",
  "time",
  "timestep",
  "timesteps",
  "sigma",
  "sigmas",
  "noise_level",
  "c_noise",
  "noise",
  "u",
  "s",
];

/**
 * Finds the inputs by the names that are declared, else by usual names, types and ranks.
 * @throws {InputError} where one cannot be told, or there are inputs that nothing is known of
 * @example
 * const { InferenceSession } = await requireOnnxRuntime();
 * const plan = planInputs(await InferenceSession.create(onnxFile), { source: "gaussian.onnx", inputs: {}, constants: {} });
 * [plan.x.name, plan.t.name, plan.output]; // → ["x", "sigma", "x0"]
 */
export function planInputs(session: OnnxSession, declared: Declared): OnnxPlan {
  const { source, inputs } = declared;
  const constantNames = Object.keys(declared.constants);
  const known = session.inputMetadata.filter(({ name }) => !constantNames.includes(name));
  const constants = constantNames.map((name) => planConstant(session, name, declared));
  const points = known.filter(
    (value) => value.name === inputs.x || !(isTime(value) && isNamed(value, T_NAMES)),
  );
  const x = find({ declared, known: points, wanted: inputs.x, names: X_NAMES, what: "x", fits: isPoints });
  const others = known.filter((value) => value !== x);
  const t = find({ declared, known: others, wanted: inputs.t, names: T_NAMES, what: "t", fits: isTime });
  const extra = others.filter((value) => value !== t);
  if (extra.length > 0)
    throw new InputError(
      source,
      "inputs for x and t only (give others a value under constants in the model's JSON)",
      `also ${listed(extra.map(({ name }) => name))}`,
    );
  const rank = t.shape?.length ?? 0;
  return {
    x: planPoints(x, declared),
    t: { name: t.name, type: t.type as TimeType, rank, single: t.shape?.[0] === 1 && x.shape?.[0] !== 1 },
    constants,
    output: outputOf(session, declared),
  };
}

const isFloat = ({ type }: OnnxValueMetadata) => type === "float32" || type === "float64";
const isNamed = ({ name }: OnnxValueMetadata, names: readonly string[]) => names.includes(name.toLowerCase());
const isPoints = (value: OnnxValueMetadata) => isFloat(value) && (value.shape?.length ?? 0) >= 2;
const isTime = (value: OnnxValueMetadata) =>
  (isFloat(value) || value.type === "int64" || value.type === "int32") &&
  (value.shape?.length ?? 0) <= 2 &&
  (value.shape?.[1] ?? 1) === 1;

interface Search {
  readonly declared: Declared;
  readonly known: readonly OnnxValueMetadata[];
  readonly wanted: string | undefined;
  readonly names: readonly string[];
  readonly what: "x" | "t";
  readonly fits: (value: OnnxValueMetadata) => boolean;
}

const FORMS = {
  x: "float32 or float64 with at least 2 axes",
  t: "float32, float64, int32 or int64 of shape (), (N) or (N, 1)",
};

function find({ declared: { source }, known, wanted, names, what, fits }: Search): OnnxValueMetadata {
  if (wanted !== undefined) {
    const chosen = known.find(({ name }) => name === wanted);
    if (!chosen)
      throw new InputError(
        `--model-inputs ${what}`,
        `an input of ${source}: ${listed(known.map(({ name }) => name))}`,
        wanted,
      );
    if (!fits(chosen)) throw new InputError(source, `input ${wanted} to be ${FORMS[what]}`, formOf(chosen));
    return chosen;
  }
  const fitting = known.filter(fits);
  const named = names.flatMap((name) => fitting.filter((value) => value.name.toLowerCase() === name));
  const chosen = named[0] ?? (fitting.length === 1 ? fitting[0] : undefined);
  if (chosen) return chosen;
  throw new InputError(
    source,
    `an input for ${what} (${FORMS[what]}; name it with --model-inputs ${what}=…)`,
    listed(known.map((value) => `${value.name}: ${formOf(value)}`)),
  );
}

function formOf({ type = "no tensor", shape = [] }: OnnxValueMetadata): string {
  return `${type} (${shape.join(", ")})`;
}

/** The shape of a point is what the model fixes; axes that it leaves open are taken from the declaration. */
function planPoints({ name, type, shape = [] }: OnnxValueMetadata, declared: Declared): OnnxPlan["x"] {
  const [batch, ...rest] = shape;
  const point = rest.map((extent, i) => (isExtent(extent) ? extent : declared.shape?.[i]));
  const wanted = declared.shape;
  if (wanted && !(wanted.length === rest.length && point.every((extent, i) => extent === wanted[i])))
    throw new InputError(
      declared.source,
      `points of shape (${wanted.join(", ")}), as declared`,
      `(${rest.join(", ")})`,
    );
  const complete = point.every((extent) => extent !== undefined);
  if (!complete && rest.length > 1)
    throw new InputError(
      declared.source,
      'the shape of a point under "shape" in the model\'s JSON, as the model leaves it open',
      `(${rest.join(", ")})`,
    );
  return {
    name,
    type: type as FloatType,
    ...(complete && { shape: point as number[] }),
    ...(isExtent(batch) && { batch }),
  };
}

function isExtent(extent: number | string | undefined): extent is number {
  return typeof extent === "number" && extent > 0;
}

function planConstant(
  session: OnnxSession,
  name: string,
  { source, constants }: Declared,
): OnnxPlan["constants"][number] {
  const input = session.inputMetadata.find((value) => value.name === name);
  if (!input)
    throw new InputError(source, `constants for inputs it has (${listed(session.inputNames)})`, name);
  if (!isFloat(input) && input.type !== "int64" && input.type !== "int32")
    throw new InputError(source, `constant ${name} to be of floats, int32 or int64`, formOf(input));
  const given = constants[name];
  const values = typeof given === "number" ? [given] : given;
  const [, ...rest] = input.shape ?? [];
  const open = rest.filter((extent) => !isExtent(extent)).length;
  const fixed = rest.reduce<number>((product, extent) => product * (isExtent(extent) ? extent : 1), 1);
  const count = open === 1 ? values.length : fixed;
  if (open > 1 || values.length !== count || count % fixed !== 0)
    throw new InputError(
      source,
      `${fixed} numbers for constant ${name} (${formOf(input)})`,
      `${values.length}`,
    );
  const type = input.type as TimeType;
  if (input.shape?.length === 0) return { name, type, values };
  return { name, type, values, shape: rest.map((extent) => (isExtent(extent) ? extent : count / fixed)) };
}

function outputOf(session: OnnxSession, { source, output }: Declared): string {
  const names = session.outputNames;
  if (output !== undefined) {
    if (names.includes(output)) return output;
    throw new InputError("--model-output", `an output of ${source}: ${listed(names)}`, output);
  }
  if (names.length === 1) return names[0];
  throw new InputError(source, "one output, or --model-output to choose", listed(names));
}
