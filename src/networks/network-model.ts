/** Trained networks at work: run on ONNX Runtime in chunks of one size, so that bytes do not depend on the batch. */
import type { OnnxRuntime, OnnxTensor } from "../kernels/native/onnx-runtime.ts";
import { float64 } from "../kernels/shared.ts";
import { ouLevel } from "../schedule/noise-level.ts";
import { meanMap } from "../score/prediction.ts";
import type { ScoreModel } from "../score/score-model.ts";
import { encodeGraph } from "./graph/encode.ts";
import { Graph } from "./graph/graph.ts";
import type { Dim, Value } from "./graph/value.ts";
import { type ParameterSpec, type Parameters, parameterConstants } from "./parameters.ts";
import { NETWORK_SESSION, requireOnnxRuntime } from "./require-onnx-runtime.ts";
import { predict, type ScoreNetworkSpec, scoreParameters } from "./score-network.ts";

/** Rows of one run of a network. */
export const CHUNK = 512;

/** Rows of `width` numbers. */
interface RowInput {
  data: ArrayLike<number>;
  width: number;
}

/** A network that maps rows to rows. Inputs are M × width arrays by name. */
export interface RowFunction {
  run(inputs: Readonly<Record<string, RowInput>>): Promise<Float64Array>;
  close(): Promise<void>;
}

/** Widths of inputs by name: of one that has a row for every row of the output, or of one row that all share. */
export type InputWidths = Readonly<Record<string, number | { readonly shared: number }>>;

/**
 * Compiles a function of rows: `build` makes the output from inputs of the given widths; the first has a row for each of the output.
 * @throws {InputError} where `onnxruntime-node` is not installed
 * @example
 * const twice = await compileRows({ x: 2 }, { specs: [], flat: [] }, (g, _, { x }) => operations.scaled(g, 2, x));
 * await twice.run({ x: { data: [1, 2], width: 2 } }); // → [2, 4]
 * await twice.close();
 */
export async function compileRows(
  widths: InputWidths,
  parameters: { readonly specs: readonly ParameterSpec[]; readonly flat: ArrayLike<number> },
  build: (g: Graph, parameters: Parameters, inputs: Readonly<Record<string, Value>>) => Value,
): Promise<RowFunction> {
  const runtime = await requireOnnxRuntime();
  const { g, output } = rowGraph({ widths, parameters, build }, CHUNK);
  const session = await runtime.InferenceSession.create(encodeGraph(g), NETWORK_SESSION);
  const width = output.shape[1] as number;
  return {
    async run(inputs) {
      const [first] = Object.values(inputs);
      const m = first.data.length / first.width;
      const out = float64(m * width);
      const feeds = Object.entries(inputs).map(([name, input]) => ({
        name,
        ...(typeof widths[name] === "object" ? sharedFeed : rowsFeed)(runtime, input),
      }));
      const tensors = Object.fromEntries(feeds.map(({ name, tensor }) => [name, tensor]));
      for (let from = 0; from < m; from += CHUNK) {
        const rows = Math.min(CHUNK, m - from);
        for (const { fill } of feeds) fill(from, rows);
        const { output: found } = await session.run(tensors);
        out.set((found.data as Float32Array).subarray(0, rows * width), from * width);
      }
      return out;
    },
    close: () => session.release(),
  };
}

/** An input's tensor, and what brings so many of its rows in. */
interface Feed {
  readonly tensor: OnnxTensor;
  fill(from: number, rows: number): void;
}

/** An input that has a row for every row of the output. */
function rowsFeed({ Tensor }: OnnxRuntime, { data, width }: RowInput): Feed {
  const chunk = new Float32Array(CHUNK * width);
  return {
    tensor: new Tensor("float32", chunk, [CHUNK, width]),
    fill(from, rows) {
      chunk.set(partOf(data, from * width, (from + rows) * width));
      // what fills up the last chunk is thrown away, but must not make the network overflow
      for (let i = rows * width; i < chunk.length; i++) chunk[i] = chunk[i - width];
    },
  };
}

/** An input of one row that all share. */
function sharedFeed({ Tensor }: OnnxRuntime, { data, width }: RowInput): Feed {
  return { tensor: new Tensor("float32", Float32Array.from(data), [1, width]), fill() {} };
}

function partOf(data: ArrayLike<number>, from: number, to: number): ArrayLike<number> {
  return ArrayBuffer.isView(data)
    ? (data as Float64Array).subarray(from, to)
    : Array.prototype.slice.call(data, from, to);
}

/** The graph of a function of rows, with `batch` rows: a number, or a name for any number. */
export function rowGraph(
  {
    widths,
    parameters,
    build,
  }: {
    widths: InputWidths;
    parameters: { readonly specs: readonly ParameterSpec[]; readonly flat: ArrayLike<number> };
    build: (g: Graph, parameters: Parameters, inputs: Readonly<Record<string, Value>>) => Value;
  },
  batch: Dim,
): { g: Graph; output: Value } {
  const g = new Graph();
  const inputs = Object.fromEntries(
    Object.entries(widths).map(([name, width]) => {
      const shape = typeof width === "object" ? [1, width.shared] : [batch, width];
      return [name, g.input(name, "float32", shape)];
    }),
  );
  const output = build(g, parameterConstants(g, parameters.flat, parameters.specs), inputs);
  g.output("output", output);
  return { g, output };
}

/** A score model that holds a session: close it when it is no longer needed. */
export interface NetworkScore extends ScoreModel {
  close(): Promise<void>;
}

/**
 * A trained score network as a score model. `flat` are its parameters.
 * @throws {InputError} where `onnxruntime-node` is not installed
 * @example
 * // all parameters 0: no noise is predicted, and the posterior mean is x
 * const model = await createNetworkScore("untrained", networkSpec, new Float32Array(74));
 * await model.posteriorMean(Float64Array.of(1, 2), 0.5); // → [1, 2]
 * await model.close();
 */
export async function createNetworkScore(
  name: string,
  spec: ScoreNetworkSpec,
  flat: ArrayLike<number>,
): Promise<NetworkScore> {
  const { d } = spec;
  const rows = await compileRows(
    { x: d, t: { shared: 1 } },
    { specs: scoreParameters(spec), flat },
    (g, parameters, { x, t }) => predict(g, { x, time: t }, { parameters, spec }),
  );
  return {
    name,
    d,
    async posteriorMean(x, time) {
      const out = await rows.run({ x: { data: x, width: d }, t: { data: [time], width: 1 } });
      const { ofInput, ofOutput } = meanMap(spec.prediction, ouLevel(time));
      for (let i = 0; i < out.length; i++) out[i] = ofInput * x[i] + ofOutput * out[i];
      return out;
    },
    close: () => rows.close(),
  };
}

/**
 * A score network as an ONNX file: inputs `x` [batch, d] and `t` [batch, 1] (OU time), output `output`.
 * @example
 * const bytes = exportScoreNetwork(networkSpec, new Float32Array(74));
 * const { InferenceSession } = await requireOnnxRuntime();
 * (await InferenceSession.create(bytes)).inputNames; // → ["x", "t"]
 */
export function exportScoreNetwork(spec: ScoreNetworkSpec, flat: ArrayLike<number>): Uint8Array {
  const parameters = { specs: scoreParameters(spec), flat };
  const { g } = rowGraph(
    {
      widths: { x: spec.d, t: 1 },
      parameters,
      build: (graph, values, { x, t }) => predict(graph, { x, time: t }, { parameters: values, spec }),
    },
    "batch",
  );
  return encodeGraph(g, { prediction: spec.prediction, schedule: "ou" });
}
