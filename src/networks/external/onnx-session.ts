/**
 * An ONNX model at work. It runs in batches of one size, the last one filled up, and on one thread, so that the same
 * points give the same bytes for any `--threads`. Measured on dense and convolutional float32 networks, the bytes were the
 * same on 1 to 8 threads, but for float64 products they are not (src/kernels/native/multiply.ts), and no operator
 * promises it.
 */

import { InputError, quoted } from "../../errors/input-error.ts";
import type { OnnxRuntime, OnnxSession, OnnxTensor, TensorData } from "../../kernels/native/onnx-runtime.ts";
import { float64 } from "../../kernels/shared.ts";
import { requireOnnxRuntime } from "../require-onnx-runtime.ts";
import type { ModelDeclaration } from "./description.ts";
import { type OnnxPlan, planInputs, type TimeType } from "./onnx-inputs.ts";
import type { Predictor } from "./predictor.ts";

/** Points of a call where the model leaves it open. */
const BATCH = 256;

/** What is declared of a model in an ONNX file. */
export type OnnxDeclared = Pick<ModelDeclaration, "source" | "inputs" | "output" | "constants" | "shape">;

/**
 * Opens a model, a path or the bytes of a file, for points of `columns` numbers.
 * @throws {InputError} where ONNX Runtime is missing, the model cannot be loaded, or its inputs cannot be told
 * @example
 * const predictor = await openOnnxSession(ownModel.bytes, { source: "gaussian.onnx", inputs: {}, constants: {} }, 2);
 * // 9 · 10 / (9 + 3²)
 * await predictor.predict(Float64Array.of(10, 1), 3); // → [5, 0]
 * await predictor.close();
 */
export async function openOnnxSession(
  model: string | Uint8Array,
  declared: OnnxDeclared,
  columns: number,
): Promise<Predictor> {
  const runtime = await requireOnnxRuntime();
  const session = await load(runtime, model, declared.source);
  try {
    const plan = planInputs(session, declared);
    const width = plan.x.shape?.reduce((product, extent) => product * extent, 1);
    const bound: Bound = { runtime, session, plan, source: declared.source, columns };
    return {
      source: declared.source,
      ...(width !== undefined && { d: width }),
      integerTime: plan.t.type.startsWith("int"),
      predict: (x, time) => predict(bound, x, time),
      close: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Fused operators are missing for some element types: what does not load with all of them may load without. */
async function load(runtime: OnnxRuntime, model: string | Uint8Array, source: string): Promise<OnnxSession> {
  const open = (graphOptimizationLevel: "all" | "basic") =>
    runtime.InferenceSession.create(model, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
      graphOptimizationLevel,
    });
  try {
    return await open("all");
  } catch (cause) {
    const second = await open("basic").catch(() => undefined);
    if (second) return second;
    throw new InputError(source, "a model that ONNX Runtime can load", runtimeMessage(cause)).because(cause);
  }
}

function runtimeMessage(cause: unknown): string {
  return quoted(cause instanceof Error ? cause.message : String(cause), 240);
}

interface Bound {
  readonly runtime: OnnxRuntime;
  readonly session: OnnxSession;
  readonly plan: OnnxPlan;
  readonly source: string;
  readonly columns: number;
}

async function predict(bound: Bound, x: Float64Array, time: number): Promise<Float64Array> {
  const { plan, columns } = bound;
  const batch = plan.x.batch ?? BATCH;
  const out = float64(x.length);
  const fixed = fixedFeeds(bound, batch, time);
  for (let first = 0; first < x.length; first += batch * columns) {
    const rows = x.subarray(first, Math.min(x.length, first + batch * columns));
    const answer = await call(bound, { ...fixed, [plan.x.name]: pointsTensor(bound, rows, batch) });
    out.set(answer.subarray(0, rows.length), first);
  }
  return out;
}

/** A batch of points; what is missing to a full one is filled with copies of its first point. */
function pointsTensor({ runtime, plan, columns }: Bound, rows: Float64Array, batch: number): OnnxTensor {
  const data =
    plan.x.type === "float32" ? new Float32Array(batch * columns) : new Float64Array(batch * columns);
  data.set(rows);
  for (let at = rows.length; at < data.length; at += columns) data.set(rows.subarray(0, columns), at);
  return new runtime.Tensor(plan.x.type, data, [batch, ...(plan.x.shape ?? [columns])]);
}

/** The tensors that are the same for all batches of one call. */
function fixedFeeds(
  { runtime, plan, source }: Bound,
  batch: number,
  time: number,
): Record<string, OnnxTensor> {
  const { t, constants } = plan;
  if (t.type.startsWith("int") && !Number.isInteger(time))
    throw new InputError(
      source,
      `a schedule of whole timesteps, as its input ${t.name} is ${t.type}`,
      `time ${time}`,
    );
  const count = t.rank === 0 || t.single ? 1 : batch;
  const dims = t.rank === 0 ? [] : t.rank === 1 ? [count] : [count, 1];
  const feeds = { [t.name]: new runtime.Tensor(t.type, filled(t.type, [time], count), dims) };
  for (const { name, type, values, shape } of constants) {
    const rows = shape === undefined ? 1 : batch;
    feeds[name] = new runtime.Tensor(type, filled(type, values, rows), shape ? [batch, ...shape] : []);
  }
  return feeds;
}

/** `values` again and again, `count` times. */
function filled(type: TimeType, values: readonly number[], count: number): TensorData {
  const all = Array.from({ length: count }, () => values).flat();
  if (type === "int64") return BigInt64Array.from(all.map((value) => BigInt(Math.round(value))));
  if (type === "int32") return Int32Array.from(all);
  return type === "float32" ? Float32Array.from(all) : Float64Array.from(all);
}

async function call(
  { session, plan, source }: Bound,
  feeds: Record<string, OnnxTensor>,
): Promise<Float32Array | Float64Array> {
  let answer: OnnxTensor | undefined;
  try {
    answer = (await session.run(feeds, [plan.output]))[plan.output];
  } catch (cause) {
    throw new InputError(source, "a model that runs on its inputs", runtimeMessage(cause)).because(cause);
  }
  const expected = feeds[plan.x.name];
  if (!answer || (answer.type !== "float32" && answer.type !== "float64"))
    throw new InputError(source, "an output of float32 or float64", answer?.type ?? "none");
  if (answer.data.length !== expected.data.length || answer.dims[0] !== expected.dims[0])
    throw new InputError(
      source,
      `output ${plan.output} to have the shape of x (${expected.dims.join(", ")})`,
      `(${answer.dims.join(", ")})`,
    );
  return answer.data as Float32Array | Float64Array;
}
